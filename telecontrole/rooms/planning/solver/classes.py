"""What the network is made of: classes of like cases, leaves of like slots, and how literal it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class ClassKey(NamedTuple):
    """What no rule tells apart among cases."""

    caisse: str
    competence: str
    weight: int
    first: int
    last: int
    forced: bool
    own: frozenset[str]
    wheelchair: bool
    solo: int


class Leaf(NamedTuple):
    """Slots alike: node, days by group (visio) or the one day (on site), caisse and competences."""

    node: int
    days: tuple[int, ...]
    caisse: str
    competences: frozenset[str]
    doctor: str
    site_caisse: str
    accessible: bool
    slots: list[int]


@dataclass(slots=True)
class Strictness:
    """What the network takes literally; the rest is left to exchanges, and added when they fail.

    `own`: cases whose own doctors are excluded; `solo`: cases of people who cannot be in two places;
    `doctors`: those whose own windows overlap.
    """

    own: set[int] = field(default_factory=set)
    solo: set[int] = field(default_factory=set)
    doctors: set[str] = field(default_factory=set)
