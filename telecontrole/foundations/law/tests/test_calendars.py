from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.foundations.law.calendars import (
    CALENDARS,
    Calendar,
    UnknownCalendar,
    easter_sunday,
    holidays,
    is_closed,
    is_holiday,
    next_working_day,
)

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 1))


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (1818, 3, 22),
        (1943, 4, 25),
        (1954, 4, 18),
        (1981, 4, 19),
        (2000, 4, 23),
        (2008, 3, 23),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2027, 3, 28),
        (2038, 4, 25),
        (2049, 4, 18),
    ],
)
def test_easter_falls_on_the_known_sunday(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


def test_the_eleven_holidays_of_2026() -> None:
    assert list(holidays(2026, "metropole").items()) == [
        (date(2026, 1, 1), "Jour de l'an"),
        (date(2026, 4, 6), "Lundi de Pâques"),
        (date(2026, 5, 1), "Fête du Travail"),
        (date(2026, 5, 8), "Victoire 1945"),
        (date(2026, 5, 14), "Ascension"),
        (date(2026, 5, 25), "Lundi de Pentecôte"),
        (date(2026, 7, 14), "Fête nationale"),
        (date(2026, 8, 15), "Assomption"),
        (date(2026, 11, 1), "Toussaint"),
        (date(2026, 11, 11), "Armistice 1918"),
        (date(2026, 12, 25), "Noël"),
    ]


@pytest.mark.parametrize(
    ("day", "name", "where"),
    [
        (date(2026, 4, 3), "Vendredi saint", "alsace_moselle"),
        (date(2026, 12, 26), "Saint-Étienne", "alsace_moselle"),
        (date(2026, 4, 27), "Abolition de l'esclavage", "mayotte"),
        (date(2026, 5, 22), "Abolition de l'esclavage", "martinique"),
        (date(2026, 5, 27), "Abolition de l'esclavage", "guadeloupe"),
        (date(2026, 6, 10), "Abolition de l'esclavage", "guyane"),
        (date(2026, 12, 20), "Abolition de l'esclavage", "la_reunion"),
    ],
)
def test_a_local_holiday_is_one_there_and_nowhere_else(
    day: date, name: str, where: Calendar
) -> None:
    assert [place for place in CALENDARS if is_holiday(day, place)] == [where]
    assert holidays(day.year, where)[day] == name


def test_an_ascension_on_the_eighth_of_may_is_one_day() -> None:
    assert holidays(1997, "metropole")[date(1997, 5, 8)] == "Ascension"
    assert len(holidays(1997, "metropole")) == 10


def test_an_unknown_calendar_is_refused() -> None:
    with pytest.raises(UnknownCalendar):
        is_closed(date(2026, 3, 2), "paris")  # type: ignore[arg-type]


def test_weekends_are_closed_but_are_no_holidays() -> None:
    assert [is_closed(date(2026, 3, day), "metropole") for day in range(6, 10)] == [
        False, True, True, False,
    ]  # fmt: skip
    assert not is_holiday(date(2026, 3, 8), "metropole")


def test_a_long_weekend_is_jumped() -> None:
    assert next_working_day(date(2026, 4, 3), "alsace_moselle") == date(2026, 4, 7)
    assert next_working_day(date(2026, 4, 3), "metropole") == date(2026, 4, 3)
    assert next_working_day(date(2026, 4, 4), "metropole") == date(2026, 4, 7)


@settings(deadline=None)
@given(DAYS, st.sampled_from(CALENDARS))
def test_the_next_working_day_is_the_first_open_one(day: date, calendar: Calendar) -> None:
    found = next_working_day(day, calendar)
    assert not is_closed(found, calendar)
    between = ((found - day).days, (day + timedelta(days=n) for n in range((found - day).days)))
    assert 0 <= between[0] <= 5
    assert all(is_closed(each, calendar) for each in between[1])


@settings(deadline=None)
@given(st.integers(1900, 2199))
def test_easter_is_always_a_sunday_in_spring(year: int) -> None:
    assert easter_sunday(year).isoweekday() == 7
    assert date(year, 3, 22) <= easter_sunday(year) <= date(year, 4, 25)
