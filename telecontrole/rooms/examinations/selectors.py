"""Reads of the examinations: codes and dates for everybody, notes for the médecin-conseil alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from telecontrole.foundations import access, vault
from telecontrole.foundations.access import Actor
from telecontrole.rooms.examinations.enums import AvisCode, Ground
from telecontrole.rooms.examinations.models import Avis, Examination, ExaminationNote


@dataclass(frozen=True, slots=True)
class ExaminationInfo:
    """The record of an interview, without its notes."""

    id: UUID
    appointment: UUID
    case: UUID
    medecin: UUID
    modalite: str
    opened_at: datetime
    mission_stated_at: datetime | None
    identity_method: str
    third_parties: tuple[str, ...]
    ending: str
    concluded_at: datetime | None


@dataclass(frozen=True, slots=True)
class AvisInfo:
    """An avis: what the caisse may know of it, and no more."""

    id: UUID
    case: UUID
    code: AvisCode
    grounds: tuple[Ground, ...]
    date_effet: date | None
    informed_on: date
    told_at: datetime
    version: int
    medecin: UUID


@dataclass(frozen=True, slots=True)
class Notes:
    """The médecin-conseil's notes and the version that the next save must start from."""

    text: str
    version: int


def examination_of(appointment_id: UUID) -> ExaminationInfo | None:
    """The record of an appointment's interview, once it was opened."""
    row = Examination.objects.filter(appointment=appointment_id).first()
    return _examination(row) if row else None


def examination_row(appointment_id: UUID) -> Examination | None:
    """The same as the room's own row, for its pages."""
    return Examination.objects.filter(appointment=appointment_id).first()


def examinations_of(appointments: Iterable[UUID]) -> dict[UUID, ExaminationInfo]:
    """Records by appointment, in one query."""
    rows = Examination.objects.filter(appointment__in=list(appointments))
    return {row.appointment: _examination(row) for row in rows}


def notes(examination_id: UUID, actor: Actor) -> Notes:
    """The notes. Raises `access.MedicalAccessRefused`; each reading is journalled."""
    with access.medical(actor, purpose="notes", subject=f"examination:{examination_id}"):
        row = ExaminationNote.objects.filter(examination_id=examination_id).first()
    if row is None:
        return Notes("", 0)
    text = vault.unseal(row.body_sealed, row=f"examinations.note:{examination_id}").decode()
    return Notes(text, row.version)


def avis(avis_id: UUID) -> AvisInfo | None:
    """One avis, or None."""
    row = Avis.objects.filter(id=avis_id).first()
    return _avis(row) if row else None


def latest_avis(case_id: UUID) -> AvisInfo | None:
    """The avis in force of a case: its last version."""
    return latest_avis_of([case_id]).get(case_id)


def latest_avis_of(case_ids: Iterable[UUID]) -> dict[UUID, AvisInfo]:
    """The avis in force of several cases, in one query."""
    rows = Avis.objects.filter(case_id__in=list(case_ids))
    latest = rows.order_by("case_id", "-version").distinct("case_id")
    return {row.case_id: _avis(row) for row in latest}


def decision_rows() -> Iterator[tuple[str, str, str, str, str, str]]:
    """Rows of `export decisions`: reference, caisse, acte, code, day of information, day of effect. Streams."""
    rows = Avis.objects.order_by("told_at", "id").values_list(
        "case__reference", "case__caisse_id", "code", "informed_on", "date_effet"
    )
    for reference, caisse, code, informed_on, date_effet in rows.iterator(chunk_size=2_000):
        effect = date_effet.isoformat() if date_effet else ""
        yield (reference, caisse, "avis", code, informed_on.isoformat(), effect)


def _examination(row: Examination) -> ExaminationInfo:
    return ExaminationInfo(
        id=row.id,
        appointment=row.appointment,
        case=row.case_id,
        medecin=row.medecin_id,
        modalite=row.modalite,
        opened_at=row.opened_at,
        mission_stated_at=row.mission_stated_at,
        identity_method=row.identity_method,
        third_parties=tuple(row.third_parties),
        ending=row.ending,
        concluded_at=row.concluded_at,
    )


def _avis(row: Avis) -> AvisInfo:
    return AvisInfo(
        id=row.id,
        case=row.case_id,
        code=AvisCode(row.code),
        grounds=tuple(Ground(ground) for ground in row.grounds),
        date_effet=row.date_effet,
        informed_on=row.informed_on,
        told_at=row.told_at,
        version=row.version,
        medecin=row.medecin_id,
    )
