"""Slots, hours and days at the edges: both nights when clocks change, and every overseas zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from telecontrole.foundations.law.parameters import Entry, Table, load
from telecontrole.rooms.planning import rules
from telecontrole.rooms.planning.rules import Settings

SETTINGS = Settings()


def starts(day: str, debut: str, fin: str, zone: str = "Europe/Paris") -> list[str]:
    found = rules.slot_starts(
        date.fromisoformat(day), time.fromisoformat(debut), time.fromisoformat(fin), zone, SETTINGS
    )
    return [f"{one:%H:%M}" for one in found]


def test_the_margin_must_fit_as_well() -> None:
    assert starts("2026-12-01", "08:30", "09:59") == ["07:30", "08:00"]
    assert starts("2026-12-01", "08:30", "10:00") == ["07:30", "08:00", "08:30"]
    assert starts("2026-12-01", "08:30", "08:59") == []
    assert starts("2026-12-01", "09:00", "08:00") == []


def test_slots_start_at_the_window_and_not_at_the_hour() -> None:
    assert starts("2026-12-01", "09:15", "10:20") == ["08:15", "08:45"]


@pytest.mark.parametrize(
    ("day", "first"), [("2026-03-28", "08:00"), ("2026-03-30", "07:00"), ("2026-10-26", "08:00")]
)
def test_local_hours_follow_summer_time(day: str, first: str) -> None:
    assert starts(day, "09:00", "09:30") == [first]


def test_a_window_over_the_change_of_clocks_keeps_its_real_length() -> None:
    # 25 October 2026: two hours on the dial between 02:00 and 03:30 last two and a half.
    assert len(starts("2026-10-25", "02:00", "03:30")) == 5
    assert len(starts("2026-03-29", "01:00", "03:30")) == 3


@pytest.mark.parametrize(
    ("start", "zone", "allowed"),
    [
        ("2026-12-01T07:00", "Europe/Paris", True),
        ("2026-12-01T06:59", "Europe/Paris", False),
        ("2026-12-01T18:00", "Europe/Paris", True),
        ("2026-12-01T18:01", "Europe/Paris", False),
        ("2026-12-01T15:00", "Indian/Reunion", True),
        ("2026-12-01T15:30", "Indian/Reunion", False),
        ("2026-12-01T11:30", "America/Martinique", False),
        ("2026-12-01T12:00", "America/Martinique", True),
        ("2026-12-01T11:00", "America/Cayenne", True),
        ("2026-12-01T16:00", "Indian/Mayotte", True),
        ("2026-12-01T19:00", "Pacific/Tahiti", True),
    ],
)
def test_calls_start_from_eight_to_nineteen_at_the_person_s(
    start: str, zone: str, *, allowed: bool
) -> None:
    instant = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert rules.visio_hours_allow(instant, zone, SETTINGS) is allowed


@pytest.mark.parametrize(
    ("now", "zone", "first"),
    [
        ("2026-12-01T16:59", "Europe/Paris", "2026-12-03"),
        ("2026-12-01T17:00", "Europe/Paris", "2026-12-04"),
        ("2026-12-01T13:59", "Indian/Reunion", "2026-12-03"),
        ("2026-12-01T14:00", "Indian/Reunion", "2026-12-04"),
        # It is still 30 November in Tahiti.
        ("2026-12-01T03:00", "Pacific/Tahiti", "2026-12-02"),
        ("2026-12-01T22:30", "Indian/Mayotte", "2026-12-04"),
        # Summer time ends in between: 18:00 is an hour later in UTC.
        ("2026-10-24T15:59", "Europe/Paris", "2026-10-26"),
        ("2026-10-24T16:00", "Europe/Paris", "2026-10-27"),
        ("2028-02-27T10:00", "Europe/Paris", "2028-02-29"),
    ],
)
def test_an_appointment_is_placed_before_six_two_days_earlier(
    now: str, zone: str, first: str
) -> None:
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = rules.first_notifiable_day(instant, zone, "metropole", by_letter=False)
    assert found.isoformat() == first


@pytest.mark.parametrize(
    ("now", "calendar", "first"),
    [
        ("2026-12-01T08:00", "metropole", "2026-12-12"),
        # A Saturday: posted on Monday.
        ("2026-11-28T08:00", "metropole", "2026-12-10"),
        # 25 and, in Alsace-Moselle, 26 December are closed; then a weekend.
        ("2026-12-24T08:00", "metropole", "2027-01-07"),
        ("2026-12-18T08:00", "la_reunion", "2026-12-31"),
    ],
)
def test_a_letter_needs_ten_days_from_its_posting(now: str, calendar: str, first: str) -> None:
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)
    found = rules.first_notifiable_day(
        instant,
        "Europe/Paris",
        calendar,  # type: ignore[arg-type]
        by_letter=True,
    )
    assert found.isoformat() == first


@pytest.mark.parametrize(
    ("besoins", "in_person"),
    [
        ((), False),
        (("presentiel",), True),
        (("interprete:pt",), False),
        (("lsf",), False),
        (("accompagnant",), False),
        (("autre",), False),
        (("presentiel", "lsf"), True),
    ],
)
def test_needs_that_exclude_the_video(besoins: tuple[str, ...], *, in_person: bool) -> None:
    assert rules.needs_in_person(frozenset(besoins), SETTINGS) is in_person


def test_numbers_in_force_are_those_of_the_files() -> None:
    assert rules.settings_on(date(2026, 12, 1)) == SETTINGS
    assert SETTINGS.slot == timedelta(minutes=30)


def test_the_last_useful_day_is_the_day_before_the_end_of_the_leave() -> None:
    assert rules.last_day(date(2027, 1, 1)) == date(2026, 12, 31)
    assert rules.last_day(None) is None


def test_third_persons_exclude_the_video_only_where_calls_seat_two() -> None:
    """A body that wants them in person adds one dated line, and has the former rule from that day on."""
    day = date(2026, 12, 1)
    shipped = load(rules.PARAMETERS)
    key = "third_persons_by_visio"
    line = Entry(since=day, value=False, reference="essai", verified_on=day)
    later = replace(shipped[key], entries=(*shipped[key].entries, line))
    settings = rules.settings_on(day, table=Table({**shipped, key: later}))
    for need in ("interprete:pt", "lsf", "accompagnant"):
        assert not rules.needs_in_person(frozenset({need}), SETTINGS)
        assert rules.needs_in_person(frozenset({need}), settings)
    assert rules.needs_in_person(frozenset({"presentiel", "lsf"}), settings)
    assert (
        rules.settings_on(day - timedelta(days=1), table=Table({**shipped, key: later})) == SETTINGS
    )
    before = rules.settings_on(date(2025, 6, 30), table=shipped)
    assert rules.needs_in_person(frozenset({"lsf"}), before), "nobody was called by video yet"
