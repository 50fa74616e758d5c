"""What a task may hold, and when it is late."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from telecontrole.foundations.law.calendars import Calendar, is_closed, next_working_day
from telecontrole.foundations.law.parameters import Table, load

from .enums import TaskState

PARAMETERS: Final = Path(__file__).parent / "parameters"
#: Longest words about what was done, in characters.
NOTE_LIMIT: Final = 300
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
_TEXT_LIMIT = 100
# Thirteen digits in a row, however they are spaced: a NIR, and nothing that a note needs.
_NIR = re.compile(
    r"(?:\d[ .\u00a0\u202f-]?){12}\d|[12](?:[ .\u00a0\u202f-]?\d){4}[ .\u00a0\u202f-]?2[AB]",
    re.IGNORECASE,
)


def is_code(word: str) -> bool:
    """A kind or an answer to "what was done": a code, so that nobody types health data into it."""
    return bool(_CODE.match(word))


def params_fault(params: Mapping[str, object]) -> str | None:
    """The name of a parameter that is neither a number nor a short text, or None.

    Parameters are ids, codes, dates and counts: a task is read by people outside the medical
    service (CSP R4127-104), so it never carries a name, an address or a medical word.
    """
    for name, value in params.items():
        short = isinstance(value, str) and len(value) <= _TEXT_LIMIT
        if not short and not (isinstance(value, int) and not isinstance(value, bool)):
            return name
    return None


def state_of(*, claimed: bool, done: bool) -> TaskState:
    """The state that a row shows."""
    if done:
        return TaskState.DONE
    return TaskState.CLAIMED if claimed else TaskState.OPEN


def is_late(due_at: datetime, *, now: datetime, done: bool) -> bool:
    """A task is late from its due time on, while nobody has done it."""
    return not done and now >= due_at


def claim_lasts(on: date, *, table: Table | None = None) -> timedelta:
    """How long a claim protects a task on `on`; afterwards a colleague may take it over."""
    table = load(PARAMETERS) if table is None else table
    return timedelta(hours=table.integer("claim_hours", on=on))


def is_left(claimed_at: datetime | None, *, now: datetime, lasts: timedelta) -> bool:
    """Whether whoever holds a task seems gone: the claim is older than a claim lasts."""
    return claimed_at is not None and now >= claimed_at + lasts


def note_fault(note: str) -> str | None:
    """Why words about what was done are refused (a code), or None."""
    if len(note) > NOTE_LIMIT:
        return "note_too_long"
    return "note_has_nir" if _NIR.search(note) else None


@dataclass(frozen=True, slots=True)
class Office:
    """Where those who do a task work: an IANA zone, and the calendar of closed days."""

    zone: str = "Europe/Paris"
    calendar: Calendar = "metropole"


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when an office works on its open days, on its own clock."""

    opens: time
    closes: time

    @property
    def length(self) -> timedelta:
        """A working day."""
        return timedelta(hours=self.closes.hour - self.opens.hour)


def office_hours(on: date, *, table: Table | None = None) -> Hours:
    """The hours of every office on a day."""
    table = load(PARAMETERS) if table is None else table
    return Hours(
        time(table.integer("opens_hour", on=on)), time(table.integer("closes_hour", on=on))
    )


def due(
    wanted: datetime, *, opened: datetime, office: Office, hours: Hours, hard: bool = False
) -> datetime:
    """When a task is due (UTC): the instant asked for, or one at which somebody is there to do it.

    In the night or on a closed day, a delay shorter than a working day goes on counting when the office opens; a
    longer one ends when it opens next. `hard`: the instant is that of a fact (an interview, a term of the law), so
    the task is due when the office closes before it. What could not be done in time any more keeps its instant.
    """
    zone = ZoneInfo(office.zone)
    there = wanted.astimezone(zone)
    if wanted <= opened or _open(there, office, hours):
        return wanted
    if hard:
        before = _closing_before(there, office, hours)
        return before.astimezone(UTC) if before > opened else wanted
    if wanted - opened < hours.length:
        return _counted(opened.astimezone(zone), wanted - opened, office, hours)
    return _opening_from(there, office, hours).astimezone(UTC)


def _open(there: datetime, office: Office, hours: Hours) -> bool:
    within = hours.opens <= there.time() <= hours.closes
    return within and not is_closed(there.date(), office.calendar)


def _closing_before(there: datetime, office: Office, hours: Hours) -> datetime:
    day = there.date() if there.time() > hours.closes else there.date() - timedelta(days=1)
    while is_closed(day, office.calendar):
        day -= timedelta(days=1)
    return datetime.combine(day, hours.closes, there.tzinfo)


def _counted(there: datetime, delay: timedelta, office: Office, hours: Hours) -> datetime:
    """A delay of which only the hours of the office count."""
    start = _opening_from(there, office, hours)
    closing = datetime.combine(start.date(), hours.closes, start.tzinfo)
    if start + delay <= closing:
        return (start + delay).astimezone(UTC)
    rest = delay - (closing - start)
    following = next_working_day(start.date() + timedelta(days=1), office.calendar)
    return (datetime.combine(following, hours.opens, start.tzinfo) + rest).astimezone(UTC)


def _opening_from(there: datetime, office: Office, hours: Hours) -> datetime:
    """This instant when the office is open, else when it opens next."""
    if _open(there, office, hours):
        return there
    late = there.time() > hours.closes
    first = there.date() + timedelta(days=1) if late else there.date()
    day = next_working_day(first, office.calendar)
    return datetime.combine(day, hours.opens, there.tzinfo)
