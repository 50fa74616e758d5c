"""An absence: the person is asked why, has time to answer, and only then may a person propose a suspension.

Nothing here is ever automatic against somebody: a valid reason leads to a meeting in person at once; silence
leads to a task, then to a proposal that a manager of the caisse follows or not (CSS art. L. 315-2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.law.deadlines import add_days
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import addressing, delays
from telecontrole.rooms.examinations.addressing import Matter, Parties
from telecontrole.rooms.examinations.deciding import messages, opening
from telecontrole.rooms.examinations.models import Absence, Decision
from telecontrole.rooms.notices import selectors as ledger
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Recipient
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.planning import notices as convening
from telecontrole.rooms.planning import selectors as appointments
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.planning.enums import AbsenceReason
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.services import Heard
from telecontrole.rooms.worklist import services as worklist

#: Reasons that are valid in themselves: nobody has to judge them.
VALID: Final = frozenset(
    {AbsenceReason.EMPECHEMENT, AbsenceReason.MESSAGE_NON_RECU, AbsenceReason.CONNEXION}
)
#: What a person may answer; `sans_reponse` is what the team notes.
ANSWERS: Final = (*sorted(VALID), AbsenceReason.AUTRE)
PROPOSERS: Final = (Role.MEDECIN_CONSEIL, Role.CHEF)
TO_DECIDE: Final = "suspension_a_decider"
_NOT_EXCUSED: Final = "absence_non_justifiee"
_BASIS = "code de la sécurité sociale, article L. 315-2"


@dataclass(frozen=True, slots=True)
class AbsenceInfo:
    """An absence and where its hearing stands. `until` is the last day to answer, where the person is."""

    id: UUID
    case: UUID
    appointment: UUID
    until: date
    answered: bool
    reason: str
    excused: bool | None
    proposed: bool


def ask(*, appointment: AppointmentInfo, case: CaseInfo, actor: Actor) -> datetime:
    """Ask the person why, by link or letter, in the caller's transaction; answers when the team may act on silence.

    The delay is counted from the day of the absence where the person is, and ends on a working day.
    """
    to = addressing.parties_of(case)
    zone = ZoneInfo(to.caisse.fuseau)
    today = clock.now().astimezone(zone).date()
    days = delays.absence_reason_delay(today).days
    until = add_days(today, days, opening.calendar_of(case.caisse))
    row = Absence.objects.create(
        appointment=appointment.id,
        case_id=case.id,
        recorded_at=clock.now(),
        answer_until=until,
    )
    subject = subject_of(appointment.id)
    notices.set_head(subject=subject, version=appointment.version, open_=True)
    notices.plan_notices(list(_to_person(row, appointment, to, actor)))
    _note("asked", row, actor, until=until.isoformat())
    morning = datetime.combine(until + timedelta(days=1), time(8), zone)
    return morning.astimezone(UTC)


@transaction.atomic
def answer(*, case_id: UUID, reason: AbsenceReason, actor: Actor) -> AbsenceInfo | Refusal:
    """The person says why. A valid reason gives a meeting in person at once; another one waits for the team.

    Refusals: `not_asked`, `already_answered`, `reason_unknown`, those of `planning.services.hear_absence`.
    """
    if reason not in ANSWERS:
        return Refusal("reason_unknown")
    row = _latest(case_id, lock=True)
    if row is None or row.excused is not None:
        return Refusal("not_asked")
    if row.answered_at is not None:
        return Refusal("already_answered")
    if reason in VALID:
        heard = planning.hear_absence(
            case_id=case_id, reason=reason, excused=True, actor=actor, now=clock.now()
        )
        if isinstance(heard, Refusal):
            return heard
    row.answered_at, row.reason = clock.now(), reason.value
    if reason in VALID:
        row.excused, row.judged_at = True, clock.now()
    row.save(update_fields=["answered_at", "reason", "excused", "judged_at"])
    _note("answered", row, actor, reason=reason.value)
    _close_question(row)
    return _info(row)


@transaction.atomic
def hear(*, case_id: UUID, reason: AbsenceReason, excused: bool, actor: Actor) -> Heard | Refusal:
    """The team notes the reason and what it finds of it (`planning.services.hear_absence`), within the law's delay.

    Refusals: `delay_runs` (with `until`: silence is no answer before that day is over), `never_told` (nor is it one
    when no message about the appointment, or none that asks why, was handed over), `never_an_absence` (a failure of
    the connection excuses by itself), those of `planning.services.hear_absence`.
    """
    row = _latest(case_id, lock=True)
    if not excused and reason is AbsenceReason.CONNEXION:
        return Refusal("never_an_absence")
    silent = reason is AbsenceReason.SANS_REPONSE and not excused
    if row is not None and silent and row.answered_at is None:
        if _today(row) <= row.answer_until:
            return Refusal("delay_runs", {"until": row.answer_until})
        if not _was_told(row):
            return Refusal("never_told")
    heard = planning.hear_absence(
        case_id=case_id, reason=reason, excused=excused, actor=actor, now=clock.now()
    )
    if isinstance(heard, Refusal) or row is None or row.excused is not None:
        return heard
    row.reason = row.reason or reason.value
    row.excused, row.judged_at = excused, clock.now()
    row.save(update_fields=["reason", "excused", "judged_at"])
    _close_question(row)
    return heard


@transaction.atomic
def propose_suspension(*, case_id: UUID, actor: Actor) -> UUID | Refusal:
    """The médecin-conseil or the head proposes to suspend; a manager of the caisse decides.

    Refusals: `not_proposer`, those of `opening.propose_suspension`.
    """
    if not actor.has(*PROPOSERS):
        return Refusal("not_proposer")
    row = _latest(case_id, lock=True)
    if row is None:
        return Refusal("unknown")
    proposed = opening.propose_suspension(absence_id=row.id, actor=actor)
    if isinstance(proposed, Refusal):
        return proposed
    case = cases.case(case_id)
    assert case is not None  # a foreign key holds it
    worklist.close_about(
        subjects=[f"case:{case_id}"], kinds=[_NOT_EXCUSED], actor=actor, done="suspension_proposee"
    )
    worklist.open_task(
        queue="prestations",
        kind=TO_DECIDE,
        caisse=case.caisse,
        subject=f"case:{case_id}",
        due_at=Decision.objects.get(id=proposed).due_at,
        key=f"examinations:{TO_DECIDE}:{proposed}",
        params={"reference": case.reference, "reason": _NOT_EXCUSED, "decision": str(proposed)},
    )
    return proposed


def latest(case_id: UUID) -> AbsenceInfo | None:
    """The last absence of a case."""
    row = _latest(case_id)
    return _info(row) if row else None


def subject_of(appointment_id: UUID) -> str:
    """The ledger's subject of the question."""
    return f"absence:{appointment_id}"


