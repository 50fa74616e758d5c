"""The course of a campaign: the clock steps from one due instant to the next, and everybody does what is due."""

from __future__ import annotations

import time as real
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from telecontrole.foundations import clock, events
from telecontrole.foundations.journal import services as journal
from telecontrole.hall.rehearsal import invariants
from telecontrole.hall.rehearsal.agenda import Agenda
from telecontrole.hall.rehearsal.clerk import Clerk
from telecontrole.hall.rehearsal.gateways import Outside
from telecontrole.hall.rehearsal.robots import Robots
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.notices import services as notice_services
from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.visio import services as visio

HEARTBEAT, _REAL_HEARTBEAT = timedelta(hours=2), timedelta(minutes=15)
# Calls are prepared half an hour ahead: looking that often misses none.
_CALLS_EVERY = timedelta(minutes=15)
# How long the answers of a given server are awaited, in real seconds, before the clock steps on.
_PATIENCE, _LEAST_PATIENCE, _PAUSE = 3.0, 0.05, 0.02
_LEAVING = [channel.value for channel in Channel if channel is not Channel.LETTRE]
Progress = Callable[[int, int], None]


class Course:
    """Runs what stands in the agenda, and the duties of the clock, until an instant.

    `heartbeat`: how often somebody looks for windows that closed while nothing else was due.
    """

    def __init__(
        self,
        *,
        agenda: Agenda,
        robots: Robots,
        out: Outside,
        progress: Progress,
        heartbeat: timedelta = HEARTBEAT,
    ) -> None:
        self._agenda, self._out, self._progress = agenda, out, progress
        self._heartbeat = _REAL_HEARTBEAT if out.real else heartbeat
        self.steps: Counter[str] = robots.steps
        self._clerk = Clerk(self.steps)
        # Whether windows may have closed, or silences grown too long, since anybody looked.
        self._sweep = True
        self._calls_again = clock.now()
        self._patience = _PATIENCE

    def run(self, end: datetime) -> None:
        """From the instant of the clock to `end` (aware)."""
        begin = clock.now()
        zones = sorted({caisse.fuseau for caisse in territory.caisses().values()})
        for noon in _noons(begin, end, zones):
            self._agenda.put(noon, self._clerk.post)
        self._put_heartbeats(begin, end)
        self._do_due()
        while (at := self._next()) is not None and at <= end:
            if at.date() != clock.now().date():
                self._new_day(at)
                self._progress((at - begin).days, (end - begin).days)
            clock.step_to(at)
            self.steps["clock_steps"] += 1
            self._do_due()
        clock.step_to(end)
        self._do_due()
        seal()

    def _new_day(self, at: datetime) -> None:
        seal()
        visio.tick_quality(at)
        visio.tick(at)

    def _put_heartbeats(self, begin: datetime, end: datetime) -> None:
        """Windows close and silences grow long without anybody: somebody must look now and then."""
        at = begin + self._heartbeat
        while at < end:
            self._agenda.put(at, self._look_around)
            at += self._heartbeat

    def _look_around(self) -> None:
        self._sweep = True

    def _next(self) -> datetime | None:
        due = notices.next_due(_LEAVING)
        now = clock.now()
        if due is not None and due <= now:
            # Put back after a failure, or waiting for a place: looked at again in a minute.
            due = now + timedelta(minutes=1)
        return min((at for at in (self._agenda.next, due) if at is not None), default=None)

    def _do_due(self) -> None:
        now = clock.now()
        if now >= self._calls_again:
            self.steps["calls_prepared"] += examinations.prepare_due(now)
            self._calls_again = now + _CALLS_EVERY
        self.steps["robot_acts"] += self._agenda.do_due(now)
        events.drain()
        due = notices.next_due(_LEAVING)
        if self._sweep or self._out.real or (due is not None and due <= now):
            self._sweep = False
            self._send(now)

    def _send(self, now: datetime) -> None:
        """Everything that is due; then wait for what a given server still owes before the clock steps on."""
        waiting_since = real.monotonic()
        while True:
            counts = notice_services.run_due(now)
            self.steps["notices_handed"] += counts.handed
            self.steps["notice_tasks"] += counts.tasks
            if counts.handed or counts.receipts:
                waiting_since, self._patience = real.monotonic(), _PATIENCE
            elif not self._out.real or not invariants.awaited(self._next() or now):
                return
            elif real.monotonic() - waiting_since > self._patience:
                # A server that never answers is not waited for as long the next time.
                self._patience = max(self._patience / 2, _LEAST_PATIENCE)
                return
            else:
                real.sleep(_PAUSE)


def seal() -> None:
    """Chain what the journal has not sealed yet."""
    while journal.seal():
        pass


def _noons(begin: datetime, end: datetime, zones: list[str]) -> Iterator[datetime]:
    """Noon of each day in each zone: the hour at which letters are put in the post."""
    found = set()
    for zone in zones:
        day = begin.astimezone(ZoneInfo(zone)).date()
        while (at := datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)) <= end:
            if at > begin:
                found.add(at)
            day += timedelta(days=1)
    yield from sorted(found)
