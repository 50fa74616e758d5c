"""The legal representative of an insured person: declared by the person, checked by a technician, ended by either.

Code civil, articles 371-1 (parents), 440 (curatelle, tutelle), 477 (mandat de protection future).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing import fields
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people.models import Insured, Representative


class Quality(StrEnum):
    """By what right somebody acts for the person."""

    TUTEUR = "tuteur"
    CURATEUR = "curateur"
    PARENT = "parent"
    MANDATAIRE = "mandataire"


WORDS = {
    Quality.TUTEUR: "Tuteur ou tutrice",
    Quality.CURATEUR: "Curateur ou curatrice",
    Quality.PARENT: "Père, mère ou autre titulaire de l'autorité parentale",
    Quality.MANDATAIRE: "Mandataire (mandat de protection future)",
}


@dataclass(frozen=True, slots=True)
class RepresentativeInfo:
    """A representative; `checked_at` None means that nobody has verified it yet, and that it does not count."""

    id: UUID
    insured: UUID
    quality: Quality
    nom: str
    prenoms: str
    email: str
    mobile: str
    declared_at: datetime
    checked_at: datetime | None

    @property
    def words(self) -> str:
        """The quality, in French."""
        return WORDS[self.quality]


@transaction.atomic
def declare(
    *,
    insured_id: UUID,
    quality: Quality,
    nom: str,
    prenoms: str,
    email: str,
    mobile: str,
    actor: Actor,
) -> UUID | Refusal:
    """Declare; one declared before ends. Refuses `courriel_invalide`, `mobile_invalide`, `insured_unknown`."""
    address, number = fields.email(email.strip()), fields.mobile(mobile.strip())
    if not address:
        return Refusal("courriel_invalide")
    if not number:
        return Refusal("mobile_invalide")
    if not Insured.objects.select_for_update().filter(id=insured_id).exists():
        return Refusal("insured_unknown")
    _standing(insured_id).update(ended_at=clock.now())
    row = Representative.objects.create(
        insured_id=insured_id,
        quality=quality.value,
        nom=nom.strip(),
        prenoms=prenoms.strip(),
        email=address,
        mobile=number,
        declared_at=clock.now(),
    )
    _note("declared", insured_id, actor, quality=quality.value)
    return row.id


@transaction.atomic
def check(*, insured_id: UUID, actor: Actor) -> Refusal | None:
    """A member of the staff has seen the judgment or the deed. Refuses `representative_unknown`."""
    row = _standing(insured_id).select_for_update().first()
    if row is None:
        return Refusal("representative_unknown")
    if row.checked_at is None:
        row.checked_at, row.checked_by = clock.now(), UUID(actor.id)
        row.save(update_fields=["checked_at", "checked_by"])
        _note("checked", insured_id, actor)
    return None


@transaction.atomic
def end(*, insured_id: UUID, actor: Actor) -> None:
    """Nobody acts for the person any longer; ending nothing changes nothing."""
    if _standing(insured_id).update(ended_at=clock.now()):
        _note("ended", insured_id, actor)


def standing(insured_id: UUID) -> RepresentativeInfo | None:
    """Who is declared now, checked or not; None without one."""
    row = _standing(insured_id).first()
    if row is None:
        return None
    return RepresentativeInfo(
        row.id,
        row.insured_id,
        Quality(row.quality),
        row.nom,
        row.prenoms,
        row.email,
        row.mobile,
        row.declared_at,
        row.checked_at,
    )


def _standing(insured_id: UUID) -> QuerySet[Representative]:
    return Representative.objects.filter(insured_id=insured_id, ended_at__isnull=True)


def _note(verb: str, insured_id: UUID, actor: Actor, **data: str) -> None:
    journal.record(
        action=f"people:representative:{verb}",
        actor=actor,
        subject=f"insured:{insured_id}",
        data=data,
    )
