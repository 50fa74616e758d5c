"""Names of what can be booked, days of a weekly rule, and what is left of an interval.

Whoever books writes the names the same way, or the constraint sees nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

Interval = tuple[datetime, datetime]


def agent(person: UUID) -> str:
    """A member of the staff, of any kind."""
    return f"agent:{person}"


def insured(person: UUID) -> str:
    """An insured person."""
    return f"insured:{person}"


def room(site: UUID, number: int) -> str:
    """A room of a site; rooms are numbered from 1 to `salles`."""
    return f"room:{site}:{number}"


def days_of(
    weekday: int, first: date, last: date, except_on: Collection[date] = ()
) -> Iterator[date]:
    """The days of a weekly rule from `first` to `last`, both included; 0 is Monday."""
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    while day <= last:
        if day not in except_on:
            yield day
        day += timedelta(days=7)


def gaps(during: Interval, taken: Iterable[Interval]) -> Iterator[Interval]:
    """What `[start, end[` keeps outside of what is taken, in order."""
    start, end = during
    for low, high in sorted(taken):
        if high <= start or low >= end:
            continue
        if low > start:
            yield start, low
        start = max(start, high)
    if start < end:
        yield start, end
