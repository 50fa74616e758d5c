"""The door of the room for reads: the ledger, the proof, what failed, what must never happen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from telecontrole.foundations import clock, vault
from telecontrole.rooms.notices import drafting
from telecontrole.rooms.notices.enums import Channel, State
from telecontrole.rooms.notices.ledger.rows import fetch
from telecontrole.rooms.notices.models import Attempt, Notice
from telecontrole.rooms.notices.standing import cannot_leave, of_caisse, only_standing

_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of `notices.csv`: a key of the ledger. ``handed_at`` is the first acceptance (UTC)."""

    id: UUID
    subject: str
    version: int
    kind: str
    channel: str
    recipient: str
    address: str
    handed_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class NoticeInfo:
    """A notice without its address and its words: for lists and pages."""

    id: UUID
    subject: str
    version: int
    kind: str
    channel: str
    recipient: str
    state: str
    caisse: str
    failure: str
    failed_at: datetime | None
    opens_at: datetime
    closes_at: datetime
    handed_at: datetime | None
    delivered_at: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True)
class AttemptProof:
    """One attempt as it was: the words, the address and where it came from, times, hash.

    ``text`` is empty for a letter: ``pdf`` holds it. ``intact`` tells whether the hash still fits;
    ``exact`` are the bytes that it is the SHA-256 of.
    """

    number: int
    outcome: str
    gateway: str
    reply: str
    sending_at: datetime | None
    answered_at: datetime | None
    receipt_at: datetime | None
    address: str
    source: str
    subject: str
    text: str
    pdf: bytes
    digest: str
    intact: bool
    exact: bytes = b""
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class NoticeProof:
    """A notice and every attempt to hand it over."""

    notice: NoticeInfo
    attempts: tuple[AttemptProof, ...]


@dataclass(frozen=True, slots=True)
class AttemptInfo:
    """One attempt without what was said and to whom."""

    number: int
    outcome: str
    gateway: str
    reply: str
    sending_at: datetime | None
    answered_at: datetime | None
    receipt_at: datetime | None


@dataclass(frozen=True, slots=True)
class NoticePage:
    """A notice for its page: its clock, its attempts, and why it may not leave again (empty: it may)."""

    notice: NoticeInfo
    zone: str
    starts_at: datetime | None
    attempts: tuple[AttemptInfo, ...]
    stays: str


@dataclass(frozen=True, slots=True)
class Invariants:
    """What must be zero after a campaign."""

    late: int
    duplicate: int
    stale: int


def notice(notice_id: UUID) -> NoticeInfo | None:
    """One notice."""
    row = Notice.objects.filter(id=notice_id).first()
    return _info(row) if row else None


def notices_of(subjects: Sequence[str]) -> list[NoticeInfo]:
    """Every notice of some subjects, in the order of their windows."""
    rows = Notice.objects.filter(subject__in=subjects)
    return [_info(row) for row in rows.order_by("opens_at", "kind", "channel")]


def failed(caisse: str | None = None, limit: int = 500) -> list[NoticeInfo]:
    """Notices that need a person, the oldest failure first."""
    rows = Notice.objects.exclude(failure="").exclude(task_key="")
    if caisse is not None:
        rows = rows.filter(caisse=caisse)
    return [_info(row) for row in rows.order_by("failed_at", "id")[:limit]]


def undelivered(caisse: str | None) -> QuerySet[Notice]:
    """The same for a list with filters: rows, whose subject still stands. No address is opened."""
    rows = of_caisse(Notice.objects.exclude(failure="").exclude(task_key=""), caisse)
    return only_standing(rows)


def letters(caisse: str | None) -> QuerySet[Notice]:
    """Letters to print and post whose subject still stands, for a list with filters. No address is opened."""
    rows = Notice.objects.filter(channel=Channel.LETTRE.value, state=State.PLANNED.value)
    return only_standing(of_caisse(rows, caisse))


def page(notice_id: UUID) -> NoticePage | None:
    """One notice and its attempts, without address."""
    row = Notice.objects.filter(id=notice_id).first()
    if row is None:
        return None
    attempts = Attempt.objects.filter(notice=row).order_by("number")
    refusal = cannot_leave(row, clock.now())
    return NoticePage(
        notice=_info(row),
        zone=row.zone,
        starts_at=row.starts_at,
        attempts=tuple(_bare(attempt) for attempt in attempts),
        stays=refusal.code if refusal else "",
    )


def sender() -> str:
    """The address that emails come from."""
    return drafting.sender_address()


def waiting_letters(caisse: str | None = None) -> int:
    """Letters to print and post."""
    rows = Notice.objects.filter(channel=Channel.LETTRE.value, state=State.PLANNED.value)
    return rows.count() if caisse is None else rows.filter(caisse=caisse).count()


# The index of what is due stands in order within each channel and exemption: one look each.
_NEXT_DUE = """
    SELECT min(first.due_at)
      FROM unnest(%s::text[]) AS way (channel)
     CROSS JOIN (VALUES (true), (false)) AS kind (exempt)
     CROSS JOIN LATERAL (
           SELECT due_at FROM notices_notice
            WHERE state = 'planned' AND channel = way.channel AND exempt = kind.exempt
            ORDER BY due_at LIMIT 1) AS first
"""


def next_due(channels: Sequence[str] = ()) -> datetime | None:
    """When the next notice wants to leave or a window closes: for whoever steps the clock."""
    ways = [str(channel) for channel in channels or Channel]
    found: datetime | None = fetch(_NEXT_DUE, [ways])[0][0]
    return found


