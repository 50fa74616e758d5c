"""What became of accepted messages: receipts may come early, late, twice or never."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from telecontrole.rooms.notices.enums import ReceiptStatus
from telecontrole.rooms.notices.gateways.protocol import Receipt
from telecontrole.rooms.notices.ledger.rows import ask, fetch, run

# A receipt whose message nobody knows after that long is of another sender.
_KEPT_FOR = timedelta(days=3)
_BATCH = 2000

# The receipts of one gateway against its attempts, and at once what a delivery changes. What is left to do comes back:
# receipts that nobody knows yet, failures, and the tasks that a delivery makes useless.
_HEAR = """
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]) AS given (provider_id, status, code)),
known AS MATERIALIZED (
    SELECT given.*, spoken_of.id AS attempt FROM given LEFT JOIN LATERAL (
        SELECT attempt.id FROM notices_attempt AS attempt
        WHERE attempt.gateway = %s AND attempt.provider_id = given.provider_id
          AND attempt.provider_id <> '' OFFSET 0) AS spoken_of ON true),
told AS (
    UPDATE notices_attempt AS attempt SET outcome = 'delivered', receipt_at = %s
    WHERE attempt.id = ANY(ARRAY(
        SELECT known.attempt FROM known WHERE known.attempt IS NOT NULL AND known.status = %s))
      AND attempt.outcome IN ('accepted', 'unknown', 'sending', 'no_receipt')
      AND NOT EXISTS (
        SELECT 1 FROM notices_attempt AS other
        WHERE other.notice_id = attempt.notice_id AND other.id <> attempt.id
          AND other.outcome IN ('sending', 'accepted', 'delivered', 'unknown'))
    RETURNING attempt.notice_id),
done AS (
    UPDATE notices_notice SET state = 'delivered', delivered_at = %s,
        handed_at = coalesce(handed_at, sending_at, %s), receipt_due_at = NULL, failure = '',
        failed_at = NULL, claim = NULL
    WHERE id = ANY(ARRAY(SELECT notice_id FROM told)) AND state IN ('handed', 'sending', 'unknown')
    RETURNING task_key)
SELECT attempt, provider_id, status, code, '' FROM known WHERE attempt IS NULL OR status <> %s
UNION ALL SELECT NULL, '', '', '', task_key FROM done WHERE task_key <> ''
"""
_KEEP = """
INSERT INTO notices_receiptinbox (gateway, provider_id, status, code, at)
SELECT %s, given.provider_id, given.status, given.code, %s
FROM unnest(%s::text[], %s::text[], %s::text[]) AS given (provider_id, status, code)
ON CONFLICT (gateway, provider_id, status) DO NOTHING
"""
# The attempt that a receipt speaks of is known once its answer is written, which may come later,
# and from another process: what is not matched now is matched by a later tick.
_MATCH = """
WITH kept AS MATERIALIZED (
    SELECT receipt.id
    FROM notices_receiptinbox AS receipt JOIN notices_attempt AS attempt USING (gateway, provider_id)
    WHERE receipt.applied_at IS NULL AND receipt.at > %s AND receipt.provider_id <> ''
    ORDER BY receipt.id LIMIT %s FOR UPDATE OF receipt SKIP LOCKED)
UPDATE notices_receiptinbox AS inbox SET applied_at = %s
FROM kept WHERE inbox.id = kept.id
RETURNING inbox.gateway, inbox.provider_id, inbox.status, inbox.code
"""
_FAILED_ATTEMPT = """
UPDATE notices_attempt AS attempt
SET outcome = 'bounced', receipt_at = %s, reply = given.code
FROM unnest(%s::uuid[], %s::text[]) AS given (id, code)
WHERE attempt.id = given.id AND attempt.outcome IN ('accepted', 'unknown', 'sending', 'no_receipt')
RETURNING attempt.notice_id
"""
_FAILED = """
UPDATE notices_notice
SET state = 'bounced', failure = 'bounced', failed_at = %s, receipt_due_at = NULL, claim = NULL
WHERE id = ANY(%s) AND state IN ('handed', 'sending', 'unknown')
RETURNING id, person_key, zone, exempt, handed_at
"""


@dataclass(frozen=True, slots=True)
class Heard:
    """What receipts leave to be done: attempts that failed, with their codes, and keys of useless tasks.

    ``known``: how many receipts speak of attempts that are known.
    """

    known: int = 0
    failed: tuple[tuple[UUID, str], ...] = ()
    tasks: tuple[str, ...] = ()


def hear(gateway: str, receipts: Sequence[Receipt], now: datetime) -> Heard:
    """Write deliveries of known attempts, and keep what nobody knows yet.

    Written before the other side is told that we have them.
    """
    return hearing(gateway, receipts, now)()


def hearing(gateway: str, receipts: Sequence[Receipt], now: datetime) -> Callable[[], Heard]:
    """`hear` in two steps: what is asked of the database, then what follows from its answer."""
    final = [r for r in receipts if r.status is not ReceiptStatus.PENDING]
    if not final:
        return Heard
    known = ReceiptStatus.DELIVERED.value
    rows = ask(_HEAR, [*_columns(final), gateway, now, known, now, now, known])
    return lambda: _heard(gateway, final, rows(), now)


def _heard(
    gateway: str, final: Sequence[Receipt], rows: Sequence[tuple[Any, ...]], now: datetime
) -> Heard:
    tasks = tuple(row[4] for row in rows if row[4])
    rest = {row[1] for row in rows if row[0] is None and not row[4]}
    unknown = [r for r in final if r.provider_id in rest]
    if unknown:
        run(_KEEP, [gateway, now, *_columns(unknown)])
    failed = {row[0]: row[3] for row in rows if row[0] is not None}
    return Heard(len(final) - len(unknown), tuple(failed.items()), tasks)


def match(now: datetime) -> dict[str, list[Receipt]]:
    """Kept receipts whose attempts are known by now, by gateway: each is given once."""
    found: dict[str, list[Receipt]] = {}
    for gateway, identifier, status, code in fetch(_MATCH, [now - _KEPT_FOR, _BATCH, now]):
        found.setdefault(gateway, []).append(Receipt(identifier, ReceiptStatus(status), code))
    return found


def _columns(receipts: Sequence[Receipt]) -> list[list[str]]:
    return [
        [r.provider_id for r in receipts],
        [r.status.value for r in receipts],
        [r.code for r in receipts],
    ]


def failed(
    attempts: Sequence[tuple[UUID, str]], now: datetime
) -> list[tuple[UUID, str, str, bool, datetime | None]]:
    """Write failures; returns their notices with what the quota must give back."""
    if not attempts:
        return []
    ids, codes = [a for a, _ in attempts], [code for _, code in attempts]
    notices = [row[0] for row in fetch(_FAILED_ATTEMPT, [now, ids, codes])]
    return [
        (row[0], row[1], row[2], row[3], row[4]) for row in fetch(_FAILED, [now, list(notices)])
    ]
