"""In person instead: on the spot, by first fit. The person is never asked why, nor sanctioned."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.diaries.services import book
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import (
    closing,
    excluding,
    notices,
    reading,
    rules,
    selectors,
    writing,
)
from telecontrole.rooms.planning.enums import AppointmentState, Modalite, Origin, Reason
from telecontrole.rooms.planning.models import Appointment, Unplaced
from telecontrole.rooms.planning.selectors import AppointmentInfo, info_of
from telecontrole.rooms.planning.solver.first_fit import first_in_person
from telecontrole.rooms.planning.solver.problem import Busy, Case, Placement
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.worklist import services as tasks

#: The needs of a case are read for the medical service, whoever asks for the appointment.
_PLANNER: Final = Actor.system("planner")
_WEEK: Final = timedelta(days=7)
#: Someone of another room may book between our reading and our booking.
_ATTEMPTS: Final = 8
_PATIENCE: Final = "60s"
MANUAL: Final = "manuel"
#: Why there is a task and no third place.
SECOND: Final = "second_empechement"


@dataclass(frozen=True, slots=True)
class Declined:
    """What became of a person's "not by video" or "I cannot": `next` in person, or a task (`we will write`)."""

    closed: AppointmentInfo
    next: AppointmentInfo | None
    why_not: str = ""


@transaction.atomic
def decline(
    *, appointment_id: UUID, reason: AppointmentState, actor: Actor, now: datetime
) -> Declined | Refusal:
    """Accept at once that the person does not want the video (`refuse`) or cannot come (`empeche`).

    Ends this version and places the next one in person. Without a place, or at a second impediment,
    a task is opened and `next` is None. Said twice, the first answer stands. Heard until the margin
    after the end has passed, as long as a late interview may last; once it has begun, whatever was
    tapped is an impediment. Refusals: `appointment_unknown`, `appointment_closed` (held, replaced…),
    `too_late` (it is over).
    Raises ValueError for another reason.
    """
    if reason not in (AppointmentState.REFUSE, AppointmentState.EMPECHE):
        raise ValueError("a person refuses the video or is prevented")
    row = closing.locked(appointment_id)
    if row is None:
        return Refusal("appointment_unknown")
    if row.state in (AppointmentState.REFUSE, AppointmentState.EMPECHE):
        return _said_before(row)
    if row.state != AppointmentState.PREVU:
        return Refusal("appointment_closed", {"state": row.state})
    settings = rules.settings_on(reading.plan_day(now))
    if now >= row.ends_at + settings.margin:
        return Refusal("too_late")
    said = _meaning(row, reason, now)
    before = selectors.impediments(row.case_id)
    closed = info_of(closing.end(row, said, actor))
    if said is AppointmentState.EMPECHE and before >= settings.impediments_allowed:
        return _hand_over(closed, SECOND, actor, now)
    placed = place_one_in_person(case_id=row.case_id, actor=actor, reason=str(said), now=now)
    if isinstance(placed, Refusal):
        return _hand_over(closed, str(placed.params.get("reason", placed.code)), actor, now)
    return Declined(closed, placed)


@transaction.atomic
def place_one_in_person(
    *, case_id: UUID, actor: Actor, reason: str, now: datetime
) -> AppointmentInfo | Refusal:
    """Give a case the first place on a site of its caisse, for `reason` (a code, kept in the journal).

    Refusals: `case_unknown`, `case_closed`, `appointment_exists`, `no_place` (params: `reason`, one of
    `Reason`), `diary_busy`. The caller opens the task when there is no place.
    """
    case = cases.case(case_id)
    if case is None:
        return Refusal("case_unknown")
    if case.state is CaseState.CLOS:
        return Refusal("case_closed")
    queue_up(case.caisse)
    if Appointment.objects.filter(case_id=case_id, state=str(AppointmentState.PREVU)).exists():
        return Refusal("appointment_exists")
    wanted, never = _wanted(case), tuple(selectors.prevented([case]))
    for _ in range(_ATTEMPTS):
        found = _search(wanted, now, never)
        if isinstance(found, Reason):
            return Refusal("no_place", {"reason": str(found)})
        row = _take(found, case, reason, now)
        if row is not None:
            writing.write([row], actor)
            case_services.set_state(case_id=case_id, state=CaseState.PLANIFIE, actor=actor)
            _forget_unplaced(case_id, actor)
            return info_of(row)
    return Refusal("diary_busy")