def _was_told(row: Absence) -> bool:
    """Whether the person was told of the appointment and asked about the absence, as far as anybody knows."""
    appointment = appointments.appointment(row.appointment)
    assert appointment is not None  # it was there when the absence was recorded
    about = {convening.subject_of(row.case_id), subject_of(row.appointment)}
    reached = {
        one.subject
        for one in ledger.notices_of(list(about))
        if one.version == appointment.version
        and one.recipient in (Recipient.ASSURE, Recipient.REPRESENTANT)
        and one.handed_at is not None
        and not one.failure
    }
    return reached == about


def _close_question(row: Absence) -> None:
    """Messages that still wait ask nothing any more."""
    appointment = appointments.appointment(row.appointment)
    assert appointment is not None  # it was there when the absence was recorded
    notices.set_head(subject=subject_of(row.appointment), version=appointment.version, open_=False)


def _latest(case_id: UUID, *, lock: bool = False) -> Absence | None:
    rows = Absence.objects.filter(case_id=case_id).order_by("-recorded_at")
    return (rows.select_for_update() if lock else rows).first()


def _info(row: Absence) -> AbsenceInfo:
    return AbsenceInfo(
        id=row.id,
        case=row.case_id,
        appointment=row.appointment,
        until=row.answer_until,
        answered=row.answered_at is not None,
        reason=row.reason,
        excused=row.excused,
        proposed=Decision.objects.filter(absence=row).exists(),
    )


def _today(row: Absence) -> date:
    return opening.today_at(row.case.caisse_id)


def _to_person(
    row: Absence, appointment: AppointmentInfo, to: Parties, actor: Actor
) -> Iterator[NewNotice]:
    matter = Matter(subject_of(appointment.id), appointment.version)
    if not to.person.reachable:
        said = _letter_words(row, appointment, to.case)
        yield addressing.by_post(matter, to, template=messages.ABSENCE_LETTER, said=said)
    yield from addressing.by_link(
        matter,
        to,
        email=messages.ABSENCE_EMAIL,
        sms=messages.ABSENCE_SMS,
        quoi="absence",
        actor=actor,
        jusqu_au=f"{row.answer_until:%d/%m/%Y}",
    )


def _letter_words(row: Absence, appointment: AppointmentInfo, case: CaseInfo) -> dict[str, str]:
    held = appointment.starts_at.astimezone(ZoneInfo(appointment.zone)).date()
    return {
        "service": "Service du contrôle médical",
        "objet": f"votre rendez-vous, dossier {case.reference}",
        "held_on": held.isoformat(),
        "until": row.answer_until.isoformat(),
        "telephone": settings.PHONE,
        "legal_basis": _BASIS,
    }


def _note(verb: str, row: Absence, actor: Actor, **data: str) -> None:
    journal.record(
        action=f"examinations:absence:{verb}",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"appointment": str(row.appointment), **data},
    )
