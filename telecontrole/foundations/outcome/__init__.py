"""Refusals are values: what a service answers when a rule says no. Exceptions are for faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule's no: a stable code, its parameters for the French text, and the text of law when there is one."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    references: tuple[str, ...] = ()


__all__ = ["Refusal"]
