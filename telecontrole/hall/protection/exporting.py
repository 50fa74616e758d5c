"""The archive of a person: asked for on a page, made by the worker, kept sealed for a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.protection import archive
from telecontrole.hall.protection.models import PersonalExport

KEPT_FOR = timedelta(days=1)
_A_DAY = 3


@transaction.atomic
def ask(*, insured_id: UUID, actor: Actor) -> UUID | Refusal:
    """Ask for the archive; one that is being made, or ready, is given again. Refuses `export_too_often` (three a day)."""
    since = clock.now() - KEPT_FOR
    rows = PersonalExport.objects.filter(insured_id=insured_id, asked_at__gt=since)
    standing = rows.filter(failed=False).order_by("-asked_at").first()
    if standing is not None:
        return standing.id
    if rows.count() >= _A_DAY:
        return Refusal("export_too_often")
    row = PersonalExport.objects.create(insured_id=insured_id, asked_at=clock.now())
    journal.record(action="hall:rights:export_asked", actor=actor, subject=f"insured:{insured_id}")
    return row.id


def standing(insured_id: UUID) -> PersonalExport | None:
    """The archive of the day, made or not; None without one."""
    since = clock.now() - KEPT_FOR
    rows = PersonalExport.objects.filter(insured_id=insured_id, asked_at__gt=since)
    return rows.defer("archive_sealed").order_by("-asked_at").first()


@transaction.atomic
def read(*, insured_id: UUID, actor: Actor) -> bytes | Refusal:
    """The archive, and a journal entry. Refuses `export_missing` (not asked for, not ready, over)."""
    row = standing(insured_id)
    if row is None or row.made_at is None:
        return Refusal("export_missing")
    journal.record(action="hall:rights:export_read", actor=actor, subject=f"insured:{insured_id}")
    return vault.unseal(row.archive_sealed or b"", row=_row(row.id))


def tick(now: datetime) -> int:
    """Make one archive that waits, and forget those of the day before."""
    gone, _ = PersonalExport.objects.filter(asked_at__lt=now - KEPT_FOR).delete()
    with transaction.atomic():
        rows = PersonalExport.objects.select_for_update(skip_locked=True)
        row = rows.filter(made_at__isnull=True, failed=False).order_by("asked_at").first()
        if row is None:
            return gone
        try:
            with transaction.atomic():
                row.archive_sealed = vault.seal(archive.build(row.insured_id), row=_row(row.id))
            row.made_at = now
        except vault.SealBroken:
            # Something of this person does not open: the page says to ask, the journal keeps it.
            row.failed = True
            journal.record(
                action="hall:rights:export_failed",
                actor=archive.RIGHTS,
                subject=f"insured:{row.insured_id}",
            )
        row.save(update_fields=["archive_sealed", "made_at", "failed"])
    return gone + 1


def _row(key: UUID) -> str:
    return f"hall.export:{key}:archive"
