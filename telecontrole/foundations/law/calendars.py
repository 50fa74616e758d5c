"""Closed days of metropolitan France, of Alsace-Moselle and of each overseas department."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal, get_args

Calendar = Literal[
    "metropole", "alsace_moselle", "guadeloupe", "martinique", "guyane", "la_reunion", "mayotte"
]
CALENDARS: Final[tuple[Calendar, ...]] = get_args(Calendar)

#: Holidays on a fixed day (code du travail, art. L3133-1).
FIXED: Final = MappingProxyType(
    {
        (1, 1): "Jour de l'an",
        (5, 1): "Fête du Travail",
        (5, 8): "Victoire 1945",
        (7, 14): "Fête nationale",
        (8, 15): "Assomption",
        (11, 1): "Toussaint",
        (11, 11): "Armistice 1918",
        (12, 25): "Noël",
    }
)
#: Holidays that move with Easter Sunday: days after it (code du travail, art. L3133-1).
MOVING: Final = MappingProxyType({1: "Lundi de Pâques", 39: "Ascension", 50: "Lundi de Pentecôte"})
#: Commemoration of the abolition of slavery (code du travail, art. L3422-2).
ABOLITION: Final[MappingProxyType[Calendar, tuple[int, int]]] = MappingProxyType(
    {
        "mayotte": (4, 27),
        "martinique": (5, 22),
        "guadeloupe": (5, 27),
        "guyane": (6, 10),
        "la_reunion": (12, 20),
    }
)
_SATURDAY = 5


class UnknownCalendar(ValueError):
    """The name is none of :data:`CALENDARS`."""


def easter_sunday(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, leap_rest = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - shift + 15) % 30
    quarter, quarter_rest = divmod(rest, 4)
    weekday = (32 + 2 * leap_rest + 2 * quarter - epact - quarter_rest) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=1024)
def holidays(year: int, calendar: Calendar) -> MappingProxyType[date, str]:
    """Holidays of ``year`` with their French names, in order of date.

    Good Friday and 26 December are holidays in Alsace-Moselle only (code du travail,
    art. L3134-13).

    :raises UnknownCalendar: unknown ``calendar``.
    """
    if calendar not in CALENDARS:
        raise UnknownCalendar(calendar)
    easter = easter_sunday(year)
    days = {date(year, month, day): name for (month, day), name in FIXED.items()}
    # Ascension may fall on 1 or 8 May: the moving name then replaces the fixed one.
    days |= {easter + timedelta(days=after): name for after, name in MOVING.items()}
    if calendar in ABOLITION:
        days[date(year, *ABOLITION[calendar])] = "Abolition de l'esclavage"
    if calendar == "alsace_moselle":
        days[easter - timedelta(days=2)] = "Vendredi saint"
        days[date(year, 12, 26)] = "Saint-Étienne"
    return MappingProxyType(dict(sorted(days.items())))


def is_holiday(day: date, calendar: Calendar) -> bool:
    """Whether ``day`` is a holiday where ``calendar`` applies (a plain Sunday is not one)."""
    return day in holidays(day.year, calendar)


def is_closed(day: date, calendar: Calendar) -> bool:
    """Whether ``day`` is a Saturday, a Sunday or a holiday: no delay may end on it."""
    return day.weekday() >= _SATURDAY or is_holiday(day, calendar)


def next_working_day(day: date, calendar: Calendar) -> date:
    """``day`` itself when open, else the first open day after it.

    :raises OverflowError: no such day before the end of year 9999.
    """
    while is_closed(day, calendar):
        day += timedelta(days=1)
    return day
