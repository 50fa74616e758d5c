"""Which notices still speak of what stands, and which of them may leave again."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import readers
from telecontrole.rooms.notices.enums import FAILED, WAITING, Failure, State
from telecontrole.rooms.notices.models import Notice, SubjectHead


def only_standing(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """Those whose subject stands open on their version."""
    head = SubjectHead.objects.filter(
        subject=OuterRef("subject"), version=OuterRef("version"), is_open=True
    )
    return rows.filter(Exists(head))


def of_caisse(rows: QuerySet[Notice], caisse: str | None) -> QuerySet[Notice]:
    """Those of one caisse; all of them for None."""
    return rows if caisse is None else rows.filter(caisse=caisse)


def cannot_leave(notice: Notice, now: datetime, *, hold: bool = False) -> Refusal | None:
    """Why a notice may not leave (again); None when it may. `hold`: no right to read ends before the caller has.

    `not_standing`, `already_handed`, `too_late`, `reader_gone` (who gets it may no longer read it).
    """
    if not only_standing(Notice.objects.filter(id=notice.id)).exists():
        return Refusal("not_standing")
    silent = notice.state == State.HANDED and notice.failure == Failure.NO_RECEIPT
    if notice.state not in (*FAILED, *WAITING, State.UNKNOWN) and not silent:
        return Refusal("already_handed", {"state": notice.state})
    if notice.starts_at is not None and notice.starts_at <= now:
        return Refusal("too_late")
    may_read = readers.until(notice, hold=hold)
    if may_read is None or may_read <= now:
        return Refusal("reader_gone")
    return None
