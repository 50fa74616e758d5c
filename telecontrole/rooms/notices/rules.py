"""When a message may leave: windows of local time, letters, receipts.

Pure: no database, no clock. Every instant is aware; results are in UTC. "Local" is the clock of
the person who receives the message. Hours and delays are dated parameters of this room; the date
that chooses them is the local day on which the message would leave.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from telecontrole.foundations.law.calendars import Calendar, is_closed
from telecontrole.foundations.law.parameters import Table, load


@dataclass(frozen=True, slots=True)
class Window:
    """Instants (UTC) between which a message may leave: ``opens_at <= now < closes_at``."""

    opens_at: datetime
    closes_at: datetime

    def __post_init__(self) -> None:
        if self.opens_at.tzinfo is None or self.closes_at.tzinfo is None:
            raise ValueError("a window needs aware instants")


@functools.cache
def parameters() -> Table:
    """The dated numbers of this room."""
    return load(Path(__file__).parent / "parameters")


# The same few days for thousands of messages, here and below.
@functools.lru_cache(maxsize=1024)
def number(key: str, on: date) -> int:
    """Whole value of a parameter of this room on a day."""
    return int(parameters().value(key, on=on))


def notice_window(start: datetime, zone: str, days_before: int) -> tuple[datetime, datetime]:
    """Opening and closing (UTC) of the notice sent so many local calendar days before ``start``."""
    day = local_day(start, zone) - timedelta(days=days_before)
    return _at(day, "hours_open", zone), _at(day, "hours_close", zone)


def last_planning_instant(start: datetime, zone: str) -> datetime:
    """Instant (UTC) before which the appointment must be planned to be announced in time."""
    start_day = local_day(start, zone)
    day = start_day - timedelta(days=number("notifiable_days", start_day))
    return _at(day, "notifiable_until", zone)


def notifiable(planned_at: datetime, start: datetime, zone: str) -> bool:
    """Whether an appointment planned then can still be announced two days before."""
    return planned_at < last_planning_instant(start, zone)


def posted_on(planned_at: datetime, zone: str, calendar: Calendar) -> date:
    """Day on which a letter is posted: the first working day after the planning day."""
    day = local_day(planned_at, zone) + timedelta(days=1)
    while is_closed(day, calendar):
        day += timedelta(days=1)
    return day


def last_posting_day(seen: date, calendar: Calendar) -> date:
    """Last working day on which a letter may be posted to a person who is seen on that local day."""
    day = seen - timedelta(days=number("letter_days", seen))
    while is_closed(day, calendar):
        day -= timedelta(days=1)
    return day


def letter_earliest_day(posted: date) -> date:
    """First local day on which a person convened by a letter posted then may be seen."""
    return posted + timedelta(days=number("letter_days", posted))


def change_window(now: datetime, start: datetime, zone: str) -> tuple[Window, bool]:
    """Window of a change or cancellation, and whether it escapes hours and quota.

    ``start`` is the earliest appointment concerned, old or new. At once within the hours; the
    next morning in the evening; on the day of the appointment at once, at any hour.
    """
    today, start_day = local_day(now, zone), local_day(start, zone)
    if start_day <= today:
        return Window(now.astimezone(UTC), max(start, now + timedelta(hours=1))), True
    opens, closes = _at(today, "hours_open", zone), _at(today, "hours_close", zone)
    least = timedelta(minutes=number("change_least_minutes", today))
    if now <= closes - least:
        return Window(max(now, opens).astimezone(UTC), closes), False
    tomorrow = today + timedelta(days=1)
    opens, closes = _at(tomorrow, "hours_open", zone), _at(tomorrow, "hours_close", zone)
    if start_day > tomorrow:
        return Window(opens, closes), False
    midnight = datetime.combine(tomorrow, time(0), ZoneInfo(zone)).astimezone(UTC)
    return Window(max(midnight, min(opens, start - timedelta(hours=2))), start), True


def receipt_deadline(
    handed_at: datetime, start: datetime | None, zone: str, *, first: bool
) -> datetime:
    """Instant (UTC) from which an SMS handed over without receipt counts as failed.

    ``first`` is the notice of two days before: noon of the day before the appointment, or later
    when it was sent again that day. Never after the appointment has begun.
    """
    day = local_day(handed_at, zone)
    waited = handed_at + timedelta(hours=number("receipt_hours", day))
    if start is None:
        return waited.astimezone(UTC)
    if first:
        waited = max(_eve(start, zone, number("receipt_days", day)), waited)
    return min(waited, max(start, handed_at)).astimezone(UTC)


def local_day(instant: datetime, zone: str) -> date:
    """Calendar day of an aware instant on the clock of ``zone``."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(ZoneInfo(zone)).date()


@functools.lru_cache(maxsize=1024)
def _eve(start: datetime, zone: str, days: int) -> datetime:
    """Until when a receipt of the first notice is waited for, whenever it left."""
    return _at(local_day(start, zone) - timedelta(days=days), "receipt_until", zone)


@functools.lru_cache(maxsize=1024)
def _at(day: date, key: str, zone: str) -> datetime:
    hour = time.fromisoformat(str(parameters().value(key, on=day)))
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
