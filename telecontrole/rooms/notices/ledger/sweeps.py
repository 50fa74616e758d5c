"""What time alone does to notices: windows close, answers and receipts fail to come."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from telecontrole.rooms.notices.ledger.rows import fetch, run

# Longer than a gateway waits for an answer: its own verdict comes first while its process lives.
ANSWER_LASTS = timedelta(seconds=120)
_BATCH = 1000

# A notice planned again after its subject moved (a temporary refusal came back just then) has not
# failed anybody: it falls with its version.
_EXPIRE = """
WITH due AS MATERIALIZED (
    SELECT waiting.id, EXISTS (
        SELECT 1 FROM notices_subjecthead AS head
        WHERE head.subject = waiting.subject AND head.version = waiting.version AND head.is_open
    ) AS standing
    FROM notices_notice AS waiting
    WHERE waiting.state IN ('planned', 'claimed') AND waiting.closes_at <= %s
      AND (waiting.retry_until IS NULL OR waiting.retry_until <= %s)
    LIMIT %s FOR UPDATE SKIP LOCKED)
UPDATE notices_notice AS notice
SET state = CASE WHEN due.standing THEN 'expired' ELSE 'superseded' END,
    failure = CASE WHEN due.standing THEN 'expired' ELSE '' END,
    failed_at = CASE WHEN due.standing THEN %s::timestamptz END,
    claim = NULL
FROM due
WHERE notice.id = due.id
RETURNING notice.id, due.standing
"""
# The claim is kept: an answer that comes late after all still finds its notice.
_STRAND = """
WITH lost AS MATERIALIZED (
    SELECT id FROM notices_notice WHERE state = 'sending' AND sending_at < %s
    LIMIT %s FOR UPDATE SKIP LOCKED)
UPDATE notices_notice AS notice SET state = 'unknown', failure = 'unknown', failed_at = %s
FROM lost WHERE notice.id = lost.id
RETURNING notice.id
"""
_STRAND_ATTEMPTS = """
UPDATE notices_attempt SET outcome = 'unknown' WHERE notice_id = ANY(%s) AND outcome = 'sending'
"""
_SILENT = """
WITH due AS MATERIALIZED (
    SELECT id FROM notices_notice WHERE receipt_due_at <= %s AND state = 'handed'
    LIMIT %s FOR UPDATE SKIP LOCKED)
UPDATE notices_notice AS notice
SET receipt_due_at = NULL, failure = 'no_receipt', failed_at = %s
FROM due WHERE notice.id = due.id
RETURNING notice.id
"""
_SILENT_ATTEMPTS = """
UPDATE notices_attempt SET outcome = 'no_receipt'
WHERE notice_id = ANY(%s) AND outcome = 'accepted'
"""


def expire(now: datetime) -> list[UUID]:
    """Notices whose window closed before they could leave."""
    return [row[0] for row in fetch(_EXPIRE, [now, now, _BATCH, now]) if row[1]]


def strand(now: datetime) -> list[UUID]:
    """Notices released to a gateway by a worker that did not live to hear the answer."""
    found = [row[0] for row in fetch(_STRAND, [now - ANSWER_LASTS, _BATCH, now])]
    if found:
        run(_STRAND_ATTEMPTS, [found])
    return found


def silent(now: datetime) -> list[UUID]:
    """SMS handed over, whose receipt did not come in time."""
    found = [row[0] for row in fetch(_SILENT, [now, _BATCH, now])]
    if found:
        run(_SILENT_ATTEMPTS, [found])
    return found
