"""Conflicts of interest (CSP R4127-101): found in the data or declared, they stop the interview.

The appointment is cancelled and the person told, the case goes back to the plan, and no plan gives it to this
médecin-conseil again (`planning.excluding`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.examinations.delays import conflict_task_delay
from telecontrole.rooms.examinations.enums import ConflictKind, Ending, FoundBy
from telecontrole.rooms.examinations.models import Conflict, Examination
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.worklist import services as worklist


@transaction.atomic
def stop(
    *, appointment_id: UUID, kind: ConflictKind, found_by: FoundBy, actor: Actor
) -> UUID | Refusal:
    """Stop the interview for a conflict of interest and give the case back to the plan; answers the conflict.

    Refusals: `unknown`, `not_open` (held, moved, cancelled…).
    """
    # The record first: whoever gives an avis at this moment is awaited, then nothing is open any more.
    Examination.objects.select_for_update().filter(appointment=appointment_id).first()
    appointment = planning.appointment(appointment_id)
    if appointment is None:
        return Refusal("unknown")
    if not appointment.ahead:
        return Refusal("not_open", {"state": appointment.state})
    closed = planning_services.close_appointment(
        appointment_id=appointment.id, state=AppointmentState.ANNULE, actor=actor
    )
    if isinstance(closed, Refusal):
        return Refusal("not_open")
    row = _write(appointment, kind, found_by)
    _give_back(appointment, actor)
    journal.record(
        action="examinations:conflict:stopped",
        actor=actor,
        subject=f"case:{appointment.case}",
        data={
            "appointment": str(appointment.id),
            "medecin": str(appointment.medecin),
            "kind": kind.value,
            "found_by": found_by.value,
        },
    )
    events.publish(
        name="examinations.ended",
        payload={"appointment": str(appointment.id), "ending": Ending.CONFLIT.value},
    )
    return row.id


def of(case_ids: Iterable[UUID]) -> Mapping[UUID, frozenset[str]]:
    """RPPS of the médecins-conseils who may not control each case, for the planner; two queries at most.

    A conflict is with a person, not with a file: it holds for every case of the same insured person.
    """
    by_person: dict[UUID, set[str]] = {}
    for person, rpps in Conflict.objects.values_list("case__insured_id", "medecin__rpps"):
        by_person.setdefault(person, set()).add(rpps)
    wanted = set(case_ids) if by_person else set()
    return {
        case.id: frozenset(by_person[case.insured])
        for case in (cases.of_persons(by_person, None) if wanted else ())
        if case.id in wanted
    }


def stopped(appointment_id: UUID) -> bool:
    """Whether a conflict of interest ended this appointment."""
    return Conflict.objects.filter(appointment=appointment_id).exists()


def _write(appointment: AppointmentInfo, kind: ConflictKind, found_by: FoundBy) -> Conflict:
    now = clock.now()
    row, _ = Conflict.objects.get_or_create(
        case_id=appointment.case,
        medecin_id=appointment.medecin,
        defaults={
            "appointment": appointment.id,
            "kind": kind.value,
            "found_by": found_by.value,
            "found_at": now,
        },
    )
    Examination.objects.filter(appointment=appointment.id, concluded_at__isnull=True).update(
        ending=Ending.CONFLIT.value, concluded_at=now
    )
    return row


def _give_back(appointment: AppointmentInfo, actor: Actor) -> None:
    """The next plan places the case; while one is being made, a task says that somebody must do it."""
    now = clock.now()
    case_services.set_state(case_id=appointment.case, state=CaseState.A_TRAITER, actor=actor)
    back = planning_services.put_back(case_id=appointment.case, actor=actor, now=now)
    if back is None:
        return
    case = cases.case(appointment.case)
    assert case is not None  # a foreign key holds it
    worklist.open_task(
        queue="planification",
        kind="conflit_a_replacer",
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=now + conflict_task_delay(now.date()),
        key=f"examinations:conflict:{appointment.id}",
        params={"reference": case.reference, "reason": back.code},
    )
