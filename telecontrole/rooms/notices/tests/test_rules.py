"""Windows of local time, over both nights of the clock change, overseas, and leap days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations.law.calendars import CALENDARS, is_closed
from telecontrole.rooms.notices import rules

ZONES = (
    "Europe/Paris",
    "America/Martinique",
    "America/Guadeloupe",
    "America/Cayenne",
    "Indian/Reunion",
    "Indian/Mayotte",
    "America/Miquelon",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
)
instants = st.integers(0, 9 * 366 * 24 * 60).map(
    lambda minutes: datetime(2025, 9, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
zones = st.sampled_from(ZONES)


@given(instants, zones, st.integers(0, 5))
def test_a_notice_leaves_on_its_local_day_between_eight_and_twenty(
    start: datetime, zone: str, days: int
) -> None:
    opens, closes = (i.astimezone(ZoneInfo(zone)) for i in rules.notice_window(start, zone, days))
    day = start.astimezone(ZoneInfo(zone)).date() - timedelta(days=days)
    assert (opens.date(), opens.hour, opens.minute) == (day, 8, 0)
    assert (closes.date(), closes.hour, closes.minute) == (day, 20, 0)


@given(instants, zones)
def test_a_notifiable_appointment_leaves_two_hours_of_its_window(
    start: datetime, zone: str
) -> None:
    last = rules.last_planning_instant(start, zone)
    assert rules.notice_window(start, zone, 2)[1] - last == timedelta(hours=2)
    assert not rules.notifiable(last, start, zone)
    assert rules.notifiable(last - timedelta(seconds=1), start, zone)


@given(instants, st.timedeltas(timedelta(minutes=-90), timedelta(days=40)), zones)
def test_a_change_leaves_before_its_appointment_and_keeps_the_hours_unless_on_the_day(
    now: datetime, ahead: timedelta, zone: str
) -> None:
    start = now + ahead
    window, exempt = rules.change_window(now, start, zone)
    assert window.opens_at < window.closes_at
    assert window.opens_at >= now - timedelta(microseconds=1)
    local = window.opens_at.astimezone(ZoneInfo(zone))
    if exempt:
        assert local.date() >= start.astimezone(ZoneInfo(zone)).date()
    else:
        assert 8 <= local.hour < 20
        assert window.closes_at <= start
        assert window.closes_at - window.opens_at >= timedelta(hours=1)


@given(instants, zones, st.sampled_from(CALENDARS))
def test_a_letter_is_posted_on_the_first_open_day_after_planning(
    planned: datetime, zone: str, calendar: str
) -> None:
    posted = rules.posted_on(planned, zone, calendar)  # type: ignore[arg-type]
    day = planned.astimezone(ZoneInfo(zone)).date()
    assert posted > day
    assert not is_closed(posted, calendar)  # type: ignore[arg-type]
    between = (day + timedelta(days=n) for n in range(1, (posted - day).days))
    assert all(is_closed(d, calendar) for d in between)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "zone", "opens"),
    [
        # the night of spring: the window is on the new time
        ("2026-03-31T09:00:00+02:00", "Europe/Paris", "2026-03-29T06:00:00+00:00"),
        # the night of autumn
        ("2026-10-27T09:00:00+01:00", "Europe/Paris", "2026-10-25T07:00:00+00:00"),
        # late in the evening in Paris is the next day on La Réunion
        ("2026-12-10T21:30:00+00:00", "Indian/Reunion", "2026-12-09T04:00:00+00:00"),
        ("2028-03-02T09:00:00+00:00", "America/Cayenne", "2028-02-29T11:00:00+00:00"),
    ],
)
def test_the_window_of_two_days_before_opens_at_eight_local(
    start: str, zone: str, opens: str
) -> None:
    window = rules.notice_window(datetime.fromisoformat(start), zone, 2)
    assert window[0] == datetime.fromisoformat(opens)


def test_a_convocation_by_letter_leaves_ten_days() -> None:
    assert rules.letter_earliest_day(date(2026, 12, 2)) == date(2026, 12, 12)


@given(instants, zones, st.sampled_from(CALENDARS))
def test_the_last_day_to_post_is_open_and_never_before_the_day_foreseen(
    planned: datetime, zone: str, calendar: str
) -> None:
    foreseen = rules.posted_on(planned, zone, calendar)  # type: ignore[arg-type]
    seen = rules.letter_earliest_day(foreseen)
    last = rules.last_posting_day(seen, calendar)  # type: ignore[arg-type]
    assert last == foreseen
    later = rules.last_posting_day(seen + timedelta(days=1), calendar)  # type: ignore[arg-type]
    assert foreseen <= later
    assert not is_closed(later, calendar)  # type: ignore[arg-type]


def test_a_first_sms_has_until_noon_of_the_eve_and_a_reminder_four_hours() -> None:
    start = datetime(2026, 12, 10, 9, 20, tzinfo=UTC)
    two_days = rules.receipt_deadline(
        datetime(2026, 12, 8, 8, tzinfo=UTC), start, "Europe/Paris", first=True
    )
    reminder = rules.receipt_deadline(
        datetime(2026, 12, 9, 8, tzinfo=UTC), start, "Europe/Paris", first=False
    )
    assert two_days == datetime(2026, 12, 9, 11, tzinfo=UTC)
    assert reminder == datetime(2026, 12, 9, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("handed", "deadline"),
    [
        # after noon of the eve, and just before it: four hours
        ("2026-12-09T13:00:00+00:00", "2026-12-09T17:00:00+00:00"),
        ("2026-12-09T10:30:00+00:00", "2026-12-09T14:30:00+00:00"),
        # on the day itself: no later than the appointment
        ("2026-12-10T07:00:00+00:00", "2026-12-10T09:20:00+00:00"),
    ],
)
def test_a_first_sms_sent_again_late_has_its_hours_too(handed: str, deadline: str) -> None:
    start = datetime(2026, 12, 10, 9, 20, tzinfo=UTC)
    found = rules.receipt_deadline(
        datetime.fromisoformat(handed), start, "Europe/Paris", first=True
    )
    assert found == datetime.fromisoformat(deadline)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        rules.local_day(datetime.fromisoformat("2026-01-01T00:00:00"), "Europe/Paris")
