"""Whole exports, planned from their files and recounted by a sceptic."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from telecontrole.rooms.planning.solver.problem import Plan, Problem
from telecontrole.rooms.planning.solver.solve import solve
from telecontrole.rooms.planning.tests.exports import PLACES, Kind, draw
from telecontrole.rooms.planning.tests.files import Row, problem_of, read
from telecontrole.rooms.planning.tests.recount import Line, Sceptic

DATA = Path(__file__).resolve().parents[4] / "demo" / "data"
PARIS = ZoneInfo("Europe/Paris")


def lines(problem: Problem, plan: Plan) -> list[Line]:
    """A plan in the words of the files."""
    return [
        Line(
            one.reference,
            problem.doctors[one.doctor].rpps,
            str(one.modalite),
            one.site or "",
            one.room or 0,
            one.start,
        )
        for one in plan.placements
    ]


def check(tables: dict[str, list[Row]], now: datetime, until: date) -> Plan:
    """Plan and let the sceptic recount everything."""
    problem = problem_of(tables, now, until)
    plan = solve(problem)
    sceptic = Sceptic(tables, now.astimezone(UTC), until)
    written = lines(problem, plan)
    assert sceptic.faults(written) == []
    assert sceptic.objective(written) == tuple(plan.objective) == tuple(plan.bound)
    assert len(plan.placements) + len(plan.unplaced) == len(tables["dossiers"])
    for reference, reason in plan.unplaced.items():
        case = sceptic.dossiers[reference]
        assert (reference, sceptic.reason(case)) == (reference, reason)
        assert sceptic.still_free(written, case) == []
    return plan


def test_the_sample_export_is_planned_at_its_optimum() -> None:
    now = datetime(2026, 11, 28, 8, tzinfo=PARIS)
    plan = check(read(DATA), now, date(2026, 12, 31))
    assert tuple(plan.objective) == (8886, 53334, 428)
    assert Counter(map(str, plan.unplaced.values())) == {"no_competence": 25, "leave_ends": 16}


OVERSEAS = tuple(place for place in PLACES if not place[2].startswith("Europe"))
KINDS = {
    "other draws": Kind(),
    "all overseas": Kind(places=OVERSEAS),
    "one caisse": Kind(places=PLACES[:1], doctors=3),
    "scarce doctors": Kind(doctors=3),
    "one doctor": Kind(doctors=1, own=0.5),
    "no rooms": Kind(rooms=(0,)),
    "one room each": Kind(rooms=(1,), needs=0.8, doctors=20, odd_hours=0.5),
    "everybody on site": Kind(needs=1.0, overlap=0.3),
    "people with many cases": Kind(shared=0.7, doctors=3),
    "own patients": Kind(own=0.9, doctors=4),
    "before the rollout": Kind(first=date(2025, 11, 24)),
    "across new year": Kind(first=date(2026, 12, 24), days=14),
    "nobody": Kind(cases=0),
    "no doctor": Kind(doctors=0, own=0.0),
}


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_other_exports_are_planned_at_their_optimum(name: str, seed: int) -> None:
    kind = KINDS[name]
    now = datetime.combine(kind.first, datetime.min.time(), PARIS).replace(hour=(7, 19)[seed % 2])
    check(draw(kind, seed), now, date.fromordinal(kind.first.toordinal() + 20))