def _meaning(row: Appointment, reason: AppointmentState, now: datetime) -> AppointmentState:
    """What the person's answer amounts to: only a video still to come can be refused."""
    refusable = row.modalite == Modalite.VISIO and now < row.starts_at
    return reason if refusable else AppointmentState.EMPECHE


def _said_before(row: Appointment) -> Declined:
    latest = selectors.current(row.case_id)
    following = latest if latest and latest.version > row.version and latest.ahead else None
    return Declined(info_of(row), following)


def _hand_over(closed: AppointmentInfo, why: str, actor: Actor, now: datetime) -> Declined:
    """No place by itself: a person of the team acts, and the insured person is told that we will write."""
    case = cases.case(closed.case)
    assert case is not None
    case_services.set_state(case_id=case.id, state=CaseState.A_TRAITER, actor=actor)
    days = rules.settings_on(reading.plan_day(now)).task_days
    tasks.open_task(
        queue="planification",
        kind="sans_place",
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=now + timedelta(days=days),
        key=f"planning:declined:{closed.id}",
        params={"reference": case.reference, "reason": why},
    )
    # Nothing replaces it: the person's calendar must not keep it.
    notices.withdraw(appointment=closed, tell=True, actor=actor)
    return Declined(closed, None, why)


def queue_up(caisse: str) -> None:
    """Wait, until the end of the transaction: one fallback of a caisse at a time: two hundred people who decline at once get one place each."""
    digest = hashlib.blake2b(f"planning.fallback:{caisse}".encode(), digest_size=8).digest()
    number = int.from_bytes(digest, "big", signed=True)
    with connection.cursor() as cursor:
        # The queue may be longer than the usual patience; what follows has the usual one again.
        cursor.execute("SELECT current_setting('lock_timeout')")
        (usual,) = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [_PATIENCE])
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


def _wanted(case: CaseInfo) -> Case:
    needs = cases.needs(case.id, _PLANNER)
    contacts = people.insured_contacts([case.insured]).get(case.insured)
    return reading.case_of(
        case,
        competence=needs.competence if needs else "",
        besoins=needs.besoins if needs else (),
        reachable=contacts is not None and contacts.reachable,
        home=people.positions([case.insured]).get(case.insured),
        excluded=excluding.excluded([case.id]).get(case.id, frozenset()),
    )


def _search(case: Case, now: datetime, never: tuple[Busy, ...]) -> Placement | Reason:
    """Week after week; without a place, the reason is judged on the whole."""
    day = reading.plan_day(now)
    end = _end(case, day)
    first = day
    while first <= end:
        problem = reading.on_sites(now, case, first, min(first + _WEEK - timedelta(days=1), end))
        problem = replace(problem, busy=(*problem.busy, *never))
        found = first_in_person(problem, case)
        if isinstance(found, Placement):
            return found
        first += _WEEK
    # Diaries that are all in the past offer nothing, and are no fault.
    whole = max(day, reading.last_day_of_diaries() or day)
    problem = reading.on_sites(now, case, day, whole)
    return first_in_person(replace(problem, busy=(*problem.busy, *never)), case)


def _end(case: Case, day: date) -> date:
    last = reading.last_day_of_diaries() or day
    return last if case.last_day is None else min(last, case.last_day)


def _take(found: Placement, case: CaseInfo, reason: str, now: datetime) -> Appointment | None:
    """The row of a place now booked, or None when somebody was quicker."""
    settings = rules.settings_on(reading.plan_day(now))
    versions = Appointment.objects.filter(case_id=case.id)
    row = writing.build(
        found,
        case,
        version=(versions.aggregate(last=Max("version"))["last"] or 0) + 1,
        zone=territory.zone_of(case.caisse),
        origin=Origin.MANUEL if reason == MANUAL else Origin.REPLI,
        now=now,
        settings=settings,
    )
    wanted = writing.wanted(row, case.insured, settings)
    refused = book(appointment=row.id, resources=wanted.resources)
    return None if isinstance(refused, Refusal) else row


def _forget_unplaced(case_id: UUID, actor: Actor) -> None:
    for row in Unplaced.objects.filter(case_id=case_id):
        tasks.close_task(key=row.task_key, actor=actor, done="place_trouvee")
        row.delete()
