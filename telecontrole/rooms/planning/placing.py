"""Place every open case: one plan at a time, everything or nothing."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import Max

from telecontrole.foundations import events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.diaries.services import book_many
from telecontrole.rooms.planning import guarding, plan_runs, reading, selectors, writing
from telecontrole.rooms.planning.asking import asked
from telecontrole.rooms.planning.enums import Modalite, Origin, Reason
from telecontrole.rooms.planning.models import Appointment, Unplaced
from telecontrole.rooms.planning.report import PlanReport
from telecontrole.rooms.planning.solver.problem import Plan, Problem
from telecontrole.rooms.planning.solver.solve import solve
from telecontrole.rooms.worklist import selectors as worklist
from telecontrole.rooms.worklist import services as tasks
from telecontrole.rooms.worklist.services import NewTask

PLAN_LOCK: Final = 0x706C616E
#: A plan is made anew when somebody books one of its slots while it is being made.
_ATTEMPTS: Final = 5
Known = Mapping[str, CaseInfo]


def place_all(*, actor: Actor, now: datetime, until: date | None = None) -> PlanReport | Refusal:
    """Place every case that waits for a place, in one transaction; placed appointments never move.

    `now` is the instant of the plan (aware), `until` the last day that may be used. `actor` reads for
    the medical service. Refusals: `plan_running` (another plan is being made), `diary_busy` (others
    kept booking the same slots). Raises `access.MedicalAccessRefused`.
    """
    begin = time.perf_counter()
    with transaction.atomic():
        if not alone():
            return Refusal("plan_running")
        wanted = asked(actor)
        known = {case.reference: case for case in wanted.infos}
        never = selectors.prevented(wanted.infos)
        for _ in range(_ATTEMPTS):
            problem = reading.problem(now, until, wanted.cases)
            problem = replace(problem, busy=(*problem.busy, *never))
            plan = solve(problem)
            if _write(problem, plan, known, actor):
                break
        else:
            transaction.set_rollback(True)
            return Refusal("diary_busy")
        _tell_unplaced(problem, plan, known, actor)
        report = _report(plan, time.perf_counter() - begin)
        plan_runs.note(report, now=now)
        _record(report, actor, until)
    return report


def alone() -> bool:
    """Whether nobody plans; then nobody will, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [PLAN_LOCK])
        return bool(cursor.fetchone()[0])


def _write(problem: Problem, plan: Plan, known: Known, actor: Actor) -> bool:
    """Book and write the whole plan, or nothing when one of its slots has just been taken."""
    versions = _last_versions(known)
    rows = [
        writing.build(
            placement,
            known[placement.reference],
            version=versions.get(known[placement.reference].id, 0) + 1,
            zone=problem.caisses[known[placement.reference].caisse].zone,
            origin=Origin.PLAN,
            now=problem.now,
            settings=problem.settings,
        )
        for placement in plan.placements
    ]
    insured = {case.id: case.insured for case in known.values()}
    bookings = (writing.wanted(row, insured[row.case_id], problem.settings) for row in rows)
    savepoint = transaction.savepoint()
    if book_many(wanted=bookings):
        transaction.savepoint_rollback(savepoint)
        return False
    transaction.savepoint_commit(savepoint)
    writing.write(rows, actor)
    placed = [row.case_id for row in rows]
    if placed:
        case_services.set_states(case_ids=placed, state=CaseState.PLANIFIE, actor=actor)
    return True


def _last_versions(known: Known) -> dict[object, int]:
    """Versions count per case and never restart."""
    rows = Appointment.objects.filter(case_id__in=[case.id for case in known.values()])
    return dict(rows.values_list("case_id").annotate(last=Max("version")).order_by())


def _tell_unplaced(problem: Problem, plan: Plan, known: Known, actor: Actor) -> None:
    """One open task for each case without a place; the task of a case now placed is closed."""
    before = {row.case_id: row for row in Unplaced.objects.all()}
    left = {known[reference].id: reason for reference, reason in plan.unplaced.items()}
    for case_id, row in before.items():
        if case_id not in left:
            tasks.close_task(key=row.task_key, actor=actor, done="place_trouvee")
            row.delete()
    tasks.close_about(
        subjects=[f"case:{case.id}" for case in known.values()],
        kinds=[guarding.NEXT_PLAN],
        actor=actor,
        done="plan_fait",
    )
    waiting = worklist.subjects_waiting(f"case:{case_id}" for case_id in left)
    due_at = problem.now + timedelta(days=problem.settings.task_days)
    new: list[NewTask] = []
    rows: list[Unplaced] = []
    for reference, reason in plan.unplaced.items():
        case = known[reference]
        old = before.get(case.id)
        if old is not None and old.reason == reason and f"case:{case.id}" in waiting:
            continue
        if old is not None:
            tasks.close_task(key=old.task_key, actor=actor, done="motif_change")
        key = f"planning:unplaced:{case.id}:{problem.now.isoformat()}"
        new.append(unplaced_task(case, reason, due_at, key))
        rows.append(Unplaced(case_id=case.id, reason=reason, since=problem.now, task_key=key))
    tasks.open_tasks(new)
    Unplaced.objects.bulk_create(
        rows,
        batch_size=writing.BATCH,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["reason", "since", "task_key"],
    )


def unplaced_task(case: CaseInfo, reason: Reason, due_at: datetime, key: str) -> NewTask:
    """The task that says that a case has no place, and why."""
    return NewTask(
        queue="planification",
        kind="sans_place",
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=due_at,
        key=key,
        params={"reference": case.reference, "reason": str(reason)},
    )


def _report(plan: Plan, seconds: float) -> PlanReport:
    visio = sum(one.modalite == Modalite.VISIO for one in plan.placements)
    return PlanReport(
        placed=len(plan.placements),
        visio=visio,
        presentiel=len(plan.placements) - visio,
        unplaced=tuple(sorted(plan.unplaced.items())),
        objective=plan.objective,
        bound=plan.bound,
        seconds=seconds,
    )


def _record(report: PlanReport, actor: Actor, until: date | None) -> None:
    data = {
        "placed": report.placed,
        "unplaced": len(report.unplaced),
        "objective": list(report.objective),
        "bound": list(report.bound),
        "until": until.isoformat() if until else "",
    }
    journal.record(action="planning:plan:made", actor=actor, subject="plan:all", data=data)
    events.publish(name="planning.plan_made", payload=data)
