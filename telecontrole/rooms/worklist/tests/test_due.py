"""A task is due when somebody is there to do it: on the clock and the calendar of its caisse."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations.law.calendars import Calendar, is_closed
from telecontrole.rooms.worklist import rules
from telecontrole.rooms.worklist.rules import Hours, Office

HOURS = Hours(time(8), time(18))
PARIS, REUNION = Office(), Office("Indian/Reunion", "la_reunion")
ALSACE = Office("Europe/Paris", "alsace_moselle")
OFFICES = (PARIS, REUNION, ALSACE, Office("America/Martinique", "martinique"))


def at(text: str, office: Office = PARIS) -> datetime:
    """An instant on the clock of an office."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(office.zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("opened", "delay", "due", "office"),
    [
        # Tuesday 1 December 2026: by day nothing moves.
        ("2026-12-01T10:00", timedelta(minutes=15), "2026-12-01T10:15", PARIS),
        ("2026-12-01T10:00", timedelta(hours=8), "2026-12-01T18:00", PARIS),
        # What is left of a short delay at closing time goes on in the morning.
        ("2026-12-01T17:50", timedelta(minutes=15), "2026-12-02T08:05", PARIS),
        ("2026-12-01T21:00", timedelta(minutes=15), "2026-12-02T08:15", PARIS),
        ("2026-12-01T03:00", timedelta(minutes=15), "2026-12-01T08:15", PARIS),
        ("2026-12-04T17:00", timedelta(hours=4), "2026-12-07T11:00", PARIS),
        # Days are days: the next opening when the last one is closed.
        ("2026-12-03T10:00", timedelta(days=2), "2026-12-07T08:00", PARIS),
        ("2026-12-01T23:00", timedelta(days=1), "2026-12-03T08:00", PARIS),
        ("2026-12-01T02:00", timedelta(days=1), "2026-12-02T08:00", PARIS),
        # Christmas on a Friday; the day after is a holiday in Alsace only, and a Saturday everywhere.
        ("2026-12-24T17:00", timedelta(hours=2), "2026-12-28T09:00", PARIS),
        # Abolition day in La Réunion, 20 December, is a Sunday in 2026 and a Monday in 2027.
        ("2027-12-17T17:59", timedelta(minutes=15), "2027-12-21T08:14", REUNION),
        # Good Friday is open in Paris and closed in Strasbourg.
        ("2026-04-02T20:00", timedelta(minutes=15), "2026-04-03T08:15", PARIS),
        ("2026-04-02T20:00", timedelta(minutes=15), "2026-04-07T08:15", ALSACE),
    ],
)
def test_when_a_task_is_due(opened: str, delay: timedelta, due: str, office: Office) -> None:
    now = at(opened, office)
    found = rules.due(now + delay, opened=now, office=office, hours=HOURS)
    assert found == at(due, office)


@pytest.mark.parametrize(
    ("opened", "wanted", "due"),
    [
        ("2026-12-01T10:00", "2026-12-05T09:00", "2026-12-04T18:00"),
        ("2026-12-01T10:00", "2026-12-03T07:00", "2026-12-02T18:00"),
        ("2026-12-01T10:00", "2026-12-03T19:00", "2026-12-03T18:00"),
        ("2026-12-01T10:00", "2026-12-03T09:00", "2026-12-03T09:00"),
        # Nobody is there before: the fact keeps its hour.
        ("2026-12-04T20:00", "2026-12-05T09:00", "2026-12-05T09:00"),
    ],
)
def test_a_fact_is_never_waited_for_too_long(opened: str, wanted: str, due: str) -> None:
    found = rules.due(at(wanted), opened=at(opened), office=PARIS, hours=HOURS, hard=True)
    assert found == at(due)


@given(
    minutes=st.integers(0, 2 * 365 * 24 * 60),
    delay=st.timedeltas(timedelta(minutes=1), timedelta(days=40)),
    office=st.sampled_from(OFFICES),
    hard=st.booleans(),
)
def test_somebody_is_always_there(
    minutes: int, delay: timedelta, office: Office, hard: bool
) -> None:
    opened = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    wanted = opened + delay
    found = rules.due(wanted, opened=opened, office=office, hours=HOURS, hard=hard)
    there = found.astimezone(ZoneInfo(office.zone))
    calendar: Calendar = office.calendar
    manned = HOURS.opens <= there.time() <= HOURS.closes and not is_closed(there.date(), calendar)
    assert opened < found
    assert found <= wanted if hard else found >= wanted
    assert manned or (hard and found == wanted)


def test_hours_are_dated_and_what_is_late_already_stays_late() -> None:
    assert rules.office_hours(date(2026, 12, 1)) == HOURS
    night = at("2026-12-01T23:00")
    late = night - timedelta(hours=1)
    assert rules.due(late, opened=night, office=PARIS, hours=HOURS) == late
