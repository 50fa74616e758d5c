"""When a delay ends (code de procédure civile, art. 640 to 642; délais francs).

The day of the starting act never counts.  A delay that would end on a Saturday, a Sunday or a
holiday is extended to the next working day (art. 642).
"""

from __future__ import annotations

import calendar as civil
from datetime import date, timedelta

from telecontrole.foundations.law.calendars import Calendar, next_working_day


def add_days(received: date, days: int, calendar: Calendar = "metropole") -> date:
    """Last day of a delay of ``days`` days that starts with ``received`` (art. 641 al. 1).

    :raises ValueError: negative ``days``.
    :raises OverflowError: the delay ends after year 9999.
    """
    return next_working_day(received + timedelta(days=_not_negative(days)), calendar)


def add_months(received: date, months: int, calendar: Calendar = "metropole") -> date:
    """Last day of a delay in months: same day number, else last day of the month (art. 641 al. 2).

    :raises ValueError: negative ``months``.
    :raises OverflowError: the delay ends after year 9999.
    """
    return next_working_day(same_day_later(received, _not_negative(months)), calendar)


def add_jours_francs(received: date, days: int, calendar: Calendar = "metropole") -> date:
    """Last day on which to act within ``days`` jours francs: neither first nor last day counts.

    :raises ValueError: negative ``days``.
    :raises OverflowError: the delay ends after year 9999.
    """
    return next_working_day(received + timedelta(days=_not_negative(days) + 1), calendar)


def same_day_later(day: date, months: int) -> date:
    """The same day number ``months`` later (earlier when negative), or that month's last day.

    :raises OverflowError: outside of years 1 to 9999.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise OverflowError("date value out of range")
    return date(year, month + 1, min(day.day, civil.monthrange(year, month + 1)[1]))


def _not_negative(length: int) -> int:
    if length < 0:
        raise ValueError("a delay is never negative")
    return length
