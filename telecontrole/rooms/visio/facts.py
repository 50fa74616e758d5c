"""What the record knows of a session, as the signalling wants it; and how the two speak. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telecontrole.rooms.visio.enums import SeatRole, SessionState

CHANNEL = "visio"
"""The PostgreSQL channel between services and signalling, and between signalling processes."""


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
    end_reason: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A ticket redeemed: which seat of which session, and the number of its connection."""

    facts: SessionFacts
    seat: str
    connection: int
