"""Claiming: one statement takes due notices whose subject still stands where they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from telecontrole.rooms.notices.ledger.rows import ask, run, together
from telecontrole.rooms.notices.routing import Share

_WHOLE = Share()
CLAIM_LASTS = timedelta(seconds=60)

# MATERIALIZED: a plain sub-select with LIMIT may be run again for each row of a join, and then takes
# more than its limit. One look for each channel, so that it follows the index of what is due and stops after
# its limit: a look for several channels reads all that is due, and sorts it. Rows are marked where they were
# found: by night the statistics say that nothing waits, and a join would go through all of it for each row.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT first.place FROM unnest(%s::text[]) AS asked (channel), LATERAL (
        SELECT waiting.ctid AS place, waiting.exempt, waiting.due_at FROM notices_notice AS waiting
        WHERE waiting.state = 'planned' AND waiting.channel = asked.channel
          AND waiting.due_at <= %s AND (%s = '' OR waiting.avoids = %s)
          AND (%s = '' OR waiting.avoids <> %s)
          AND coalesce(waiting.retry_until, waiting.closes_at) > %s
          AND waiting.version = (
            SELECT standing.version FROM notices_subjecthead AS standing
            WHERE standing.subject = waiting.subject AND standing.is_open)
        ORDER BY waiting.exempt DESC, waiting.due_at
        LIMIT %s
        FOR UPDATE SKIP LOCKED) AS first
    ORDER BY first.exempt DESC, first.due_at
    LIMIT %s)
UPDATE notices_notice AS notice
SET state = 'claimed', claim = %s, claimed_at = %s, attempts = notice.attempts + 1
FROM notices_subjecthead AS head
WHERE notice.ctid = ANY(ARRAY(SELECT place FROM due))
  AND head.subject = notice.subject AND head.version = notice.version AND head.is_open
RETURNING notice.id, notice.subject, notice.kind, notice.channel, notice.template,
    notice.params_sealed, notice.address_sealed, notice.address_source, notice.zone,
    notice.person_key, notice.exempt, notice.starts_at, notice.attempts, notice.claim, notice.caisse
"""
# For the same reason a sort of "nothing" seems cheaper than the index that has the order. For this transaction only.
_IN_ORDER = "SELECT set_config('enable_sort', 'off', true)"
_RECLAIM = """
WITH lapsed AS MATERIALIZED (
    SELECT id FROM notices_notice WHERE state = 'claimed' AND claimed_at < %s
    FOR UPDATE SKIP LOCKED)
UPDATE notices_notice AS notice SET state = 'planned', claim = NULL
FROM lapsed WHERE notice.id = lapsed.id
"""
_GIVE_BACK = """
WITH mine AS MATERIALIZED (
    SELECT id FROM notices_notice
    WHERE id = ANY(%s) AND claim = ANY(%s) AND state = 'claimed'
    FOR UPDATE SKIP LOCKED)
UPDATE notices_notice AS notice
SET state = 'planned', claim = NULL, due_at = greatest(notice.due_at, %s),
    attempts = notice.attempts - 1
FROM mine WHERE notice.id = mine.id
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
    caisse: str


def claim(
    *,
    token: UUID,
    channels: Sequence[str],
    limit: int,
    now: datetime,
    share: Share = _WHOLE,
) -> list[Claimed]:
    """Take due notices, exempt ones first; several workers never take the same."""
    part = [share.only, share.only, share.not_, share.not_]
    with together():
        ask(_IN_ORDER, [])
        rows = ask(_CLAIM, [list(channels), now, *part, now, limit, limit, token, now])
    return [Claimed(*row) for row in rows()]


def reclaim(now: datetime) -> int:
    """Free what a worker claimed and did not send within a minute: it can no longer send it."""
    return run(_RECLAIM, [now - CLAIM_LASTS])


def give_back(notices: Sequence[UUID], tokens: Sequence[UUID], *, not_before: datetime) -> int:
    """Free claims that were not used: no attempt was made."""
    return run(_GIVE_BACK, [list(notices), list(tokens), not_before])
