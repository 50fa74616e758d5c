"""What the database knows and the signalling may ask: rights, admissions, ends. A port and its facts.

The hot state (sockets, rings, who is present) is in memory and may be lost at any moment; what
matters afterwards (who was admitted, when, by whom) goes through here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio.enums import EndReason, Gone, Handover, SeatRole, SessionState


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """A seat as the record knows it."""

    seat: str
    role: SeatRole
    name: str
    detail: str
    admitted: bool
    excluded: bool


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A session and its seats as the record knows them. Instants are aware."""

    session: str
    state: SessionState
    opens_at: datetime
    closes_at: datetime
    seats: tuple[SeatFacts, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket redeemed: which seat of which session, and the number of its connection."""

    facts: SessionFacts
    seat: str
    connection: int


class Truth(Protocol):
    """The services of the room, as the signalling sees them."""

    async def enter(self, *, ticket: str, browser: str) -> Entry | Refusal:
        """Use a ticket up, once, from the browser it was given to; records that the seat joined."""
        ...

    async def facts(self, session: str) -> SessionFacts | None:
        """The session as it is now, or None when there is none."""
        ...

    async def admit(self, *, by: str, seat: str) -> Refusal | None:
        """The médecin-conseil's seat `by` lets `seat` in."""
        ...

    async def exclude(self, *, by: str, seat: str) -> Refusal | None:
        """The médecin-conseil's seat `by` shows `seat` out; it cannot come back."""
        ...

    async def end(self, *, by: str, reason: EndReason) -> Refusal | None:
        """The médecin-conseil's seat `by` ends the session for everyone."""
        ...

    async def handover(self, *, by: str, how: Handover) -> Refusal | None:
        """The interview goes on by telephone or in person."""
        ...

    async def left(self, *, seat: str, why: Gone) -> None:
        """The seat is empty."""
        ...

    async def report(self, *, seat: str, instance: str, report: dict[str, Any]) -> None:
        """Keep the quality report of one browser; the latest of an instance counts."""
        ...
