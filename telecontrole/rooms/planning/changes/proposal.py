"""What a change does to the appointments that stand in its way."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.planning.enums import Reason
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.solver.problem import Busy, Placement


class Fate(StrEnum):
    """What becomes of an appointment: kept at its hour (nobody is told), moved, or without a place."""

    GARDE = "garde"
    DEPLACE = "deplace"
    SANS_PLACE = "sans_place"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One appointment before and after. `phone`: no message about the old day can be relied upon any more."""

    before: AppointmentInfo
    reference: str
    caisse: str
    fate: Fate
    place: Placement | None
    reason: Reason | None
    phone: bool
    by_letter: bool

    @property
    def told(self) -> bool:
        """Whether a message leaves: only when time, way or place changes."""
        return self.fate is not Fate.GARDE


@dataclass(frozen=True, slots=True)
class Proposal:
    """Everything that a change would do, in order of hour; equal diaries give equal proposals."""

    outcomes: tuple[Outcome, ...]

    @property
    def digest(self) -> str:
        """A mark of what was shown: what is saved is that, or nothing."""
        lines = [
            (
                one.before.id,
                one.before.version,
                one.fate,
                one.place and tuple(map(str, _place(one.place))),
                one.reason,
                one.phone,
            )
            for one in self.outcomes
        ]
        return hashlib.sha256(repr(lines).encode()).hexdigest()

    @property
    def counts(self) -> Counter[str]:
        """How many of each fate, and under `phone` how many to call."""
        found = Counter(one.fate.value for one in self.outcomes)
        found["phone"] = sum(one.phone for one in self.outcomes)
        return found


@dataclass(frozen=True, slots=True)
class Change:
    """Something to do: `find` says what it does to appointments, `save` writes the diary itself.

    `taken`: what nobody may hold once it is done.
    """

    find: Callable[[datetime], Proposal | Refusal]
    save: Callable[[Actor], Refusal | None]
    taken: tuple[Busy, ...] = ()
    by_hand: bool = False


def _place(place: Placement) -> tuple[object, ...]:
    return (place.doctor, place.start.isoformat(), place.modalite, place.site, place.room)
