"""The weeks before today: a small rehearsal whose database becomes the demonstration's. Once, on an empty one.

The clock is stepped in a scratch copy, as in every rehearsal; nothing is written but by the services, and people
are the rehearsal's robots. The copy takes the place of the empty database when it has come to this very instant.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.database.scratch import replacing_database
from telecontrole.foundations.figures import week_of
from telecontrole.foundations.journal import selectors as acts
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.demonstration import cast, delegating, loading, past_files
from telecontrole.hall.demonstration.office import Office
from telecontrole.hall.rehearsal import gateways
from telecontrole.hall.rehearsal.agenda import Agenda
from telecontrole.hall.rehearsal.browsers import Browsers
from telecontrole.hall.rehearsal.course import Course
from telecontrole.hall.rehearsal.gateways import Outside
from telecontrole.hall.rehearsal.robots import RehearsalFault, Robots
from telecontrole.rooms.planning import selectors as planning_reads
from telecontrole.rooms.planning import services as planning

# The week of today is the last of them. Enough for figures of a month, few enough to be ready in seconds.
WEEKS = 4
# Two files a week, so that interviews fall on most days of it.
_ARRIVALS = (timedelta(), timedelta(days=3))
# By these draws nobody who is expected on a site stays away: one alone would hide most numbers, as it must.
_SEED = 233
_PARIS = ZoneInfo("Europe/Paris")
_MORNING = time(8)
_WEEK = timedelta(days=7)
# Twins take every message at once: nothing waits for anybody to look.
_LOOKS = timedelta(days=1)
_PLAYED = "hall:demonstration:played"
_PLANNER = Actor.system("planner")
Say = Callable[[str], None]


def prepare(say: Say) -> None:
    """Give an empty database its past, or nothing at all; one that holds anything is left alone.

    Raises `DatabaseError` when the database may not be replaced, `RehearsalFault` when a service refuses
    what is always granted, `loading.DemonstrationError`, OSError.
    """
    if not loading.nothing_yet():
        return
    say(f"{WEEKS} semaines déjà passées, rejouées (une seule fois)")
    with (
        tempfile.TemporaryDirectory(prefix="telecontrole-past-") as folder,
        replacing_database("past"),
        _beside(Path(folder)),
    ):
        play(until=clock.now())


def play(*, until: datetime) -> None:
    """The weeks that end at `until` (aware), in the scratch database that this process speaks to."""
    out = gateways.outside(None, None)
    assert isinstance(out, Outside)  # twins need no address
    monday = week_of(until.astimezone(_PARIS).date()) - (WEEKS - 1) * _WEEK
    try:
        clock.step_to(_at_eight(monday))
        with gateways.in_use(out):
            _live(out, monday, until)
    finally:
        clock.release()


def _live(out: Outside, monday: date, until: datetime) -> None:
    loading.begin()
    _bring(until)
    agenda = Agenda()
    robots = Robots(seed=_SEED, agenda=agenda, out=out, browsers=Browsers(_SEED))
    days = [monday + week * _WEEK + after for week in range(WEEKS) for after in _ARRIVALS]
    for number, day in enumerate(days):
        agenda.put(_at_eight(day), partial(_arrive, robots, number, day))
    Office(agenda).open(until)
    course = Course(
        agenda=agenda, robots=robots, out=out, progress=lambda done, of: None, heartbeat=_LOOKS
    )
    course.run(until)
    journal.record(action=_PLAYED, actor=loading.PROGRAM, subject=loading.SUBJECT)


def weeks() -> int:
    """How many past weeks this demonstration shows; none when they could not be had."""
    return WEEKS if acts.acts_on_any([loading.SUBJECT], actions=[_PLAYED], limit=1) else 0


def _bring(until: datetime) -> None:
    """Caisses, doctors, diaries, and the staff who act in the caisses' name."""
    for kind, lines in past_files.caisses():
        loading.bring(kind, lines)
    loading.bring("praticiens", loading.DATA / "praticiens.csv")
    loading.bring_cast()
    for diaries in past_files.diaries(until.astimezone(_PARIS).date(), WEEKS * _WEEK):
        loading.bring("disponibilites", diaries)
    cast.invite_all()
    cast.invite(cast.COLLEAGUE)
    for caisse in past_files.CAISSES:
        delegating.delegate(caisse)


def _arrive(robots: Robots, number: int, day: date) -> None:
    """A file is imported and planned; its people are expected."""
    loading.bring("cases", past_files.cases(number, day))
    events.drain()
    before = {one.id for one in planning_reads.every_version()}
    plan = planning.place_all(actor=_PLANNER, now=clock.now())
    if isinstance(plan, Refusal):
        raise RehearsalFault(plan.code)
    robots.expect_all(one for one in planning_reads.every_version() if one.id not in before)


def _at_eight(day: date) -> datetime:
    return datetime.combine(day, _MORNING, _PARIS)


@contextmanager
def _beside(folder: Path) -> Iterator[None]:
    """What stands beside the database (the head of the journal) is written for the copy's name: not to be kept."""
    kept = settings.DATA_DIR
    settings.DATA_DIR = folder
    try:
        with connection.cursor() as cursor:
            # Before the exchange a power cut loses everything anyway; with it, all of it is on disk.
            cursor.execute("SET synchronous_commit TO off")
        yield
    finally:
        settings.DATA_DIR = kept
