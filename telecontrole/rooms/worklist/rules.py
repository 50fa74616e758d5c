"""What a task may hold, and when it is late."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from .enums import TaskState

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
_TEXT_LIMIT = 100


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
