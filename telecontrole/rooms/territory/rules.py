"""Which service is open where, and since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

_ROLLOUT = Path(__file__).parent / "parameters" / "rollout.yaml"


@dataclass(frozen=True, slots=True)
class Opening:
    """From a day on, a service is open in these regions (None = in every region)."""

    since: date
    regions: frozenset[str] | None
    reference: str


def rolled_out(service: str, region: str, on: date) -> bool:
    """Whether `service` (`visio`…) is open in `region` on that day; an unknown service is open nowhere."""
    return any(
        opening.since <= on and (opening.regions is None or region in opening.regions)
        for opening in rollout().get(service, ())
    )


@cache
def rollout() -> Mapping[str, tuple[Opening, ...]]:
    """The dated openings of each service, as written in `parameters/rollout.yaml`."""
    content = yaml.safe_load(_ROLLOUT.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            name: tuple(_opening(line) for line in lines)
            for name, lines in content["services"].items()
        }
    )


def _opening(line: Mapping[str, Any]) -> Opening:
    regions = None if line["regions"] == "all" else frozenset(line["regions"])
    return Opening(since=line["from"], regions=regions, reference=line["reference"])
