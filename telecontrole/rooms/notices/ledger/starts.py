"""`claimed → sending`: the last look before the point of no return, in one transaction.

The condition of the claim is repeated under the lock of each row. Whoever moves the head of a
subject also updates its waiting notices, so that the row's lock is enough: either the mover comes
first and the row is no longer `claimed`, or this comes first and the message leaves just before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from telecontrole.foundations import clock
from telecontrole.rooms.notices import rules
from telecontrole.rooms.notices.enums import Failure
from telecontrole.rooms.notices.ledger import budgets, claims, quotas
from telecontrole.rooms.notices.ledger.rows import ask, run

# All in one: a message that is marked, its attempt, and the place it takes in its person's day. Rows are found by their
# keys and marked where they were found: `claimed` among the conditions of a scan would invite the planner to read the
# index of what is in hand, where every message that left since the last vacuum has left its traces.
_START = """
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::int[], %s::bytea[], %s::bytea[],
        %s::text[], %s::date[], %s::int[], %s::bool[])
        AS given (id, attempt, number, proof, digest, person_key, day, allowed, exempt)),
mine AS MATERIALIZED (
    SELECT ctid AS place, subject, version, state, claim, opens_at,
        coalesce(retry_until, closes_at) AS until
    FROM notices_notice WHERE id = ANY(ARRAY(SELECT id FROM given)) ORDER BY id FOR UPDATE SKIP LOCKED),
fit AS MATERIALIZED (
    SELECT mine.place FROM mine, LATERAL (
        SELECT version, is_open FROM notices_subjecthead AS head
        WHERE head.subject = mine.subject LIMIT 1) AS standing
    WHERE mine.state = 'claimed' AND mine.claim = ANY(%s)
      AND standing.version = mine.version AND standing.is_open
      AND mine.opens_at <= %s AND mine.until > %s),
started AS (
    UPDATE notices_notice SET state = 'sending', sending_at = %s
    WHERE ctid = ANY(ARRAY(SELECT place FROM fit))
    RETURNING id),
going AS MATERIALIZED (SELECT * FROM given WHERE id IN (SELECT id FROM started)),
attempted AS (
    INSERT INTO notices_attempt (id, notice_id, number, gateway, outcome, reply, provider_id,
        proof_sealed, digest, sending_at)
    SELECT attempt, id, number, %s, 'sending', '', '', proof, digest, %s FROM going),
wanted AS MATERIALIZED (
    SELECT person_key, day, allowed, count(*) AS count FROM going WHERE NOT exempt
    GROUP BY person_key, day, allowed),
granted AS (
    INSERT INTO notices_quota AS quota (person_key, day, used, allowed)
    SELECT person_key, day, count, allowed FROM wanted WHERE count <= allowed
    ORDER BY person_key, day
    ON CONFLICT (person_key, day) DO UPDATE SET used = quota.used + excluded.used
    WHERE quota.used + excluded.used <= quota.allowed
    RETURNING quota.person_key, quota.day),
full_days AS (
    SELECT person_key, day FROM wanted EXCEPT SELECT person_key, day FROM granted)
SELECT id, NULL, NULL FROM started
UNION ALL SELECT NULL, person_key, day FROM full_days
"""
_REFUSE = """
UPDATE notices_notice SET state = 'refused', claim = NULL, failure = %s, failed_at = %s
WHERE id = ANY(%s)
"""
_UNDO = "DELETE FROM notices_attempt WHERE id = ANY(%s)"


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
    return starting(drafts, now)()


def starting(drafts: Sequence[Draft], now: datetime) -> Callable[[], Started]:
    """`start` in two steps, for messages of one gateway: what is asked of the database, then what follows from its answer."""
    left_out = budgets.leave_out(drafts, clock.today())
    drafts = [d for d in drafts if d.notice not in left_out]
    if not drafts:
        return lambda: Started(frozenset(), ())
    tokens, gateway = list({d.claim for d in drafts}), drafts[0].gateway
    rows = ask(_START, [*_columns(drafts, now), tokens, now, now, now, gateway, now])
    return lambda: _started(drafts, rows(), now)


def _started(
    drafts: Sequence[Draft], rows: Sequence[tuple[UUID | None, str, date]], now: datetime
) -> Started:
    """``rows``: messages that are marked, then days of persons in which not all of theirs found a place."""
    found = {notice for notice, _, _ in rows if notice is not None}
    full = {(person, day) for notice, person, day in rows if notice is None}
    marked = [d for d in drafts if d.notice in found and not d.exempt] if full else []
    over = _over_quota([d for d in marked if (d.person_key, d.day(now)) in full], now)
    if over:
        run(_REFUSE, [Failure.QUOTA.value, now, list(over)])
        run(_UNDO, [[d.key for d in drafts if d.notice in over]])
    mine = [d for d in drafts if d.notice in found and d.notice not in over]
    if len(found) < len(drafts):
        left = [d for d in drafts if d.notice not in found]
        tokens = list({d.claim for d in left})
        claims.give_back([d.notice for d in left], tokens, not_before=now)
    spent = budgets.count(mine, clock.today())
    return Started(frozenset(d.key for d in mine), tuple(over), tuple(spent))


def _over_quota(drafts: Sequence[Draft], now: datetime) -> set[UUID]:
    """Of the messages that do not all fit into their persons' day, those beyond it; counts the others."""
    granted = quotas.take(Counter((d.person_key, d.day(now)) for d in drafts))
    over = set()
    for draft in drafts:
        key = (draft.person_key, draft.day(now))
        granted[key] -= 1
        if granted[key] < 0:
            over.add(draft.notice)
    return over


def _columns(drafts: Sequence[Draft], now: datetime) -> list[object]:
    local = {zone: rules.local_day(now, zone) for zone in {d.zone for d in drafts}}
    days = [local[d.zone] for d in drafts]
    allowed = {day: rules.number("daily_quota", day) for day in set(days)}
    return [
        [d.notice for d in drafts],
        [d.key for d in drafts],
        [d.number for d in drafts],
        [d.proof_sealed for d in drafts],
        [d.digest for d in drafts],
        [d.person_key for d in drafts],
        days,
        [allowed[day] for day in days],
        [d.exempt for d in drafts],
    ]
