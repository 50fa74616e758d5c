"""Writing in the journal, and sealing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from telecontrole.foundations import clock
from telecontrole.foundations.journal import anchor
from telecontrole.foundations.journal.chain import GENESIS, canonical, link
from telecontrole.foundations.journal.models import JournalEntry, JournalSeal
from telecontrole.foundations.journal.words import Entry, Who

BATCH = 5_000
# No transaction lives that long (idle_in_transaction_session_timeout): entries below what was sealed
# before can no longer appear, so that the sealer need not look at the whole journal again.
_STRAGGLERS = timedelta(hours=1)
_SEALER_LOCK = 0x6A6F7572


def append(entries: Iterable[Entry]) -> None:
    """Insert entries in order, in the caller's transaction."""
    at = clock.now()
    JournalEntry.objects.bulk_create(
        [
            JournalEntry(
                at=at,
                action=entry.action,
                actor_kind=str(entry.actor.kind),
                actor_id=entry.actor.id,
                subject=entry.subject,
                data=dict(entry.data),
            )
            for entry in entries
        ],
        batch_size=1_000,
    )


class ChainBrokenError(RuntimeError):
    """The chain does not contain the head that was noted outside the database: nothing more is sealed."""


def seal_all() -> int:
    """`seal` until nothing is pending; returns how many were sealed. Raises `ChainBrokenError`."""
    total = 0
    while done := seal():
        total += done
    return total


@transaction.atomic
def seal() -> int:
    """Chain entries not yet sealed, oldest first, one batch; one sealer at a time. Returns how many were sealed.

    Raises `ChainBrokenError` when the journal was shortened or replaced since the last batch (see `anchor`):
    sealing on would write a new head over the proof. An operator looks, then `accept_head`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    _refuse_broken_chain()
    last = JournalSeal.objects.order_by("-position").first()
    position, digest = (last.position, bytes(last.digest)) if last else (0, GENESIS)
    pending = _pending()[:BATCH]
    now = clock.now()
    seals = []
    for entry in pending:
        position += 1
        digest = link(digest, canonical_of(entry))
        seals.append(
            JournalSeal(position=position, entry_seq=entry.seq, digest=digest, sealed_at=now)
        )
    JournalSeal.objects.bulk_create(seals, batch_size=1_000)
    if seals:
        head = (position, digest)
        transaction.on_commit(lambda: anchor.write(*head))
    return len(seals)


@transaction.atomic
def accept_head(*, actor: Who, reason: str) -> None:
    """Go on from the chain as it is, after a restored copy for instance; what was noted before is journalled."""
    noted = anchor.read()
    append(
        [
            Entry(
                action="journal:chain:accepted",
                actor=actor,
                subject="journal",
                data={
                    "reason": reason[:500],
                    "noted_position": noted.position if noted else 0,
                    "noted_digest": noted.digest.hex() if noted else "",
                },
            )
        ]
    )
    last = JournalSeal.objects.order_by("-position").first()
    head = (last.position, bytes(last.digest)) if last else (0, GENESIS)
    transaction.on_commit(lambda: anchor.write(*head))


def _refuse_broken_chain() -> None:
    if anchor.forged():
        raise ChainBrokenError("the head noted outside the database is not signed by this site")
    noted = anchor.read()
    if noted is None or noted.position == 0:
        return
    link_there = JournalSeal.objects.filter(position=noted.position).first()
    if link_there is None or bytes(link_there.digest) != noted.digest:
        raise ChainBrokenError("the journal is not the one that was sealed last")


def canonical_of(entry: JournalEntry) -> bytes:
    """The byte form of a stored entry."""
    return canonical(
        seq=entry.seq,
        at=entry.at,
        action=entry.action,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        subject=entry.subject,
        data=entry.data,
    )


def slipped_in() -> bool:
    """Whether an entry stands unsealed below what was settled: no transaction writes there any more, somebody did."""
    return _unsealed().filter(seq__lte=_settled()).exists()


def _pending() -> QuerySet[JournalEntry]:
    return _unsealed().filter(seq__gt=_settled()).order_by("seq")


def _unsealed() -> QuerySet[JournalEntry]:
    sealed = JournalSeal.objects.filter(entry_seq=OuterRef("seq"))
    return JournalEntry.objects.filter(~Exists(sealed))


def _settled() -> int:
    seals = JournalSeal.objects.filter(sealed_at__lt=clock.now() - _STRAGGLERS)
    return seals.aggregate(seq=Max("entry_seq"))["seq"] or 0