def under_way(now: datetime) -> dict[tuple[str, str], int]:
    """How many notices wait or are in hand, by channel and state; `overdue` waits for more than 15 minutes.

    And `failed`: failures known for less than a day. Each count reads a partial index only.
    """
    by_channel: dict[tuple[str, str], int] = {}
    hand = (State.PLANNED.value, State.CLAIMED.value, State.SENDING.value)
    late, day = now - timedelta(minutes=15), now - timedelta(days=1)
    failures = Notice.objects.exclude(failure="").filter(failed_at__gte=day)
    asked = [(state, Notice.objects.filter(state=state)) for state in hand]
    asked.append(("overdue", Notice.objects.filter(state=hand[0], due_at__lt=late)))
    for state, rows in [*asked, ("failed", failures)]:
        for channel, count in rows.values_list("channel").annotate(n=Count("id")):
            by_channel[channel, state] = count
    return by_channel


def proof(subject: str) -> tuple[NoticeProof, ...]:
    """Everything that was sent about a subject, for a judge: decrypted, so the caller journals it."""
    notices = list(Notice.objects.filter(subject=subject).order_by("version", "opens_at", "id"))
    return _proofs(notices)


def sent_messages(limit: int = 100) -> tuple[NoticeProof, ...]:
    """The last messages that left, the newest first: for the demonstration's mailbox."""
    left = Q(handed_at__isnull=False)
    return _proofs(list(Notice.objects.filter(left).order_by("-handed_at", "id")[:limit]))


def ledger_rows() -> Iterator[LedgerRow]:
    """One row for each key of the ledger, streamed; addresses in clear."""
    rows = Notice.objects.order_by("subject", "version", "opens_at", "kind", "channel", "recipient")
    for row in rows.iterator(chunk_size=_CHUNK):
        yield LedgerRow(
            id=row.id,
            subject=row.subject,
            version=row.version,
            kind=row.kind,
            channel=row.channel,
            recipient=row.recipient,
            address=_address(row),
            handed_at=row.handed_at,
            state=row.state,
        )


def invariants() -> Invariants:
    """Counts of late, duplicate and stale notices in the whole ledger."""
    return Invariants(*fetch(_INVARIANTS, [])[0])


# Late: handed outside its window (a corrected address may be later: its first failure was in time),
# or expired though its subject stood. Duplicate: accepted twice without a failure between. Stale:
# released after its subject had moved or closed.
_INVARIANTS = """
SELECT
  (SELECT count(*) FROM notices_notice
   WHERE (state = 'expired')
      OR (handed_at IS NOT NULL AND retry_until IS NULL AND channel <> 'lettre'
          AND (coalesce(sending_at, handed_at) < opens_at OR sending_at >= closes_at))),
  (SELECT count(*) FROM (
     SELECT notice_id FROM notices_attempt
     WHERE outcome IN ('accepted', 'delivered', 'unknown', 'sending')
     GROUP BY notice_id HAVING count(*) > 1) AS twice),
  (SELECT count(*) FROM notices_attempt AS attempt
   JOIN notices_notice AS notice ON notice.id = attempt.notice_id
   JOIN notices_subjecthead AS head USING (subject)
   WHERE attempt.sending_at > head.changed_at
     AND (notice.version <> head.version OR NOT head.is_open))
"""


def _proofs(notices: Sequence[Notice]) -> tuple[NoticeProof, ...]:
    attempts: dict[UUID, list[Attempt]] = {row.id: [] for row in notices}
    for attempt in Attempt.objects.filter(notice__in=notices).order_by("number"):
        attempts[attempt.notice_id].append(attempt)
    return tuple(
        NoticeProof(_info(row), tuple(_attempt(row, a) for a in attempts[row.id]))
        for row in notices
    )


def _attempt(notice: Notice, attempt: Attempt) -> AttemptProof:
    kept = vault.unseal(attempt.proof_sealed, row=drafting.proof_row(attempt.id))
    said = {} if notice.channel == Channel.LETTRE else json.loads(kept)
    return AttemptProof(
        number=attempt.number,
        outcome=attempt.outcome,
        gateway=attempt.gateway,
        reply=attempt.reply,
        sending_at=attempt.sending_at,
        answered_at=attempt.answered_at,
        receipt_at=attempt.receipt_at,
        address=said.get("address") or _address(notice),
        source=said.get("source") or notice.address_source,
        subject=said.get("subject", ""),
        text=said.get("text", ""),
        pdf=b"" if said else kept,
        digest=bytes(attempt.digest).hex(),
        intact=drafting.digest(kept) == bytes(attempt.digest),
        exact=kept,
        provider_id=attempt.provider_id,
    )


def _bare(attempt: Attempt) -> AttemptInfo:
    return AttemptInfo(
        number=attempt.number,
        outcome=attempt.outcome,
        gateway=attempt.gateway,
        reply=attempt.reply,
        sending_at=attempt.sending_at,
        answered_at=attempt.answered_at,
        receipt_at=attempt.receipt_at,
    )


def _address(row: Notice) -> str:
    return vault.unseal(row.address_sealed, row=drafting.address_row(row.id)).decode()


def _info(row: Notice) -> NoticeInfo:
    return NoticeInfo(
        id=row.id,
        subject=row.subject,
        version=row.version,
        kind=row.kind,
        channel=row.channel,
        recipient=row.recipient,
        state=row.state,
        caisse=row.caisse,
        failure=row.failure,
        failed_at=row.failed_at,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
        handed_at=row.handed_at,
        delivered_at=row.delivered_at,
        attempts=row.attempts,
    )
