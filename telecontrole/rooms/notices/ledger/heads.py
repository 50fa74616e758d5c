"""Moving the head of a subject, and what falls with the old one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from telecontrole.rooms.notices.ledger.rows import fetch, run

_MOVE = """
INSERT INTO notices_subjecthead AS head (subject, version, is_open, changed_at)
SELECT given.subject, given.version, given.is_open, %s
FROM unnest(%s::text[], %s::int[], %s::bool[]) AS given (subject, version, is_open)
ORDER BY given.subject
ON CONFLICT (subject) DO UPDATE
SET version = excluded.version, is_open = excluded.is_open, changed_at = excluded.changed_at
WHERE head.version < excluded.version
   OR (head.version = excluded.version AND head.is_open IS DISTINCT FROM excluded.is_open)
"""
# The head first, then its notices: the sender, which locks notices only, cannot wait in a circle.
_FALL = """
UPDATE notices_notice AS notice
SET state = CASE WHEN notice.version < head.version THEN 'superseded' ELSE 'cancelled' END,
    claim = NULL
FROM notices_subjecthead AS head
WHERE head.subject = ANY(%s) AND notice.subject = head.subject
  AND notice.state IN ('planned', 'claimed')
  AND (notice.version < head.version OR NOT head.is_open)
"""
_MOOT = """
SELECT DISTINCT notice.task_key
FROM notices_notice AS notice JOIN notices_subjecthead AS head USING (subject)
WHERE head.subject = ANY(%s) AND notice.task_key <> ''
  AND (notice.version < head.version OR NOT head.is_open)
"""
_STALE = """
SELECT head.subject FROM notices_subjecthead AS head
JOIN unnest(%s::text[], %s::int[]) AS given (subject, version) USING (subject)
WHERE head.version > given.version
"""
# One recipient is told nothing more; the same row lock as in `_FALL` keeps the sender out.
_DROP = """
UPDATE notices_notice SET state = 'cancelled', claim = NULL
WHERE subject = ANY(%s) AND person_key = %s AND state IN ('planned', 'claimed')
RETURNING task_key
"""

Head = tuple[str, int, bool]


def move(heads: Sequence[Head], now: datetime) -> list[str]:
    """Set each head forward and drop the waiting notices it leaves behind.

    Returns the subjects that stand on a newer version already (nothing changed for them).
    """
    subjects = [subject for subject, _, _ in heads]
    versions = [version for _, version, _ in heads]
    run(_MOVE, [now, subjects, versions, [is_open for _, _, is_open in heads]])
    run(_FALL, [subjects])
    return [row[0] for row in fetch(_STALE, [subjects, versions])]


def drop(subjects: Sequence[str], person_key: str) -> list[str]:
    """Cancel what waits for one recipient; returns the keys of the tasks about it, empty ones included."""
    return [row[0] for row in fetch(_DROP, [list(subjects), person_key])]


def moot_tasks(subjects: Sequence[str]) -> list[str]:
    """Keys of the tasks about notices that no longer matter."""
    return [row[0] for row in fetch(_MOOT, [list(subjects)])]
