"""Previous controls of the same person: a list without a medical word, and each record behind the journal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations import texts
from telecontrole.rooms.examinations.enums import AvisCode, Ending
from telecontrole.rooms.examinations.models import Avis, Examination
from telecontrole.rooms.examinations.records import forms as structured
from telecontrole.rooms.examinations.records import store
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning.enums import Modalite

# A person controlled more often than that: the oldest are in the list of the case.
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Earlier:
    """One previous interview of the person; `outcome` is the avis or the ending, in French."""

    examination: UUID
    reference: str
    motif: Motif
    modalite: Modalite
    held_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    """What was written then, for the médecin-conseil of today's interview."""

    about: Earlier
    medecin: str
    answers: list[tuple[str, str]]
    notes: str


def controls(insured_id: UUID, *, besides: UUID) -> list[Earlier]:
    """Interviews of a person that ended, newest first, without the one of appointment `besides`; three queries.

    Those that a conflict of interest stopped are left out: nobody was interviewed.
    """
    listed = {case.id: case for case in cases.of_insured(insured_id)}
    rows = list(
        Examination.objects.filter(case_id__in=list(listed), concluded_at__isnull=False)
        .exclude(appointment=besides)
        .exclude(ending=Ending.CONFLIT.value)
        .order_by("-concluded_at")[:SHOWN]
    )
    given = Avis.objects.filter(examination__in=[row.id for row in rows])
    codes = dict(given.values_list("examination_id", "code"))
    return [
        Earlier(
            examination=row.id,
            reference=listed[row.case_id].reference,
            motif=listed[row.case_id].motif,
            modalite=Modalite(row.modalite),
            held_at=row.opened_at,
            outcome=_outcome(codes.get(row.id), row.ending),
        )
        for row in rows
    ]


def record(
    *, insured_id: UUID, besides: UUID, examination_id: UUID, actor: Actor
) -> EarlierRecord | None:
    """One of `controls` with its record; None for anybody else's. The reading is journalled as such.

    Raises `access.MedicalAccessRefused`.
    """
    about = next(
        (one for one in controls(insured_id, besides=besides) if one.examination == examination_id),
        None,
    )
    if about is None:
        return None
    written = store.read(examination_id, actor, purpose="previous_control")
    medecin = people.medecin(Examination.objects.get(id=examination_id).medecin_id)
    assert medecin is not None  # a foreign key holds it
    return EarlierRecord(
        about=about,
        medecin=f"Dr {medecin.prenoms} {medecin.nom}",
        answers=structured.told(about.motif, written.answers),
        notes=written.notes,
    )


def _outcome(code: str | None, ending: str) -> str:
    if code is not None:
        return texts.CONCLUSIONS[AvisCode(code)]
    return texts.ENDINGS.get(ending, "Terminé sans avis")
