"""How calls are judged: one summary per person let in, and when to raise an alarm. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from telecontrole.foundations.law.parameters import Table, load

PARAMETERS: Final = Path(__file__).parent / "parameters"
Figures = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """One person's call, from the reports of both ends. Milliseconds; `loss` is a share."""

    browser: str
    system: str
    transport: str
    succeeded: bool
    first_frame_ms: int | None
    rtt_ms: int | None
    loss: float | None
    frozen_ms: int
    seconds: int
    restarts: int


@dataclass(frozen=True, slots=True)
class Settings:
    """When an alarm is raised and when it is over. Shares between 0 and 1."""

    threshold: Decimal
    recovered: Decimal
    window: timedelta
    least: int


@dataclass(frozen=True, slots=True)
class Share:
    """Calls of a window and those that succeeded."""

    calls: int
    succeeded: int


def settings(on: date, table: Table | None = None) -> Settings:
    """The alarm's parameters on a day."""
    table = table or load(PARAMETERS)
    return Settings(
        threshold=table.decimal("quality_threshold", on=on),
        recovered=table.decimal("quality_recovered", on=on),
        window=timedelta(minutes=table.integer("quality_window_minutes", on=on)),
        least=table.integer("quality_least_calls", on=on),
    )


def summary(own: Sequence[Figures], other: Sequence[Figures], *, handed_over: bool) -> Summary:
    """What one person's call was like; `own` and `other` are the reports of both ends, oldest first.

    It succeeded when the two were connected and nobody had to go on by telephone or in person.
    A person whose browser never reported was not connected as far as anybody knows.
    """
    last = own[-1] if own else {}
    first_frames = [r["first_frame_ms"] for r in own if "first_frame_ms" in r]
    connected = bool(first_frames) or any("connect_ms" in r for r in own)
    ends = [*own, *other]
    return Summary(
        browser=str(last.get("browser", "other")),
        system=str(last.get("system", "other")),
        transport=str(last.get("transport", "none")),
        succeeded=connected and not handed_over,
        first_frame_ms=round(first_frames[0]) if first_frames else None,
        rtt_ms=_whole(_mean(own, "rtt_ms")),
        loss=_mean(ends, "loss"),
        frozen_ms=_total(ends, "frozen_ms"),
        seconds=_total(own, "seconds"),
        restarts=_total(own, "restarts"),
    )


def alarming(share: Share, settings: Settings) -> bool:
    """Whether too few calls of a window succeed; few calls say nothing."""
    if share.calls < settings.least:
        return False
    return share.succeeded < settings.threshold * share.calls


def recovered(share: Share, settings: Settings) -> bool:
    """Whether enough calls of a window succeed again; few calls say nothing."""
    if share.calls < settings.least:
        return False
    return share.succeeded >= settings.recovered * share.calls


def _mean(reports: Sequence[Figures], name: str) -> float | None:
    """Mean over reports, each weighted by how long it lasted."""
    known = [(r[name], max(1, r.get("seconds", 1))) for r in reports if name in r]
    weight = sum(seconds for _, seconds in known)
    return sum(value * seconds for value, seconds in known) / weight if known else None


def _total(reports: Sequence[Figures], name: str) -> int:
    return round(sum(float(r.get(name, 0)) for r in reports))


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
