"""Claiming: one statement takes due notices whose subject still stands where they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from telecontrole.rooms.notices.ledger.rows import fetch, run

CLAIM_LASTS = timedelta(seconds=60)

_CLAIM = """
UPDATE notices_notice AS notice
SET state = 'claimed', claim = %s, claimed_at = %s, attempts = notice.attempts + 1
FROM notices_subjecthead AS head
WHERE notice.id IN (
    SELECT due.id FROM notices_notice AS due
    JOIN notices_subjecthead AS standing
      ON standing.subject = due.subject AND standing.version = due.version AND standing.is_open
    WHERE due.state = 'planned' AND due.channel = ANY(%s)
      AND due.due_at <= %s AND coalesce(due.retry_until, due.closes_at) > %s
    ORDER BY due.exempt DESC, due.due_at
    LIMIT %s
    FOR UPDATE OF due SKIP LOCKED)
  AND head.subject = notice.subject AND head.version = notice.version AND head.is_open
  AND notice.state = 'planned'
RETURNING notice.id, notice.subject, notice.kind, notice.channel, notice.template,
    notice.params_sealed, notice.address_sealed, notice.address_source, notice.zone,
    notice.person_key, notice.exempt, notice.starts_at, notice.attempts, notice.claim
"""
_RECLAIM = """
UPDATE notices_notice SET state = 'planned', claim = NULL
WHERE id IN (
    SELECT id FROM notices_notice WHERE state = 'claimed' AND claimed_at < %s
    FOR UPDATE SKIP LOCKED)
"""
_GIVE_BACK = """
UPDATE notices_notice AS notice
SET state = 'planned', claim = NULL, due_at = greatest(notice.due_at, %s),
    attempts = notice.attempts - 1
WHERE notice.id IN (
    SELECT mine.id FROM notices_notice AS mine
    WHERE mine.id = ANY(%s) AND mine.claim = ANY(%s) AND mine.state = 'claimed'
    FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A notice in hand: nobody else sends it while the claim lasts."""

    id: UUID
    subject: str
    kind: str
    channel: str
    template: str
    params_sealed: bytes
    address_sealed: bytes
    address_source: str
    zone: str
    person_key: str
    exempt: bool
    starts_at: datetime | None
    number: int
    claim: UUID


def claim(*, token: UUID, channels: Sequence[str], limit: int, now: datetime) -> list[Claimed]:
    """Take due notices, exempt ones first; several workers never take the same."""
    rows = fetch(_CLAIM, [token, now, list(channels), now, now, limit])
    return [Claimed(*row) for row in rows]


def reclaim(now: datetime) -> int:
    """Free what a worker claimed and did not send within a minute: it can no longer send it."""
    return run(_RECLAIM, [now - CLAIM_LASTS])


def give_back(notices: Sequence[UUID], tokens: Sequence[UUID], *, not_before: datetime) -> int:
    """Free claims that were not used: no attempt was made."""
    return run(_GIVE_BACK, [not_before, list(notices), list(tokens)])
