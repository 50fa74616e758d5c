"""Plans imagined and capacity: counted like the real thing, and nobody's diary is touched."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import Http404, StreamingHttpResponse
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.access import Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason
from telecontrole.rooms.diaries.models import Availability, Booking
from telecontrole.rooms.diaries.services import NewClosure, close
from telecontrole.rooms.planning import capacity, rules, services, tasks
from telecontrole.rooms.planning.changes import kinds
from telecontrole.rooms.planning.models import Appointment, Simulation
from telecontrole.rooms.planning.services import PlanReport
from telecontrole.rooms.planning.tests.test_change_pages import TECHNICIAN, call, staff, text
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.planning.whatif import simulating, views
from telecontrole.rooms.planning.whatif.imagining import Asked, asked_of

pytestmark = pytest.mark.django_db
NOW = "2026-12-01T08:00:00+00:00"


def plan() -> PlanReport:
    report = services.place_all(actor=PLANNER, now=clock.now())
    assert not isinstance(report, Refusal)
    return report


def answered(asked: Asked) -> dict[str, Any]:
    found = Simulation.objects.get(id=simulating.ask(asked=asked, actor=TECHNICIAN)).result
    assert isinstance(found, dict)
    return found


def crowded(world: World) -> None:
    """Four cases for two slots."""
    world.hours(world.medecin(), "2026-12-03", "09:00", "10:00")
    for _ in range(4):
        world.case()


def test_the_next_plan_is_foreseen_as_it_will_be(at: Any, world: World) -> None:
    at(NOW)
    crowded(world)
    world.case(competence="rhumatologie")
    found = answered(Asked())
    assert found["before"] == found["after"]
    assert found["after"]["141"] == {
        "placed": 2,
        "visio": 2,
        "days": 4,
        "reasons": {"no_capacity": 2, "no_competence": 1},
    }
    assert Appointment.objects.count() == Booking.objects.count() == 0
    report = plan()
    assert (report.placed, report.reasons()) == (2, {"no_capacity": 2, "no_competence": 1})


def test_a_doctor_more_places_more_and_exists_nowhere(at: Any, world: World) -> None:
    at(NOW)
    crowded(world)
    asked = Asked(
        doctors=1,
        caisse="141",
        competences=("generaliste",),
        first=date(2026, 12, 4),
        last=date(2026, 12, 4),
        debut=time(9),
        fin=time(9, 30),
    )
    assert asked_of(asked.as_json()) == asked
    found = answered(asked)
    assert (found["before"]["141"]["placed"], found["after"]["141"]["placed"]) == (2, 3)
    assert Availability.objects.count() == 1


def test_more_hours_shorter_meetings_and_a_closed_site_are_imagined_together_or_alone(
    at: Any, world: World
) -> None:
    at(NOW)
    crowded(world)
    doctor, site = world.medecin(), world.site()
    world.hours(doctor, "2026-12-08", "09:00", "10:00", site)
    world.case(besoins=("presentiel",))
    more = Asked(medecin=str(doctor.id), first=date(2026, 12, 4), last=date(2026, 12, 4))
    assert answered(more)["after"]["141"]["placed"] == 5
    shorter = answered(Asked(interview=10, margin=5))
    assert shorter["after"]["141"]["placed"] == 5
    without = answered(Asked(closed=str(site.id)))
    assert without["after"]["141"]["reasons"] == {"no_capacity": 2, "no_site": 1}
    assert without["before"]["141"]["reasons"] == {"no_capacity": 2}


def test_the_whole_campaign_may_be_imagined_anew(at: Any, world: World) -> None:
    at(NOW)
    crowded(world)
    plan()
    before = list(Appointment.objects.order_by("id").values())
    alone = answered(Asked())
    assert alone["after"]["141"] == {"reasons": {"no_capacity": 2}}
    found = answered(Asked(everything=True))
    assert found["after"]["141"]["placed"] == 2
    assert list(Appointment.objects.order_by("id").values()) == before


def test_a_long_one_is_a_job_whose_page_tells_how_far_it_is(
    at: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(NOW)
    crowded(world)
    monkeypatch.setattr(simulating, "AT_ONCE", (1, 1))
    asked = call(views.imagine, {})
    assert asked.status_code == 302
    row = Simulation.objects.get()
    waiting = call(views.imagined, simulation_id=row.id)
    assert "En attente" in text(waiting)
    tasks.simulate(simulation_id=str(row.id))
    done = text(call(views.imagined, simulation_id=row.id))
    assert "Le prochain plan, sans rien changer." in done
    assert "Avec ces changements" not in done
    assert "Dossiers placés 2 dont en visio 2 Sans place 2" in done
    assert "– tous les créneaux possibles sont pris 2" in done
    assert simulating.answer(simulation_id=row.id) is False


def test_old_simulations_are_forgotten(at: Any, world: World) -> None:
    moment = at(NOW)
    assert moment is not None
    answered(Asked())
    at("2027-01-15T08:00:00+00:00")
    answered(Asked())
    assert Simulation.objects.count() == 1


FORM = {
    "doctors": "1",
    "caisse": "141",
    "competences": ["generaliste"],
    "first": "2026-12-04",
    "last": "2026-12-04",
}


def test_the_page_asks_and_answers_before_and_after(at: Any, world: World) -> None:
    at(NOW)
    crowded(world)
    asked = call(views.imagine, FORM)
    assert asked.status_code == 302
    key = UUID(re.findall(r"[0-9a-f-]{36}", asked["Location"])[0])
    page = text(call(views.imagined, simulation_id=key))
    assert "1 médecin-conseil en plus." in page
    assert "Dossiers placés 2 4 +2" in page
    assert "Attente moyenne, en jours 2,0 2,5 +0,5" in page
    assert "Tous les dossiers auraient une place." in page
    export = call(views.imagined, query="format=csv", simulation_id=key)
    assert isinstance(export, StreamingHttpResponse)
    with pytest.raises(Http404):
        call(views.imagined, actor=staff(Role.TECHNICIEN, "763"), simulation_id=key)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"caisse": ""}, "Choisissez la caisse"),
        ({"competences": []}, "Cochez au moins une compétence."),
        ({"first": ""}, "Indiquez les jours de ces heures."),
        ({"last": "2028-01-01"}, "De un à cent jours après le premier."),
        ({"debut": "10:00", "fin": "09:00"}, "La fin vient avant le début."),
        ({"interview": "1"}, "Durée d’un entretien"),
    ],
)
def test_what_cannot_be_imagined_is_said_beside_its_field(
    at: Any, world: World, given: dict[str, Any], words: str
) -> None:
    at(NOW)
    world.medecin()
    answer = call(views.imagine, {**FORM, **given})
    assert answer.status_code == 422
    assert words in text(answer)


def test_capacity_counts_offered_and_taken_slots_week_by_week(at: Any, world: World) -> None:
    at(NOW)
    doctor = world.medecin(competences=["generaliste", "psychiatrie"])
    world.hours(doctor, "2026-12-03", "09:00", "12:00")
    world.hours(doctor, "2026-12-10", "09:00", "12:00")
    # A closed day offers nothing, and an absence takes its part away.
    world.hours(doctor, "2026-12-25", "09:00", "12:00")
    start = rules.instant(date(2026, 12, 10), time(9), "Europe/Paris")
    new = NewClosure(
        ClosureKind.ABSENCE,
        start,
        rules.instant(date(2026, 12, 10), time(10), "Europe/Paris"),
        ClosureReason.REUNION,
        medecin=doctor.id,
    )
    assert not isinstance(close(new=new, actor=PLANNER), Refusal)
    world.case()
    plan()
    found = capacity.loads(clock.now(), "141")
    assert [(one.week.day, one.competence, one.offered, one.taken) for one in found] == [
        (30, "generaliste", 6, 1),
        (30, "psychiatrie", 6, 1),
        (7, "generaliste", 4, 0),
        (7, "psychiatrie", 4, 0),
    ]
    assert (found[0].free, found[0].share) == (5, 17)
    assert capacity.loads(clock.now(), "763") == []
    page = text(call(views.load))
    assert "30/11/2026 141 Généraliste 6 1 5 17" in page
    assert call(views.load, query="format=xlsx").status_code == 200


def test_capacity_takes_the_same_number_of_queries_whatever_there_is(at: Any, world: World) -> None:
    at(NOW)
    counts = []
    for number in (1, 4):
        for _ in range(number):
            world.hours(world.medecin(), "2026-12-03", "09:00", "12:00")
            world.case()
        plan()
        at.advance(minutes=5)
        with CaptureQueriesContext(connection) as queries:
            capacity.loads(clock.now(), None)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"step": 9}, "planning_simulation_"),
        ({"step": 3}, "planning_simulation_done_has_a_result"),
    ],
)
def test_the_database_refuses_an_answer_without_result(
    at: Any, facts: dict[str, Any], constraint: str
) -> None:
    at(NOW)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Simulation.objects.create(asked={}, created_at=clock.now(), **facts)


def test_a_day_span_is_a_local_day() -> None:
    start, end = kinds.day_span(date(2026, 10, 25), date(2026, 10, 25), "Europe/Paris")
    assert (end - start).total_seconds() == 25 * 3600
