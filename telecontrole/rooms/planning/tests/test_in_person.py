"""In person: an accessible site for a wheelchair, and the nearest site that the plan leaves open."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any

import pytest

from telecontrole.foundations import clock
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.planning import notices, rules, selectors, services
from telecontrole.rooms.planning.enums import Modalite, Reason
from telecontrole.rooms.planning.solver.first_fit import first_in_person
from telecontrole.rooms.planning.solver.problem import (
    Caisse,
    Case,
    Doctor,
    Placement,
    Plan,
    Problem,
    Site,
    Window,
)
from telecontrole.rooms.planning.solver.solve import solve
from telecontrole.rooms.planning.tests.draws import draw
from telecontrole.rooms.planning.tests.reference import faults, recount
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.territory.distances import crow_flies

PLAN_DAY = date(2026, 12, 14)
NORTH, SOUTH = (49.3, 0.0), (48.7, 0.0)


def country(*cases: Case, accessible: bool = True, hours: str = "10:00") -> Problem:
    """A caisse with a site in the north and one in the south, a doctor and a room on each, one morning."""
    sites = (
        Site("north", "141", 1, accessible=False, position=NORTH),
        Site("south", "141", 1, accessible=accessible, position=SOUTH),
    )
    doctors = [Doctor(f"d-{site.id}", f"r-{site.id}", "141", frozenset({"g"})) for site in sites]
    end = time.fromisoformat(hours)
    return Problem(
        now=datetime(2026, 12, 14, 7, tzinfo=UTC),
        plan_day=PLAN_DAY,
        until=None,
        caisses={"141": Caisse("141", "Normandie", "Europe/Paris", "metropole")},
        sites={site.id: site for site in sites},
        doctors={doctor.id: doctor for doctor in doctors},
        windows=tuple(
            Window(doctor.id, date(2026, 12, 17), time(9), end, Modalite.PRESENTIEL, site.id)
            for doctor, site in zip(doctors, sites, strict=True)
        ),
        cases=cases,
    )


def comes(reference: str, home: Any = None, *more: str) -> Case:
    needs = frozenset({"presentiel", *more})
    return Case(reference, f"p-{reference}", "141", "g", 3, besoins=needs, home=home)


def where(plan: Plan) -> dict[str, str | None]:
    return {one.reference: one.site for one in plan.placements}


def test_everybody_goes_to_the_nearer_site_when_the_plan_is_as_good() -> None:
    cases = (comes("a", SOUTH), comes("b", NORTH))
    plan = solve(country(*cases))
    assert where(plan) == {"a": "south", "b": "north"}
    assert plan.objective == plan.bound
    # A free place on the nearer site of that day is taken as well.
    assert where(solve(country(comes("a", SOUTH)))) == {"a": "south"}
    assert where(solve(country(comes("b", NORTH)))) == {"b": "north"}


def test_nobody_waits_longer_to_travel_less() -> None:
    near = replace(country(comes("a", SOUTH), comes("b", SOUTH)), until=None)
    later = Window("d-south", date(2026, 12, 18), time(9), time(10), Modalite.PRESENTIEL, "south")
    problem = replace(near, windows=(replace(near.windows[0], fin=time(9, 30)), later))
    plan = solve(problem)
    assert sorted(where(plan).values(), key=str) == ["north", "south"]
    assert plan.objective == solve(replace(problem, cases=(comes("a"), comes("b")))).objective


def test_unknown_positions_are_not_invented() -> None:
    assert where(solve(country(comes("a")))) == where(solve(country(comes("a"))))
    problem = country(comes("a", SOUTH))
    nowhere = {key: replace(site, position=None) for key, site in problem.sites.items()}
    assert len(solve(replace(problem, sites=nowhere)).placements) == 1


@pytest.mark.parametrize("seed", range(25))
def test_fewer_kilometres_cost_nothing_of_the_plan(seed: int) -> None:
    problem = draw(seed, size=40, doctors=6)
    rng = random.Random(seed)

    def place() -> tuple[float, float]:
        return (rng.uniform(48, 50), rng.uniform(-1, 2))

    sites = {key: replace(site, position=place()) for key, site in problem.sites.items()}
    bare = replace(problem, sites=sites)
    cases = tuple(
        replace(case, home=place() if rng.random() < 0.8 else None) for case in bare.cases
    )
    near = replace(bare, cases=cases)
    before, after = solve(bare), solve(near)
    assert faults(near, after.placements) == []
    assert recount(near, after.placements) == after.objective == before.objective
    assert kilometres(near, after) <= kilometres(near, before) + 0.1 * len(cases)


def kilometres(problem: Problem, plan: Plan) -> float:
    homes = {case.reference: case.home for case in problem.cases}
    total = 0.0
    for one in plan.placements:
        home, site = homes[one.reference], problem.sites.get(one.site or "")
        if home is not None and site is not None and site.position is not None:
            total += crow_flies(home, site.position)
    return total


def test_a_wheelchair_comes_only_where_it_is_known_to_get_in() -> None:
    plan = solve(country(comes("a", NORTH, rules.FAUTEUIL), comes("b", SOUTH)))
    assert where(plan) == {"a": "south", "b": "south"}
    none = solve(country(comes("a", NORTH, rules.FAUTEUIL), accessible=False))
    assert dict(none.unplaced) == {"a": Reason.NO_SITE}
    by_video = replace(comes("a"), besoins=frozenset({rules.FAUTEUIL}))
    assert solve(country(by_video)).unplaced["a"] is Reason.NO_COMPETENCE


def test_a_full_accessible_site_is_a_lack_of_capacity() -> None:
    cases = [comes(f"c{n}", NORTH, rules.FAUTEUIL) for n in range(3)]
    plan = solve(country(*cases))
    assert list(where(plan).values()) == ["south", "south"]
    assert set(plan.unplaced.values()) == {Reason.NO_CAPACITY}
    assert plan.objective == plan.bound


def test_the_first_place_found_on_the_spot_is_the_nearer_and_the_accessible_one() -> None:
    def site(case: Case) -> str | None:
        found = first_in_person(country(), case)
        assert isinstance(found, Placement)
        return found.site

    assert (site(comes("a", SOUTH)), site(comes("a", NORTH))) == ("south", "north")
    assert site(comes("a", NORTH, rules.FAUTEUIL)) == "south"


def test_the_way_from_home_is_told_when_both_ends_are_known() -> None:
    home = SimpleNamespace(latitude=SOUTH[0], longitude=SOUTH[1])
    nowhere = SimpleNamespace(latitude=None, longitude=None)
    far, here, unknown = (SimpleNamespace(position=p) for p in (NORTH, SOUTH, None))

    def said(person: Any, site: Any) -> str:
        return notices.distance(person, site)

    assert said(home, far) == str(round(crow_flies(SOUTH, NORTH)))
    assert said(home, here) == "1"
    assert [said(nowhere, far), said(home, unknown), said(home, None)] == ["", "", ""]


@pytest.mark.django_db
def test_the_plan_reads_homes_and_sites_and_the_letter_knows_the_access(
    at: Any, world: World
) -> None:
    at("2026-12-01T08:00:00+00:00")
    for code, (north, east), ready in (("1", NORTH, None), ("2", SOUTH, True)):
        site = world.site(f"141-{code}")
        site.latitude, site.longitude, site.accessible = north, east, ready
        site.acces = "Tram A"
        site.save()
        world.hours(world.medecin(), "2026-12-16", "09:00", "09:30", site)
    person = world.insured(latitude=SOUTH[0], longitude=SOUTH[1])
    case = world.case(insured=person, besoins=("presentiel",))
    chair = world.case(besoins=("presentiel", "fauteuil"), priorite=1)
    services.place_all(actor=PLANNER, now=clock.now())
    first, second = selectors.current(chair.id), selectors.current(case.id)
    assert first is not None
    assert second is not None
    assert first.site != second.site
    assert Notice.objects.filter(subject=notices.subject_of(chair.id)).exists()
