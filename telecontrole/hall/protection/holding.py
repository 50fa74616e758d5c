"""Keeping a file longer than its time: an appeal, a judge, the person themself. Lifted by hand, journalled."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.protection.models import Hold
from telecontrole.rooms.cases import selectors as cases


class HoldGround(StrEnum):
    """Why a file is kept (RGPD art. 17-3-e, 18-1-c)."""

    RECOURS = "recours"
    JUSTICE = "justice"
    PERSONNE = "personne"


@transaction.atomic
def place(*, reference: str, ground: HoldGround, actor: Actor) -> Refusal | None:
    """Keep a case until the hold is lifted; the same ground again changes nothing. Refuses `case_unknown`."""
    case = cases.by_reference(reference)
    if case is None:
        return Refusal("case_unknown")
    _, created = Hold.objects.get_or_create(
        case_id=case.id,
        ground=ground.value,
        lifted_at=None,
        defaults={"placed_at": clock.now(), "placed_by": f"{actor.kind}:{actor.id}"},
    )
    if created:
        journal.record(
            action="hall:hold:placed",
            actor=actor,
            subject=f"case:{case.id}",
            data={"ground": ground.value},
        )
    return None


@transaction.atomic
def lift(*, reference: str, ground: HoldGround, actor: Actor) -> Refusal | None:
    """End a hold; without one nothing changes. Refuses `case_unknown`."""
    case = cases.by_reference(reference)
    if case is None:
        return Refusal("case_unknown")
    rows = Hold.objects.filter(case_id=case.id, ground=ground.value, lifted_at__isnull=True)
    if rows.update(lifted_at=clock.now(), lifted_by=f"{actor.kind}:{actor.id}"):
        journal.record(
            action="hall:hold:lifted",
            actor=actor,
            subject=f"case:{case.id}",
            data={"ground": ground.value},
        )
    return None
