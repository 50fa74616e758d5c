from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.foundations.law.calendars import CALENDARS, Calendar, is_closed
from telecontrole.foundations.law.deadlines import (
    add_days,
    add_jours_francs,
    add_months,
    same_day_later,
)

RECEIVED = st.dates(min_value=date(2000, 1, 1), max_value=date(2099, 12, 31))


def test_a_delay_that_ends_on_a_sunday_ends_on_monday() -> None:
    assert add_days(date(2026, 3, 2), 20) == date(2026, 3, 23)


def test_neither_day_of_a_jour_franc_counts() -> None:
    assert add_jours_francs(date(2026, 3, 2), 10) == date(2026, 3, 13)


def test_two_months_after_the_31st_end_with_february_and_are_extended() -> None:
    assert add_months(date(2025, 12, 31), 2) == date(2026, 3, 2)
    assert add_months(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert add_months(date(2026, 1, 15), 2) == date(2026, 3, 16)


def test_the_calendar_of_the_place_extends_the_delay() -> None:
    assert add_days(date(2026, 4, 1), 2, "metropole") == date(2026, 4, 3)
    assert add_days(date(2026, 4, 1), 2, "alsace_moselle") == date(2026, 4, 7)
    assert add_jours_francs(date(2026, 5, 12), 9, "martinique") == date(2026, 5, 26)


@pytest.mark.parametrize("end", [add_days, add_months, add_jours_francs])
def test_a_negative_delay_is_refused(end: object) -> None:
    with pytest.raises(ValueError, match="negative"):
        end(date(2026, 3, 2), -1)  # type: ignore[operator]


@pytest.mark.parametrize("end", [add_days, add_months, add_jours_francs])
def test_a_delay_beyond_the_calendar_overflows(end: object) -> None:
    with pytest.raises(OverflowError):
        end(date(9999, 12, 31), 120)  # type: ignore[operator]


def test_months_count_across_years_both_ways() -> None:
    assert same_day_later(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert same_day_later(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert same_day_later(date(2024, 1, 15), -1) == date(2023, 12, 15)
    assert same_day_later(date(2024, 12, 1), 1) == date(2025, 1, 1)
    assert same_day_later(date(9999, 11, 30), 1) == date(9999, 12, 30)
    assert same_day_later(date(1, 2, 1), -1) == date(1, 1, 1)
    # The words of Python's own dates: one fault, whoever finds it.
    with pytest.raises(OverflowError, match=r"^date value out of range$"):
        same_day_later(date(1, 1, 1), -1)


@settings(deadline=None)
@given(RECEIVED, st.integers(0, 400), st.sampled_from(CALENDARS))
def test_a_deadline_never_falls_on_a_closed_day(
    received: date, length: int, calendar: Calendar
) -> None:
    for end in (add_days, add_jours_francs, add_months):
        assert not is_closed(end(received, length, calendar), calendar)


@settings(deadline=None)
@given(RECEIVED, st.integers(0, 400), st.sampled_from(CALENDARS))
def test_a_longer_delay_never_ends_earlier(received: date, length: int, calendar: Calendar) -> None:
    for end in (add_days, add_jours_francs, add_months):
        assert end(received, length, calendar) <= end(received, length + 1, calendar)
    assert add_jours_francs(received, length, calendar) == add_days(received, length + 1, calendar)
