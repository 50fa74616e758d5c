"""What is done by the clock. Each tick takes the instant, does what is due, and may run at any time, anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from telecontrole.foundations import clock, events
from telecontrole.foundations.access.throttling import forget_before
from telecontrole.foundations.journal import services as journal
from telecontrole.foundations.vault import documents
from telecontrole.hall import duties
from telecontrole.hall.protection import exporting, purging
from telecontrole.hall.staff.quality import caisses_of
from telecontrole.rooms.cases import services as cases
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations import waiting
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.observatory import services as observatory
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.surveys import services as surveys
from telecontrole.rooms.visio import services as visio

_COUNTERS_KEPT_FOR = timedelta(days=2)
# Calls know nobody: which caisse one was about is told here, where its figures are settled.
visio.register_grouping(caisses_of)


@dataclass(frozen=True, slots=True)
class Tick:
    """A repeated duty: its name, how often in seconds, and what it does (returning how many things it did)."""

    name: str
    seconds: int
    run: Callable[[datetime], int]


TICKS: tuple[Tick, ...] = (
    Tick("events", 1, lambda now: events.drain()),
    Tick("notices", 2, notices.tick),
    Tick("bounces", 60, lambda now: notices.read_mailbox()),
    Tick("journal", 5, lambda now: journal.seal()),
    Tick("imports", 5, cases.tick),
    Tick("plans", 5, planning.tick),
    Tick("imports-retention", 3600, cases.forget),
    Tick("calls", 20, examinations.prepare_due),
    Tick("waiting", 20, waiting.tell),
    Tick("decisions", 300, examinations.follow_decisions),
    Tick("reserves", 300, examinations.follow_reserves),
    Tick("visio", 30, visio.tick),
    Tick("call-quality", 60, visio.tick_quality),
    Tick("duties", 300, duties.tick),
    Tick("documents", 60, documents.rescan),
    Tick("retention", 3600, lambda now: len(documents.purge(clock.today()))),
    Tick("questionnaires", 3600, surveys.tick),
    Tick("observatory", 3600, observatory.tick),
    Tick("personal-exports", 3, exporting.tick),
    Tick("durations", 3600, lambda now: sum(purging.purge(clock.today(), batches=5).values())),
    Tick("throttles", 3600, lambda now: forget_before(now - _COUNTERS_KEPT_FOR)),
)
