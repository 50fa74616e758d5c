"""What became of accepted messages: receipts may come early, late, twice or never."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from telecontrole.rooms.notices.enums import ReceiptStatus
from telecontrole.rooms.notices.gateways.protocol import Receipt
from telecontrole.rooms.notices.ledger.rows import fetch, run

# A receipt whose message nobody knows after that long is of another sender.
_KEPT_FOR = timedelta(days=3)
_BATCH = 2000

_KNOWN = """
SELECT attempt.id, given.provider_id, given.status, given.code
FROM unnest(%s::text[], %s::text[], %s::text[]) AS given (provider_id, status, code)
JOIN notices_attempt AS attempt
  ON attempt.gateway = %s AND attempt.provider_id = given.provider_id
WHERE given.provider_id <> ''
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
    SELECT receipt.id, attempt.id AS attempt
    FROM notices_receiptinbox AS receipt JOIN notices_attempt AS attempt USING (gateway, provider_id)
    WHERE receipt.applied_at IS NULL AND receipt.at > %s AND receipt.provider_id <> ''
    ORDER BY receipt.id LIMIT %s FOR UPDATE OF receipt SKIP LOCKED)
UPDATE notices_receiptinbox AS inbox SET applied_at = %s
FROM kept WHERE inbox.id = kept.id
RETURNING kept.attempt, inbox.status, inbox.code
"""
_DELIVERED_ATTEMPT = """
UPDATE notices_attempt SET outcome = 'delivered', receipt_at = %s
WHERE id = ANY(%s) AND outcome IN ('accepted', 'unknown', 'sending', 'no_receipt')
  AND NOT EXISTS (
    SELECT 1 FROM notices_attempt AS other
    WHERE other.notice_id = notices_attempt.notice_id AND other.id <> notices_attempt.id
      AND other.outcome IN ('sending', 'accepted', 'delivered', 'unknown'))
RETURNING notice_id
"""
_DELIVERED = """
UPDATE notices_notice
SET state = 'delivered', delivered_at = %s, handed_at = coalesce(handed_at, sending_at, %s),
    receipt_due_at = NULL, failure = '', failed_at = NULL, claim = NULL
WHERE id = ANY(%s) AND state IN ('handed', 'sending', 'unknown')
RETURNING task_key
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


Told = tuple[list[UUID], list[tuple[UUID, str]]]


def sort(gateway: str, receipts: Sequence[Receipt], now: datetime) -> Told:
    """Receipts of known attempts: delivered, and failed with its code; the others are kept.

    Written before the other side is told that we have them.
    """
    final = [r for r in receipts if r.status is not ReceiptStatus.PENDING]
    if not final:
        return [], []
    columns = [[r.provider_id for r in final], [r.status.value for r in final]]
    rows = fetch(_KNOWN, [*columns, [r.code for r in final], gateway])
    known = {row[1] for row in rows}
    rest = [r for r in final if r.provider_id not in known]
    if rest:
        columns = [[r.provider_id for r in rest], [r.status.value for r in rest]]
        run(_KEEP, [gateway, now, *columns, [r.code for r in rest]])
    return _told([(row[0], row[2], row[3]) for row in rows])


def match(now: datetime) -> Told:
    """Attempts that kept receipts speak of, each receipt once."""
    rows = fetch(_MATCH, [now - _KEPT_FOR, _BATCH, now])
    return _told([(row[0], row[1], row[2]) for row in rows])


def _told(rows: Sequence[tuple[UUID, str, str]]) -> Told:
    delivered = [attempt for attempt, status, _ in rows if status == ReceiptStatus.DELIVERED]
    failed = {attempt: code for attempt, status, code in rows if status == ReceiptStatus.FAILED}
    return delivered, list(failed.items())


def delivered(attempts: Sequence[UUID], now: datetime) -> list[str]:
    """Write deliveries; returns the keys of the tasks that they make useless."""
    if not attempts:
        return []
    notices = [row[0] for row in fetch(_DELIVERED_ATTEMPT, [now, list(attempts)])]
    return [row[0] for row in fetch(_DELIVERED, [now, now, notices]) if row[0]]


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
