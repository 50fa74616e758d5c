"""One campaign: files in, plan, then the clock steps from one due instant to the next until the last day."""

from __future__ import annotations

import tempfile
import time as real
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, connections
from psycopg import sql

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor
from telecontrole.foundations.database.scratch import scratch_database
from telecontrole.foundations.importing import ImportReport
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.rehearsal import exports, files, gateways, invariants
from telecontrole.hall.rehearsal.agenda import Agenda
from telecontrole.hall.rehearsal.course import Course, Progress
from telecontrole.hall.rehearsal.gateways import Outside
from telecontrole.hall.rehearsal.robots import Robots
from telecontrole.rooms.planning import selectors as planning_reads
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.planning.report import PlanReport

PARIS = ZoneInfo("Europe/Paris")
# A campaign begins in the morning, that many days before the first hours that anybody offers.
BEGINS_AT = time(8)
DAYS_BEFORE = 3
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `rehearse` was asked. `smtp`, `smpp` are `HOST:PORT` of this machine."""

    folder: Path
    until: date
    begin: date | None = None
    seed: int = 1
    smtp: str | None = None
    smpp: str | None = None
    export: Path | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a rehearsal answers."""

    steps: dict[str, int]
    plan: PlanReport
    invariants: dict[str, int | str]
    seconds: float = 0.0

    def as_json(self) -> dict[str, object]:
        """The contract of `rehearse --json`."""
        return {
            "steps": self.steps,
            "plan": self.plan.as_json(),
            "invariants": self.invariants,
            "seconds": round(self.seconds, 1),
        }

    @property
    def holds(self) -> bool:
        """Whether every promise was kept."""
        counts = [value for value in self.invariants.values() if isinstance(value, int)]
        return not any(counts) and self.invariants["audit_chain"] == "intact"


def rehearse(wanted: Wanted, *, tell: Tell, progress: Progress) -> Result | Refusal:
    """Play the campaign and throw its database away.

    Refusals: `files_missing`, `file_refused`, `not_loopback`, `bad_address`, `ends_before_it_begins`,
    `plan_running`. Raises `robots.RehearsalFault` when a service refuses what a person is always granted.
    """
    absent = files.missing(wanted.folder)
    if absent is not None:
        return absent
    out = gateways.outside(wanted.smtp, wanted.smpp)
    if isinstance(out, Refusal):
        return out
    begin = _begin(wanted)
    if begin >= _end(wanted):
        return Refusal("ends_before_it_begins", {"begin": begin.date().isoformat()})
    with _thrown_away(), gateways.in_use(out):
        try:
            clock.step_to(begin)
            return Campaign(wanted, out, tell, progress).play()
        finally:
            clock.release()


class Campaign:
    """The state of one rehearsal while it runs."""

    def __init__(self, wanted: Wanted, out: Outside, tell: Tell, progress: Progress) -> None:
        self._wanted, self._out, self._tell = wanted, out, tell
        agenda = Agenda()
        self._robots = Robots(seed=wanted.seed, agenda=agenda, out=out)
        self._course = Course(agenda=agenda, robots=self._robots, out=out, progress=progress)
        self.steps: Counter[str] = self._robots.steps
        self._started = real.monotonic()

    def play(self) -> Result | Refusal:
        """The whole campaign."""
        reports = files.bring_in(self._wanted.folder, self._tell)
        if isinstance(reports, Refusal):
            return reports
        self._count_imports(reports)
        events.drain()
        self._tell("placement des rendez-vous")
        plan = planning.place_all(
            actor=Actor.system("planner"), now=clock.now(), until=self._wanted.until
        )
        if isinstance(plan, Refusal):
            return plan
        self._robots.expect_all(planning_reads.every_version())
        self._tell("campagne")
        self._course.run(_end(self._wanted))
        self._tell("comptes")
        return self._result(plan)

    def _count_imports(self, reports: dict[str, ImportReport]) -> None:
        for name, report in reports.items():
            self.steps[f"imported_{name}"] = report.accepted + report.warnings
            self.steps["rejected_lines"] += report.rejected

    def _result(self, plan: PlanReport) -> Result:
        if self._wanted.export is not None:
            self._tell("exports")
            exports.write(self._wanted.export)
        found = invariants.count(self._out.twins)
        self.steps.update(invariants.totals())
        return Result(
            steps={name: self.steps[name] for name in sorted(self.steps)},
            plan=plan,
            invariants=found,
            seconds=real.monotonic() - self._started,
        )


def _begin(wanted: Wanted) -> datetime:
    day = wanted.begin
    if day is None:
        first = files.first_offered_day(wanted.folder) or wanted.until
        day = first - timedelta(days=DAYS_BEFORE)
    return datetime.combine(day, BEGINS_AT, PARIS).astimezone(UTC)


def _end(wanted: Wanted) -> datetime:
    """The end of the last day, in the last place where it ends."""
    return datetime.combine(wanted.until + timedelta(days=1), time(12), UTC)


@contextmanager
def _thrown_away() -> Iterator[None]:
    """A database of its own whose writes need not survive a power cut, and a folder for what stands beside."""
    kept = settings.DATA_DIR
    with (
        tempfile.TemporaryDirectory(prefix="telecontrole-rehearsal-") as folder,
        scratch_database("rehearsal") as name,
    ):
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                sql.SQL("ALTER DATABASE {} SET synchronous_commit TO off").format(
                    sql.Identifier(name)
                )
            )
        connection.close()
        settings.DATA_DIR = Path(folder)
        try:
            yield
        finally:
            settings.DATA_DIR = kept
