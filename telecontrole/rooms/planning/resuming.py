"""What a person of the team does with a case that waits: a place now, the next plan, an end, an absence heard.

Each is one transaction: the case moves and every task that stood for its next step is closed, or neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState, CloseReason
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.planning import guarding, reading, rules, selectors
from telecontrole.rooms.planning.enums import AbsenceReason
from telecontrole.rooms.planning.fallback import MANUAL, place_one_in_person, queue_up
from telecontrole.rooms.planning.models import Unplaced
from telecontrole.rooms.planning.placing import PLAN_LOCK
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.worklist import services as tasks

EXCUSED: Final = "absence_justifiee"


@dataclass(frozen=True, slots=True)
class Heard:
    """What became of an absence once its reason is known: `next` in person, or a task."""

    excused: bool
    next: AppointmentInfo | None
    why_not: str = ""


@transaction.atomic
def place_now(*, case_id: UUID, actor: Actor, now: datetime) -> AppointmentInfo | Refusal:
    """Look for a place on a site at once. Without one nothing changes.

    Refusals: those of `place_one_in_person`, `not_waiting`, `plan_running`.
    """
    case = _waiting(case_id)
    if isinstance(case, Refusal):
        return case
    placed = place_one_in_person(case_id=case_id, actor=actor, reason=MANUAL, now=now)
    if not isinstance(placed, Refusal):
        guarding.settle(case_id, "place_trouvee", actor)
    return placed


@transaction.atomic
def put_back(*, case_id: UUID, actor: Actor, now: datetime) -> Refusal | None:
    """Let the next plan place the case; a task says that a plan is awaited, and the plan closes it.

    What the person said stays: see `selectors.in_person_only`. Refusals: `case_unknown`, `case_closed`,
    `not_waiting`, `plan_running`.
    """
    case = _waiting(case_id)
    if isinstance(case, Refusal):
        return case
    guarding.settle(case_id, "remis_au_plan", actor)
    Unplaced.objects.filter(case_id=case_id).delete()
    case_services.set_state(case_id=case_id, state=CaseState.A_PLANIFIER, actor=actor)
    _open(case, guarding.NEXT_PLAN, "prochain_plan", now)
    return None


@transaction.atomic
def close_without_avis(*, case_id: UUID, reason: CloseReason, actor: Actor) -> Refusal | None:
    """Close a case that waits, for a reason of the closed list; the journal keeps it.

    Refusals: `case_unknown`, `case_closed`, `not_waiting`, `plan_running`.
    """
    case = _waiting(case_id)
    if isinstance(case, Refusal):
        return case
    Unplaced.objects.filter(case_id=case_id).delete()
    case_services.set_state(case_id=case_id, state=CaseState.CLOS, actor=actor, reason=reason)
    guarding.settle(case_id, "clos_sans_avis", actor)
    return None


@transaction.atomic
def hear_absence(
    *, case_id: UUID, reason: AbsenceReason, excused: bool, actor: Actor, now: datetime
) -> Heard | Refusal:
    """Keep why the person did not come, and whether a person of the team finds it justified.

    Justified: a place on a site, or a task when there is none. Not justified: a task of the medical service,
    nothing else ever. Refusals: `case_unknown`, `case_closed`, `not_waiting`, `not_absent`, `plan_running`,
    `diary_busy`.
    """
    case = _waiting(case_id)
    if isinstance(case, Refusal):
        return case
    if case.state is not CaseState.ATTENTE_REPONSE:
        return Refusal("not_absent")
    placed = (
        place_one_in_person(case_id=case_id, actor=actor, reason=EXCUSED, now=now)
        if excused
        else None
    )
    if isinstance(placed, Refusal) and placed.code != "no_place":
        return placed
    _keep(case, reason, excused, actor)
    guarding.settle(case_id, EXCUSED if excused else guarding.NOT_EXCUSED, actor)
    if placed is not None and not isinstance(placed, Refusal):
        return Heard(excused, placed)
    case_services.set_state(case_id=case_id, state=CaseState.A_TRAITER, actor=actor)
    if placed is None:
        _open(case, guarding.NOT_EXCUSED, guarding.NOT_EXCUSED, now)
        return Heard(excused, None)
    why = str(placed.params["reason"])
    _open(case, guarding.WITHOUT_PLACE, why, now)
    return Heard(excused, None, why)


def _waiting(case_id: UUID) -> CaseInfo | Refusal:
    """The case, alone with it, if nothing goes on by itself."""
    case = alone_with(case_id)
    if isinstance(case, Refusal):
        return case
    return case if selectors.waits(case) else Refusal("not_waiting")


def alone_with(case_id: UUID) -> CaseInfo | Refusal:
    """The case, alone with it until the end of the transaction: no plan, no other fallback of its caisse.

    Refusals: `case_unknown`, `case_closed`, `plan_running`.
    """
    case = cases.case(case_id)
    if case is None:
        return Refusal("case_unknown")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [PLAN_LOCK])
        (free,) = cursor.fetchone()
    if not free:
        return Refusal("plan_running")
    queue_up(case.caisse)
    case = cases.case(case_id)
    assert case is not None  # cases are never deleted while somebody works on them
    if case.state is CaseState.CLOS:
        return Refusal("case_closed")
    return case


def _keep(case: CaseInfo, reason: AbsenceReason, excused: bool, actor: Actor) -> None:
    latest = selectors.current(case.id)
    journal.record(
        action="planning:absence:heard",
        actor=actor,
        subject=f"case:{case.id}",
        data={
            "appointment": str(latest.id) if latest else "",
            "reason": reason.value,
            "excused": excused,
        },
    )


def _open(case: CaseInfo, kind: str, reason: str, now: datetime) -> None:
    """The task of the next step; its key holds the instant, since a case may come by here again."""
    tasks.open_task(
        queue="medical" if kind == guarding.NOT_EXCUSED else "planification",
        kind=kind,
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=now + timedelta(days=rules.settings_on(reading.plan_day(now)).task_days),
        key=f"planning:{kind}:{case.id}:{now.isoformat()}",
        params={"reference": case.reference, "reason": reason},
    )
