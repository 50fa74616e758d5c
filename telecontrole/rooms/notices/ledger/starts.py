"""`claimed → sending`: the last look before the point of no return, in one transaction.

The condition of the claim is repeated under the lock of each row. Whoever moves the head of a
subject also updates its waiting notices, so that the row's lock is enough: either the mover comes
first and the row is no longer `claimed`, or this comes first and the message leaves just before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from telecontrole.foundations import clock
from telecontrole.rooms.notices import rules
from telecontrole.rooms.notices.enums import Failure
from telecontrole.rooms.notices.ledger import budgets, claims, quotas
from telecontrole.rooms.notices.ledger.rows import fetch, run

_START = """
WITH mine AS MATERIALIZED (
    SELECT id FROM notices_notice WHERE id = ANY(%s) ORDER BY id FOR UPDATE SKIP LOCKED)
UPDATE notices_notice AS notice SET state = 'sending', sending_at = %s
FROM mine, notices_subjecthead AS head
WHERE notice.id = mine.id AND notice.state = 'claimed' AND notice.claim = ANY(%s)
  AND head.subject = notice.subject AND head.version = notice.version AND head.is_open
  AND notice.opens_at <= %s AND coalesce(notice.retry_until, notice.closes_at) > %s
RETURNING notice.id
"""
_REFUSE = """
UPDATE notices_notice SET state = 'refused', claim = NULL, failure = %s, failed_at = %s
WHERE id = ANY(%s)
"""
_ATTEMPT = """
INSERT INTO notices_attempt (id, notice_id, number, gateway, outcome, reply, provider_id,
    proof_sealed, digest, sending_at)
SELECT given.id, given.notice, given.number, given.gateway, 'sending', '', '',
    given.proof, given.digest, %s
FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::text[], %s::bytea[], %s::bytea[])
    AS given (id, notice, number, gateway, proof, digest)
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """One attempt about to be made: what the ledger must keep of it."""

    key: UUID
    notice: UUID
    claim: UUID
    number: int
    gateway: str
    person_key: str
    zone: str
    exempt: bool
    kind: str
    channel: str
    caisse: str
    starts_at: datetime | None
    proof_sealed: bytes
    digest: bytes

    def day(self, now: datetime) -> date:
        """The local day on which the quota counts it."""
        return rules.local_day(now, self.zone)


@dataclass(frozen=True, slots=True)
class Started:
    """What may leave, and what was refused for the quota of its person."""

    allowed: frozenset[UUID]
    over_quota: tuple[UUID, ...]
    # Caisses whose budget of SMS ends with these messages.
    spent: tuple[str, ...] = ()


def start(drafts: Sequence[Draft], now: datetime) -> Started:
    """Mark as `sending` those that may leave; to be committed before a byte of the end is sent."""
    today = clock.today()
    left_out = budgets.leave_out(drafts, today)
    drafts = [d for d in drafts if d.notice not in left_out]
    ids, tokens = [d.notice for d in drafts], list({d.claim for d in drafts})
    started = {row[0] for row in fetch(_START, [ids, now, tokens, now, now])}
    mine = [d for d in drafts if d.notice in started]
    over = _over_quota(mine, now)
    if over:
        run(_REFUSE, [Failure.QUOTA.value, now, list(over)])
    mine = [d for d in mine if d.notice not in over]
    _write(mine, now)
    if len(started) < len(drafts):
        left = [d.notice for d in drafts if d.notice not in started]
        claims.give_back(left, tokens, not_before=now)
    spent = budgets.count(mine, today)
    return Started(frozenset(d.key for d in mine), tuple(over), tuple(spent))


def _over_quota(drafts: Sequence[Draft], now: datetime) -> set[UUID]:
    """Notices beyond what their person may still get today; counts the others."""
    counted = [d for d in drafts if not d.exempt]
    wanted = Counter((d.person_key, d.day(now)) for d in counted)
    granted = quotas.take(wanted)
    over = set()
    for draft in counted:
        key = (draft.person_key, draft.day(now))
        granted[key] -= 1
        if granted[key] < 0:
            over.add(draft.notice)
    return over


def _write(drafts: Sequence[Draft], now: datetime) -> None:
    if drafts:
        run(
            _ATTEMPT,
            [
                now,
                [d.key for d in drafts],
                [d.notice for d in drafts],
                [d.number for d in drafts],
                [d.gateway for d in drafts],
                [d.proof_sealed for d in drafts],
                [d.digest for d in drafts],
            ],
        )
