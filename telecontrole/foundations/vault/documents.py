"""Storing, reading and purging documents."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal

from . import antivirus, contents
from .antivirus import Verdict
from .cleaning import clean
from .enums import DocumentState, Media, Origin
from .inspection import inspect
from .models import Document
from .selectors import DocumentInfo, info_of

# The vault's own rounds: scanning what waited, purging what is over.
_KEEPER = Actor.system("retention")


def store_document(
    *,
    content: bytes,
    filename: str,
    subject: str,
    kind: str,
    medical: bool,
    actor: Actor,
    retain_until: date | None = None,
) -> DocumentInfo | Refusal:
    """Take a received file: check its type, scan it, write it anew, seal it.

    Without an antivirus it goes to quarantine as it came, and nobody sees it until `rescan`.
    Refuses `document_empty|too_big|type_refused|type_mismatch|infected|protected|unreadable`;
    raises MedicalAccessRefused when a medical document comes from an actor without the right.
    """
    media = inspect(content, filename)
    if isinstance(media, Refusal):
        return media
    found = antivirus.scan(content)
    if found.verdict is Verdict.INFECTED:
        return _refuse_infected(subject, actor, found.detail)
    state = DocumentState.QUARANTAINE
    if found.verdict is Verdict.CLEAN:
        cleaned = clean(content, media)
        if isinstance(cleaned, Refusal):
            return cleaned
        content, media = cleaned
        state = DocumentState.PROPRE
    row = _row(content, media, Origin.RECU, subject, kind, medical, actor, retain_until)
    row.state = state
    row.scanned_at = row.stored_at if state is DocumentState.PROPRE else None
    return _keep(row, content, actor)


def keep_produced(
    *,
    content: bytes,
    subject: str,
    kind: str,
    medical: bool,
    actor: Actor,
    retain_until: date | None = None,
) -> DocumentInfo:
    """Keep a PDF that the house has made, such as a letter: sealed, with its hash, not rewritten."""
    row = _row(content, Media.PDF, Origin.PRODUIT, subject, kind, medical, actor, retain_until)
    row.state = DocumentState.PROPRE
    return _keep(row, content, actor)


def read_document(
    *, document_id: UUID, actor: Actor, purpose: str
) -> tuple[DocumentInfo, bytes] | Refusal:
    """The content, and one journal entry. The caller has checked that the subject is the actor's.

    Refuses `document_unknown`, `document_not_shown` (quarantine, infected, purged); raises
    MedicalAccessRefused for a medical document, SealBroken when the content was altered.
    """
    with transaction.atomic():
        row = Document.objects.filter(pk=document_id).first()
        if row is None:
            return Refusal("document_unknown")
        if row.state != DocumentState.PROPRE:
            return Refusal("document_not_shown", {"state": row.state})
        with contents.wall(row, actor=actor, purpose=purpose):
            content = contents.read(row)
        _journal("read", row, actor, purpose=purpose)
        return info_of(row), content


def rescan(now: datetime, *, limit: int = 20) -> int:
    """Scan what waits in quarantine, oldest first; returns how many were settled. A tick."""
    settled = 0
    for document_id in _waiting(limit):
        with transaction.atomic():
            row = _locked_in_quarantine(document_id)
            if row is None:
                continue
            with contents.wall(row, actor=_KEEPER, purpose="scan"):
                if not _settle(row, now):
                    break
            settled += 1
    return settled


def purge(today: date, *, dry_run: bool = False, limit: int = 1_000) -> Sequence[DocumentInfo]:
    """Delete the content of documents whose last day is past, keep their trace; returns them."""
    due = Document.objects.filter(retain_until__lt=today, purged_at__isnull=True)
    found = [info_of(row) for row in due.order_by("retain_until", "id")[:limit]]
    return found if dry_run else [info for info in found if _purge_one(info.id, today)]


def _purge_one(document_id: UUID, today: date) -> bool:
    with transaction.atomic():
        row = (
            Document.objects.select_for_update(skip_locked=True)
            .filter(pk=document_id, retain_until__lt=today, purged_at__isnull=True)
            .first()
        )
        if row is None:
            return False
        with contents.wall(row, actor=_KEEPER, purpose="purge"):
            contents.remove(row)
        row.state, row.purged_at = DocumentState.PURGE, clock.now()
        row.save(update_fields=["state", "purged_at"])
        _journal("purged", row, _KEEPER, sha256=bytes(row.sha256).hex())
        return True


def _row(
    content: bytes,
    media: Media,
    origin: Origin,
    subject: str,
    kind: str,
    medical: bool,
    actor: Actor,
    retain_until: date | None,
) -> Document:
    return Document(
        id=uuid.uuid4(),
        subject=subject,
        kind=kind,
        medical=medical,
        origin=origin,
        media=media,
        sha256=hashlib.sha256(content).digest(),
        size=len(content),
        stored_at=clock.now(),
        stored_by=f"{actor.kind}:{actor.id}",
        retain_until=retain_until,
    )


def _keep(row: Document, content: bytes, actor: Actor) -> DocumentInfo:
    with transaction.atomic():
        row.save(force_insert=True)
        with contents.wall(row, actor=actor, purpose="store"):
            contents.write(row, content)
        _journal("stored", row, actor, state=row.state)
    return info_of(row)


def _refuse_infected(subject: str, actor: Actor, signature: str) -> Refusal:
    with transaction.atomic():
        journal.record(
            action="vault:document:infected",
            actor=actor,
            subject=subject,
            data={"signature": signature},
        )
    return Refusal("document_infected")


def _waiting(limit: int) -> list[UUID]:
    rows = Document.objects.filter(state=DocumentState.QUARANTAINE).order_by("stored_at", "id")
    return list(rows.values_list("id", flat=True)[:limit])


def _locked_in_quarantine(document_id: UUID) -> Document | None:
    rows = Document.objects.select_for_update(skip_locked=True)
    return rows.filter(pk=document_id, state=DocumentState.QUARANTAINE).first()


def _settle(row: Document, now: datetime) -> bool:
    """Give a quarantined document its state; False when the antivirus still does not answer."""
    content = contents.read(row)
    found = antivirus.scan(content)
    if found.verdict is Verdict.UNKNOWN:
        return False
    cleaned = clean(content, Media(row.media)) if found.verdict is Verdict.CLEAN else None
    if isinstance(cleaned, tuple):
        content, row.media = cleaned
        row.sha256, row.size = hashlib.sha256(content).digest(), len(content)
        row.state = DocumentState.PROPRE
        contents.write(row, content)
    else:
        row.state = DocumentState.INFECTE if cleaned is None else DocumentState.ILLISIBLE
        contents.remove(row)
    row.scanned_at = now
    row.save(update_fields=["media", "sha256", "size", "state", "scanned_at"])
    _journal("settled", row, _KEEPER, state=row.state)
    events.publish(
        name="vault.document_settled",
        payload={"document": str(row.id), "subject": row.subject, "state": row.state},
    )
    return True


def _journal(verb: str, row: Document, actor: Actor, **data: str) -> None:
    journal.record(
        action=f"vault:document:{verb}",
        actor=actor,
        subject=row.subject,
        data={"document": str(row.id), **data},
    )
