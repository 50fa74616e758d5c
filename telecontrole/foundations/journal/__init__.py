"""The journal: append-only, sealed by a hash chain. `record` is the only way to write in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from telecontrole.foundations.journal.words import Entry, Who


def record(*, action: str, actor: Who, subject: str, data: Mapping[str, Any] | None = None) -> None:
    """Append one entry in the caller's transaction. `action` is `room:subject:verb`; `data` holds ids, codes, dates.

    Raises `ValueError` for an action that is not three dotted words.
    """
    record_many([Entry(action=action, actor=actor, subject=subject, data=data or {})])


def record_many(entries: Iterable[Entry]) -> None:
    """Append several entries in one statement, in order."""
    from telecontrole.foundations.journal.services import append  # noqa: PLC0415  (tables load after the apps)

    append(entries)


__all__ = ["Entry", "Who", "record", "record_many"]
