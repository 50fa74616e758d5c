"""The end of an interview: an avis, or an ending without one. What leaves at once leaves from here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import finding, guarantees, reserving, rules, telling
from telecontrole.rooms.examinations.enums import AvisCode, Ground
from telecontrole.rooms.examinations.models import Avis, Examination
from telecontrole.rooms.examinations.recording import locked, too_early
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.selectors import AppointmentInfo


@transaction.atomic
def conclude(
    *,
    examination_id: UUID,
    code: AvisCode,
    grounds: Sequence[Ground],
    date_effet: date | None,
    actor: Actor,
) -> UUID | Refusal:
    """Give the avis (CSS L. 315-2) and tell whoever must be told, in one transaction; answers the avis.

    Refusals: those of `rules.may_conclude`, `rules.may_open` and `rules.check_avis`, `unknown`. Two tabs that
    conclude at the same time make one avis: the record is locked; so is the appointment, for a person who
    declines meanwhile. `date_effet` is a day of the person's zone.
    """
    examination = locked(examination_id)
    if isinstance(examination, Refusal):
        return examination
    case = cases.case(examination.case_id)
    appointment = planning.appointment(examination.appointment)
    assert case is not None  # a foreign key holds it
    assert appointment is not None  # it was there when the interview was opened
    informed_on = clock.now().astimezone(ZoneInfo(appointment.zone)).date()
    refused = (
        rules.may_conclude(_progress(examination, case, appointment))
        or too_early(appointment)
        or rules.check_avis(
            code=code,
            motif=case.motif,
            date_effet=date_effet,
            grounds=grounds,
            informed_on=informed_on,
            leave_start=case.date_debut,
        )
        or _close(appointment, actor)
    )
    if refused is not None:
        return refused
    avis = _write(examination, code, grounds, date_effet, informed_on)
    case_services.set_state(case_id=case.id, state=CaseState.CLOS, actor=actor)
    journal.record(
        action="examinations:avis:given",
        actor=actor,
        subject=f"case:{case.id}",
        data={"avis": str(avis.id), "code": code.value, "version": avis.version},
    )
    telling.tell_everyone(avis=avis, case=case, actor=actor)
    events.publish(
        name="examinations.avis_given",
        payload={"avis": str(avis.id), "case": str(case.id), "code": code.value},
    )
    return avis.id


def missing(examination_id: UUID) -> tuple[Refusal, ...]:
    """The guarantees that an interview still lacks, in its order: all of them, to be said at once."""
    given = _given(Examination.objects.get(id=examination_id))
    return rules.missing_guarantees(
        rules.Progress(concluded=False, own_patient=False, ahead=True, **given)
    )


def _write(
    examination: Examination,
    code: AvisCode,
    grounds: Sequence[Ground],
    date_effet: date | None,
    informed_on: date,
) -> Avis:
    now = clock.now()
    earlier = Avis.objects.filter(case_id=examination.case_id).count()
    avis = Avis.objects.create(
        case_id=examination.case_id,
        examination=examination,
        medecin_id=examination.medecin_id,
        version=earlier + 1,
        code=code.value,
        grounds=[ground.value for ground in grounds],
        date_effet=date_effet,
        informed_on=informed_on,
        told_at=now,
    )
    examination.concluded_at = now
    examination.save(update_fields=["concluded_at"])
    return avis


def _close(appointment: AppointmentInfo, actor: Actor) -> Refusal | None:
    """The appointment was held, and nothing of the case is ahead any more. The first write: it may be refused."""
    closed = planning_services.close_appointment(
        appointment_id=appointment.id, state=AppointmentState.TENU, actor=actor
    )
    if isinstance(closed, Refusal):
        return Refusal("not_open")
    planning_services.cancel_ahead(case_id=appointment.case, actor=actor)
    return None


def _progress(
    examination: Examination, case: CaseInfo, appointment: AppointmentInfo
) -> rules.Progress:
    return rules.Progress(
        concluded=examination.concluded_at is not None,
        own_patient=finding.found_in_data(case, examination.medecin_id) is not None,
        # An avis that waited for documents is given after its hour.
        ahead=appointment.ahead or reserving.is_held(examination.id),
        **_given(examination),
    )


def _given(examination: Examination) -> dict[str, bool]:
    given = guarantees.given_to(examination.id)
    return {
        "mission_stated": examination.mission_stated_at is not None,
        "identity_checked": examination.identity_checked_at is not None,
        "rights_told": given.rights_told_at is not None,
        "presence_noted": given.presence_noted_at is not None,
        "language_noted": given.language_noted_at is not None,
    }
