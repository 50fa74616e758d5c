"""A médecin-conseil of the same practice as the treating doctor is not proposed, where the directory tells."""

from __future__ import annotations

import pytest

from conftest import At
from telecontrole.rooms.examinations import finding
from telecontrole.rooms.people.models import MedecinConseil, Practitioner
from telecontrole.rooms.planning import excluding
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planner
from telecontrole.rooms.planning.tests.world import PLANNER, World

pytestmark = pytest.mark.django_db
DOCTOR = "10309001401"
HERE = "12, rue des Écoles – 14000 Caen"


def doctor(rpps: str, adresse: str) -> None:
    Practitioner.objects.create(rpps=rpps, nom="MASSON", prenoms="Luc", adresse=adresse)


def beside(world: World) -> MedecinConseil:
    """A médecin-conseil who also practises at the address of the treating doctor, written otherwise."""
    medecin = world.medecin()
    doctor(medecin.rpps, "12 RUE DES ECOLES\n14000 CAEN")
    return medecin


def test_the_same_practice_is_ruled_out_for_the_planner() -> None:
    world = World()
    doctor(DOCTOR, HERE)
    medecin = beside(world)
    case, other = world.case(medecin_traitant_rpps=DOCTOR), world.case()
    assert excluding.excluded([case.id, other.id]) == {case.id: frozenset({medecin.rpps})}


def test_a_directory_without_addresses_rules_nobody_out() -> None:
    world = World()
    doctor(DOCTOR, "")
    doctor(world.medecin().rpps, "")
    assert finding.practising_beside([world.case(medecin_traitant_rpps=DOCTOR).id]) == {}


def test_the_plan_gives_the_case_to_a_colleague_or_to_nobody(at: At) -> None:
    at("2026-11-26T08:00:00+00:00")
    world = World()
    doctor(DOCTOR, HERE)
    medecin = beside(world)
    world.hours(medecin, "2026-12-01")
    case = world.case(medecin_traitant_rpps=DOCTOR)
    now = at("2026-11-26T08:00:00+00:00")
    planner.place_all(actor=PLANNER, now=now, until=None)
    assert planning.current(case.id) is None
    colleague = world.medecin()
    world.hours(colleague, "2026-12-02")
    planner.place_all(actor=PLANNER, now=now, until=None)
    placed = planning.current(case.id)
    assert placed is not None
    assert placed.medecin == colleague.id


def test_twice_the_cases_cost_no_more_queries(django_assert_num_queries: object) -> None:
    world = World()
    doctor(DOCTOR, HERE)
    beside(world)
    for number in (2, 4):
        ids = [world.case(medecin_traitant_rpps=DOCTOR).id for _ in range(number)]
        with django_assert_num_queries(4):  # type: ignore[operator]
            assert len(finding.practising_beside(ids)) == number
