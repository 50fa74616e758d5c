"""Reading an avis: by the insured person, by the treating doctor, by the caisse. Never what is medical."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault.documents import read_document
from telecontrole.rooms.examinations import wording
from telecontrole.rooms.examinations.enums import AvisCode, Ground
from telecontrole.rooms.examinations.models import Avis, Examination, Letter
from telecontrole.rooms.notices import selectors as ledger
from telecontrole.rooms.notices.enums import Recipient


@dataclass(frozen=True, slots=True)
class LetterInfo:
    """A letter that was issued, of an avis or of a décision (`kind`: a word of their `LetterKind`)."""

    id: UUID
    kind: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """An avis in plain French, as the letter words it; instants are UTC, `informed_on` is the person's day.

    `identity_checked_at` is when the médecin-conseil checked who was there, at which appointment.
    """

    avis: UUID
    case: UUID
    appointment: UUID
    medecin: UUID
    version: int
    code: AvisCode
    conclusion: str
    effect: str
    grounds: tuple[str, ...]
    next_steps: tuple[str, ...]
    appeal: str
    date_effet: date | None
    informed_on: date
    told_at: datetime
    identity_checked_at: datetime | None
    read_by_doctor_at: datetime | None
    letters: tuple[LetterInfo, ...]


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """What a benefit manager sees of an avis: its code and dates, nothing else (CSP R4127-104)."""

    avis: UUID
    case: UUID
    code: AvisCode
    informed_on: date
    date_effet: date | None


def subject_of(avis_id: UUID) -> str:
    """The ledger's subject of an avis: closed only if the avis is withdrawn."""
    return f"avis:{avis_id}"


def doctor_told(avis_id: UUID) -> bool:
    """Whether a message to the treating doctor was planned: without one nobody may say that they were told."""
    planned = ledger.notices_of([subject_of(avis_id)])
    return any(notice.recipient == Recipient.MEDECIN_TRAITANT for notice in planned)


def outcome_for_insured(case_id: UUID) -> Outcome | None:
    """The latest avis of a case; None as long as there is none."""
    row = Avis.objects.filter(case_id=case_id).order_by("-version").first()
    return _outcome(row) if row else None


def outcome_of_avis(avis_id: UUID) -> Outcome | None:
    """One avis, for the practitioner to whom its link was sent."""
    row = Avis.objects.filter(id=avis_id).first()
    return _outcome(row) if row else None


def lines(case_ids: Sequence[UUID]) -> dict[UUID, OutcomeLine]:
    """The latest avis of several cases, in one query."""
    rows = Avis.objects.filter(case_id__in=case_ids).order_by("case_id", "-version")
    return {row.case_id: _line(row) for row in rows.distinct("case_id")}


def latest_lines(*, caisse: str | None = None, limit: int = 20) -> list[OutcomeLine]:
    """The avis given last in a caisse (None: anywhere), newest first."""
    rows = Avis.objects.filter(case__caisse=caisse) if caisse else Avis.objects.all()
    return [_line(row) for row in rows.order_by("-told_at", "id")[:limit]]


def letter_content(*, letter_id: UUID, case_id: UUID, actor: Actor) -> bytes | Refusal:
    """The PDF of a letter to the insured person of a case; the reading is journalled.

    Refusals: `letter_unknown` (also for a letter of another case), those of `vault.read_document`.
    """
    letter = Letter.objects.filter(
        id=letter_id, avis__case_id=case_id, recipient=Recipient.ASSURE.value
    ).first()
    if letter is None:
        return Refusal("letter_unknown")
    return content_of(letter.document, actor)


def content_of(document: UUID, actor: Actor) -> bytes | Refusal:
    """The PDF of a letter by its place in the vault; the reading is journalled. Refusals: `vault.read_document`'s."""
    found = read_document(document_id=document, actor=actor, purpose="letter")
    return found if isinstance(found, Refusal) else found[1]


def letters_of(avis_id: UUID) -> tuple[LetterInfo, ...]:
    """Letters of an avis to the person, oldest first."""
    rows = Letter.objects.filter(avis_id=avis_id, recipient=Recipient.ASSURE.value)
    return tuple(LetterInfo(row.id, row.kind, row.issued_at) for row in rows.order_by("issued_at"))


@transaction.atomic
def note_reading_by_doctor(*, avis_id: UUID, actor: Actor) -> Refusal | None:
    """Keep when the treating doctor first opened an avis; each opening is journalled. Refuses `avis_unknown`."""
    row = Avis.objects.select_for_update().filter(id=avis_id).first()
    if row is None:
        return Refusal("avis_unknown")
    if row.read_by_doctor_at is None:
        row.read_by_doctor_at = clock.now()
        row.save(update_fields=["read_by_doctor_at"])
    journal.record(
        action="examinations:avis:read_by_doctor",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"avis": str(avis_id)},
    )
    return None


def _outcome(row: Avis) -> Outcome:
    code = AvisCode(row.code)
    examination = Examination.objects.get(id=row.examination_id)
    return Outcome(
        avis=row.id,
        case=row.case_id,
        appointment=examination.appointment,
        medecin=row.medecin_id,
        version=row.version,
        code=code,
        conclusion=wording.conclusion(code),
        effect=wording.effect(code, wording.long_day(row.date_effet)),
        grounds=tuple(wording.grounds([Ground(ground) for ground in row.grounds])),
        next_steps=tuple(wording.next_steps(code, doctor_told=doctor_told(row.id))),
        appeal=wording.APPEAL,
        date_effet=row.date_effet,
        informed_on=row.informed_on,
        told_at=row.told_at,
        identity_checked_at=examination.identity_checked_at,
        read_by_doctor_at=row.read_by_doctor_at,
        letters=letters_of(row.id),
    )


def _line(row: Avis) -> OutcomeLine:
    return OutcomeLine(row.id, row.case_id, AvisCode(row.code), row.informed_on, row.date_effet)
