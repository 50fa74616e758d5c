"""An interview that ends without an avis: never a sanction, always a next step."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.examinations import absences, delays, rules
from telecontrole.rooms.examinations.enums import Ending
from telecontrole.rooms.examinations.models import Examination
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.worklist import services as worklist

_TASK_DELAY = timedelta(days=2)
_STATES = {
    # The interview took place: only a clinical examination is missing.
    Ending.PRESENTIEL_REQUIS: AppointmentState.TENU,
    Ending.ECHEC_TECHNIQUE: AppointmentState.ECHEC_TECHNIQUE,
}


@transaction.atomic
def end_for_in_person(
    *, appointment_id: UUID, ending: Ending, actor: Actor
) -> AppointmentInfo | Refusal | None:
    """End without an avis and place the next meeting in person, on the spot.

    `ending` is `PRESENTIEL_REQUIS` or `ECHEC_TECHNIQUE`. Answers the new appointment, or None when there is no
    place: a task tells the team, and the person that we will write. Refusals: `unknown`, `not_open`.
    """
    appointment = _open(appointment_id)
    if isinstance(appointment, Refusal):
        return appointment
    refused = _close(appointment, ending, _STATES[ending], actor)
    if refused is not None:
        return refused
    placed = planning_services.place_one_in_person(
        case_id=appointment.case, actor=actor, reason=ending.value.lower(), now=clock.now()
    )
    if not isinstance(placed, Refusal):
        return placed
    _task(
        appointment,
        queue="planification",
        kind="sans_place",
        state=CaseState.A_TRAITER,
        due=_TASK_DELAY,
        actor=actor,
        reason=str(placed.params.get("reason", placed.code)),
    )
    return None


@transaction.atomic
def record_absence(
    *, appointment_id: UUID, seen: bool, technical_failure: bool, actor: Actor
) -> Refusal | None:
    """Record that nobody came; the person is asked why before anything else happens (right to be heard).

    `seen`: the person was in the waiting room; `technical_failure`: their equipment test or connection failed.
    Refusals: those of `rules.is_absence`, `unknown`, `not_open`.
    """
    appointment = _open(appointment_id)
    if isinstance(appointment, Refusal):
        return appointment
    now = clock.now()
    refused = rules.is_absence(
        starts_at=appointment.starts_at,
        now=now,
        grace=delays.absence_grace(now.date()),
        seen=seen,
        technical_failure=technical_failure,
    )
    if refused is not None:
        return refused
    refused = _close(appointment, Ending.ABSENCE, AppointmentState.ABSENT, actor)
    if refused is not None:
        return refused
    case = cases.case(appointment.case)
    assert case is not None  # a foreign key holds it
    _task(
        appointment,
        queue="medical",
        kind="motif_absence",
        state=CaseState.ATTENTE_REPONSE,
        due=absences.ask(appointment=appointment, case=case, actor=actor) - now,
        actor=actor,
        reason=Ending.ABSENCE.value.lower(),
    )
    return None


def _open(appointment_id: UUID) -> AppointmentInfo | Refusal:
    # The record first: whoever gives an avis at this moment is awaited, then nothing is open any more.
    Examination.objects.select_for_update().filter(appointment=appointment_id).first()
    appointment = planning.appointment(appointment_id)
    if appointment is None:
        return Refusal("unknown")
    if not appointment.ahead:
        return Refusal("not_open", {"state": appointment.state})
    return appointment


def _close(
    appointment: AppointmentInfo, ending: Ending, state: AppointmentState, actor: Actor
) -> Refusal | None:
    closed = planning_services.close_appointment(
        appointment_id=appointment.id, state=state, actor=actor
    )
    if isinstance(closed, Refusal):
        return Refusal("not_open")
    Examination.objects.filter(appointment=appointment.id, concluded_at__isnull=True).update(
        ending=ending.value, concluded_at=clock.now()
    )
    journal.record(
        action="examinations:interview:ended",
        actor=actor,
        subject=f"case:{appointment.case}",
        data={"appointment": str(appointment.id), "ending": ending.value},
    )
    events.publish(
        name="examinations.ended",
        payload={"appointment": str(appointment.id), "ending": ending.value},
    )
    return None


def _task(
    appointment: AppointmentInfo,
    *,
    queue: str,
    kind: str,
    state: CaseState,
    due: timedelta,
    actor: Actor,
    reason: str,
) -> None:
    case = cases.case(appointment.case)
    assert case is not None  # a foreign key holds it
    case_services.set_state(case_id=case.id, state=state, actor=actor)
    worklist.open_task(
        queue=queue,
        kind=kind,
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=clock.now() + due,
        key=f"examinations:{kind}:{appointment.id}",
        params={"reference": case.reference, "reason": reason},
    )
