"""What is done by the clock. Each tick takes the instant, does what is due, and may run at any time, anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from telecontrole.foundations import events
from telecontrole.foundations.journal import services as journal


@dataclass(frozen=True, slots=True)
class Tick:
    """A repeated duty: its name, how often in seconds, and what it does (returning how many things it did)."""

    name: str
    seconds: int
    run: Callable[[datetime], int]


TICKS: tuple[Tick, ...] = (
    Tick("events", 1, lambda now: events.drain()),
    Tick("journal", 5, lambda now: journal.seal()),
)


def run_all(now: datetime) -> int:
    """Every duty once, in order; what a rehearsal and the tests call. Returns how many things were done."""
    return sum(tick.run(now) for tick in TICKS)
