"""What the database knows and the signalling may ask: rights, admissions, ends. A port.

The hot state (sockets, rings, who is present) is in memory and may be lost at any moment; what
matters afterwards (who was admitted, when, by whom) goes through here.
"""

from __future__ import annotations

from typing import Any, Protocol

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio.enums import EndReason, Gone, Handover
from telecontrole.rooms.visio.facts import Entry, SessionFacts


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
