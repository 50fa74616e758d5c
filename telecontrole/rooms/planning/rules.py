"""Rules of planning without database or clock: slots of a window, hours, notices, grounds.

Every instant is an aware UTC `datetime`, every day a local one whose zone the caller names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from telecontrole.foundations.law.calendars import Calendar
from telecontrole.foundations.law.parameters import Table, load
from telecontrole.rooms.notices import rules as notices

PARAMETERS: Final = Path(__file__).parent / "parameters"
PRESENTIEL: Final = "presentiel"
#: A wheelchair: it does not exclude the video, but whoever comes, comes to a site known to be accessible.
FAUTEUIL: Final = "fauteuil"
NOON: Final = time(12)


@dataclass(frozen=True, slots=True)
class Settings:
    """The dated numbers of planning, as they stand on one day."""

    interview: timedelta = timedelta(minutes=20)
    margin: timedelta = timedelta(minutes=10)
    visio_first: time = time(8)
    visio_last: time = time(19)
    task_days: int = 2
    impediments_allowed: int = 1
    plan_time: time = time(5)
    #: Needs of a third person that exclude the video: none since calls seat four.
    third_person_needs: frozenset[str] = frozenset()

    @property
    def slot(self) -> timedelta:
        """Time that one appointment takes of the doctor and of the room."""
        return self.interview + self.margin


def settings_on(day: date, *, table: Table | None = None) -> Settings:
    """The numbers in force on `day`, read from `parameters/`.

    Raises `BeforeFirstParameter` for a day before the first of them.
    """
    table = load(PARAMETERS) if table is None else table

    def clock_time(key: str) -> time:
        return time.fromisoformat(table.value(key, on=day))

    return Settings(
        interview=timedelta(minutes=table.integer("interview_minutes", on=day)),
        margin=timedelta(minutes=table.integer("margin_minutes", on=day)),
        visio_first=clock_time("visio_first_start"),
        visio_last=clock_time("visio_last_start"),
        task_days=table.integer("task_days", on=day),
        impediments_allowed=table.integer("impediments_allowed", on=day),
        plan_time=clock_time("plan_time"),
        third_person_needs=_third_person_needs(table, day),
    )


def _third_person_needs(table: Table, day: date) -> frozenset[str]:
    """Needs of a third person that exclude the video: none from the day on which three can meet by it."""
    if table.value("third_persons_by_visio", on=day):
        return frozenset()
    return frozenset(table.value("third_person_needs", on=day))


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a local wall time; in a repeated hour, its first passage."""
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def local_day(at: datetime, zone: str) -> date:
    """The calendar day of an instant on the clock of `zone`."""
    return at.astimezone(ZoneInfo(zone)).date()


def slot_starts(
    day: date, debut: time, fin: time, zone: str, settings: Settings
) -> Iterator[datetime]:
    """Starts `debut` + k slots whose interview **and** margin fit before `fin` (UTC instants)."""
    start, end = instant(day, debut, zone), instant(day, fin, zone)
    while start + settings.slot <= end:
        yield start
        start += settings.slot


def visio_hours_allow(start: datetime, zone: str, settings: Settings) -> bool:
    """Whether a call may start then at the person's local time; both ends are allowed."""
    local = start.astimezone(ZoneInfo(zone)).time()
    return settings.visio_first <= local <= settings.visio_last


def needs_in_person(besoins: frozenset[str], settings: Settings) -> bool:
    """Whether a need of the case excludes the video: `presentiel`, or a third person."""
    kinds = {need.partition(":")[0] for need in besoins}
    return PRESENTIEL in kinds or not kinds.isdisjoint(settings.third_person_needs)


def is_reachable(*, has_email: bool, has_mobile: bool) -> bool:
    """Whether email **and** SMS can be sent; otherwise the person is convened by letter."""
    return has_email and has_mobile


def first_notifiable_day(now: datetime, zone: str, calendar: Calendar, *, by_letter: bool) -> date:
    """First local day on which an appointment planned at `now` can still be notified in time.

    The rule is the notices' own: what is placed here must be accepted there.
    """
    day = notices.local_day(now, zone)
    while not notices.notifiable(now, instant(day, NOON, zone), zone):
        day += timedelta(days=1)
    if not by_letter:
        return day
    posted = notices.posted_on(now, zone, calendar)
    return max(day, notices.letter_earliest_day(posted))


def last_day(date_fin: date | None) -> date | None:
    """Last day on which an examination still serves: the day before the leave ends."""
    return None if date_fin is None else date_fin - timedelta(days=1)


def calendar_sequence(version: int, *, cancelled: bool = False) -> int:
    """SEQUENCE of the calendar entry (RFC 5545): grows with each version, and with its cancellation."""
    return 2 * version + cancelled
