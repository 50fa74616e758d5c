"""What a task may hold, and when it is late."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

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
