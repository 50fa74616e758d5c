"""The planner against plain models of the same rules: nothing better exists, and its proof agrees."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telecontrole.rooms.planning.solver.problem import Busy
from telecontrole.rooms.planning.solver.solve import solve
from telecontrole.rooms.planning.tests.draws import draw
from telecontrole.rooms.planning.tests.reference import (
    best_by_program,
    best_by_search,
    faults,
    recount,
)

WEEKS = timedelta(weeks=9)


@given(st.integers(min_value=0, max_value=2**32))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_small_plan_is_better_than_ours(seed: int) -> None:
    problem = draw(seed, size=4, doctors=3)
    plan = solve(problem)
    assert faults(problem, plan.placements) == []
    assert recount(problem, plan.placements) == plan.objective == plan.bound
    assert plan.objective == best_by_search(problem)
    assert len(plan.placements) + len(plan.unplaced) == len(problem.cases)


@pytest.mark.parametrize("seed", range(12))
def test_a_plain_whole_number_program_finds_the_same_optimum(seed: int) -> None:
    problem = draw(seed, size=60, doctors=8)
    plan = solve(problem)
    assert faults(problem, plan.placements) == []
    assert plan.objective == plan.bound == best_by_program(problem)


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_the_files_changes_nothing(seed: int) -> None:
    problem = draw(seed, size=40, doctors=6)
    turned = replace(problem, cases=problem.cases[::-1], windows=problem.windows[::-1])
    assert solve(turned) == solve(problem)


@pytest.mark.parametrize("seed", range(30))
def test_a_plan_too_large_for_a_program_is_sound_and_says_what_it_lost(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = draw(seed, size=60, doctors=4)
    best = solve(problem)
    monkeypatch.setattr("telecontrole.rooms.planning.solver.solve.LARGE", 0)
    plan = solve(problem)
    assert faults(problem, plan.placements) == []
    assert recount(problem, plan.placements) == plan.objective
    assert plan.objective.placed <= best.objective.placed <= plan.bound.placed
    assert len(plan.placements) + len(plan.unplaced) == len(problem.cases)


def test_why_a_case_has_no_place_does_not_depend_on_what_is_booked() -> None:
    for seed in range(60):
        problem = replace(draw(seed, size=12, doctors=3), busy=())
        full = tuple(
            Busy("agent", doctor, problem.now - WEEKS, problem.now + WEEKS)
            for doctor in problem.doctors
        )
        told, empty = solve(replace(problem, busy=full)), solve(problem)
        assert told.unplaced.keys() == {case.reference for case in problem.cases}
        assert empty.unplaced.items() <= told.unplaced.items(), seed
