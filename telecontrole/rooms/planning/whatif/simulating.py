"""Run a plan in memory, twice: as things are, and as they would be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.planning import reading, rules, selectors
from telecontrole.rooms.planning.asking import asked as asked_for
from telecontrole.rooms.planning.changes.finding import Touched, touched
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.planning.models import Appointment, Simulation
from telecontrole.rooms.planning.selectors import info_of
from telecontrole.rooms.planning.solver.problem import Case, Plan, Problem
from telecontrole.rooms.planning.solver.solve import solve
from telecontrole.rooms.planning.whatif.imagining import Asked, asked_of, imagine

#: The needs of cases are read for the medical service, whoever asks; only counts are shown.
_PLANNER: Final = Actor.system("planner")
_KEPT_FOR: Final = timedelta(days=30)
#: Up to so many cases and windows the answer comes at once; beyond, a job computes it.
AT_ONCE: Final = (4_000, 4_000)
STEPS: Final = ("En attente", "Lecture des agendas", "Calcul", "Terminé")
READING, COMPUTING, DONE = 1, 2, 3


def ask(*, asked: Asked, actor: Actor) -> UUID:
    """Keep the question and answer it, at once or by a job; returns its id. Old ones are forgotten."""
    now = clock.now()
    Simulation.objects.filter(created_at__lt=now - _KEPT_FOR).delete()
    with transaction.atomic():
        row = Simulation.objects.create(
            caisse=actor.caisse or "", asked=asked.as_json(), created_at=now
        )
        journal.record(
            action="planning:simulation:asked", actor=actor, subject=f"simulation:{row.id}", data={}
        )
        small = _is_small(asked)
        if not small:
            app.configure_task("planning.simulate").defer(simulation_id=str(row.id))
    if small:
        answer(simulation_id=row.id)
    return row.id


def answer(*, simulation_id: UUID) -> bool:
    """Compute a simulation to its end; False when it is unknown or done already. Again changes nothing."""
    row = Simulation.objects.filter(id=simulation_id, step__lt=DONE).first()
    if row is None:
        return False
    asked = asked_of(row.asked)
    _step(row, READING)
    with transaction.atomic():
        problem = _problem(clock.now(), everything=asked.everything)
    _step(row, COMPUTING)
    before = solve(problem)
    after = before if asked.nothing else solve(imagine(problem, asked))
    row.result = {"before": _count(problem, before), "after": _count(problem, after)}
    row.step = DONE
    row.save(update_fields=["result", "step"])
    return True


def _step(row: Simulation, step: int) -> None:
    row.step = step
    row.save(update_fields=["step"])


def _is_small(asked: Asked) -> bool:
    waiting = cases.count_by_state()
    many = sum(waiting.values()) if asked.everything else waiting[CaseState.A_PLANIFIER]
    return many <= AT_ONCE[0] and reading.windows_ahead(clock.now()) <= AT_ONCE[1]


def _problem(now: datetime, *, everything: bool) -> Problem:
    """What the next plan would be given; with `everything`, as if no appointment ahead were placed."""
    wanted = asked_for(_PLANNER)
    lifted = _ahead(now) if everything else []
    never = selectors.prevented([*wanted.infos, *(one.info for one in lifted)])
    today = reading.plan_day(now)
    last = max(today, reading.last_day_of_diaries() or today)
    problem = reading.between(
        now,
        today - timedelta(days=1),
        last,
        [*wanted.cases, *(one.case for one in lifted)],
        without={one.before.id for one in lifted},
    )
    # Imagined hours may come after the last ones of the diaries.
    return replace(problem, until=None, busy=(*problem.busy, *never))


def _ahead(now: datetime) -> list[Touched]:
    rows = Appointment.objects.filter(state=str(AppointmentState.PREVU), starts_at__gt=now)
    return touched([info_of(row) for row in rows.order_by("starts_at", "id")])


def _count(problem: Problem, plan: Plan) -> dict[str, Any]:
    """By caisse: placed, by video, in person, days waited, and how many are left out for each reason."""
    by_reference: Mapping[str, Case] = {case.reference: case for case in problem.cases}
    found: dict[str, Counter[str]] = defaultdict(Counter)
    reasons: dict[str, Counter[str]] = defaultdict(Counter)
    for one in plan.placements:
        caisse = by_reference[one.reference].caisse
        day = rules.local_day(one.start, problem.caisses[caisse].zone)
        found[caisse]["placed"] += 1
        found[caisse]["visio"] += one.modalite is Modalite.VISIO
        found[caisse]["days"] += (day - problem.plan_day).days
    for reference, reason in plan.unplaced.items():
        reasons[by_reference[reference].caisse][str(reason)] += 1
    return {
        caisse: {**found[caisse], "reasons": dict(reasons[caisse])}
        for caisse in sorted({*found, *reasons})
    }
