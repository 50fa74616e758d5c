"""`place_all` on a real database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, MedicalAccessRefused
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.diaries.models import Booking
from telecontrole.rooms.planning import selectors, services
from telecontrole.rooms.planning.enums import AppointmentState, Modalite, Reason
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.services import PlanReport
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db
NOW = "2026-12-01T08:00:00+00:00"


def plan(until: date | None = None) -> PlanReport:
    report = services.place_all(actor=PLANNER, now=clock.now(), until=until)
    assert isinstance(report, PlanReport)
    return report


def test_a_case_gets_a_place_and_everybody_is_taken(at: Any, world: World) -> None:
    at(NOW)
    doctor = world.medecin()
    world.hours(doctor, "2026-12-03")
    case = world.case()
    report = plan()
    assert (report.placed, report.visio, report.presentiel) == (1, 1, 0)
    assert report.objective == report.bound == (3, 6, 0)
    found = selectors.current(case.id)
    assert found is not None
    assert found.starts_at.isoformat() == "2026-12-03T08:00:00+00:00"
    assert (found.ends_at - found.starts_at).seconds == 20 * 60
    assert (found.version, found.state, found.zone) == (1, AppointmentState.PREVU, "Europe/Paris")
    taken = {row.resource: row.during for row in Booking.objects.filter(appointment=found.id)}
    agent, person = taken[f"agent:{doctor.id}"], taken[f"insured:{case.insured_id}"]
    assert (agent.upper - agent.lower).seconds == 30 * 60
    assert (person.upper - person.lower).seconds == 20 * 60
    info = cases.case(case.id)
    assert info is not None
    assert info.state is CaseState.PLANIFIE


def test_a_plan_made_again_moves_nothing(at: Any, world: World) -> None:
    at(NOW)
    doctor = world.medecin()
    world.hours(doctor, "2026-12-03")
    for _ in range(4):
        world.case()
    plan()
    before = list(Appointment.objects.order_by("id").values())
    late = world.case(priorite=1)
    at.advance(hours=1)
    assert plan().placed == 1
    assert list(Appointment.objects.exclude(case=late).order_by("id").values()) == before
    assert plan().placed == 0


def test_a_case_without_place_becomes_one_task_with_its_reason(at: Any, world: World) -> None:
    at(NOW)
    case = world.case(competence="rhumatologie")
    world.hours(world.medecin(), "2026-12-03")
    assert plan().unplaced == ((case.reference, Reason.NO_COMPETENCE),)
    at.advance(hours=1)
    plan()
    task = Task.objects.get()
    assert (task.queue, task.kind, task.caisse) == ("planification", "sans_place", "141")
    assert task.params == {"reference": case.reference, "reason": "no_competence"}
    assert selectors.unplaced_reason(case.id) is Reason.NO_COMPETENCE
    assert "rhumatologie" not in str(task.params)


def test_the_task_ends_when_a_later_plan_finds_a_place(at: Any, world: World) -> None:
    at(NOW)
    case = world.case()
    plan()
    world.hours(world.medecin(), "2026-12-04")
    at.advance(hours=1)
    assert plan().placed == 1
    assert Task.objects.get().done == "place_trouvee"
    assert selectors.unplaced_reason(case.id) is None


def test_a_task_closed_without_effect_is_opened_anew(at: Any, world: World) -> None:
    at(NOW)
    world.case()
    plan()
    Task.objects.update(done_at=clock.now(), done_by="someone", done="sans_objet")
    at.advance(hours=1)
    plan()
    assert Task.objects.filter(done_at__isnull=True).count() == 1


def test_who_must_come_gets_a_numbered_room(at: Any, world: World) -> None:
    at(NOW)
    site = world.site(salles=1)
    for _ in range(2):
        world.hours(world.medecin(), "2026-12-03", "09:00", "10:00", site)
    for _ in range(3):
        world.case(besoins=("presentiel",))
    report = plan()
    assert (report.placed, report.presentiel) == (2, 2)
    assert {row.salle for row in Appointment.objects.all()} == {1}
    assert Booking.objects.filter(resource=f"room:{site.id}:1").count() == 2


def test_a_person_without_mobile_is_convened_ten_days_after_the_letter(
    at: Any, world: World
) -> None:
    at(NOW)
    site, doctor = world.site(), world.medecin()
    world.hours(doctor, "2026-12-11", site=site)
    world.hours(doctor, "2026-12-14", site=site)
    case = world.case(insured=world.insured(mobile=""))
    plan()
    found = selectors.current(case.id)
    assert found is not None
    # Posted on 2 December, so 12 December at the earliest, a Saturday.
    assert found.starts_at.date() == date(2026, 12, 14)
    assert found.modalite is Modalite.PRESENTIEL


def test_a_plan_leaves_one_medical_entry_and_one_for_each_appointment(
    at: Any, world: World
) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    for _ in range(3):
        world.case()
    plan()
    actions = list(JournalEntry.objects.values_list("action", flat=True))
    assert actions.count("planning:appointment:placed") == 3
    assert actions.count("planning:plan:made") == 1
    entered = JournalEntry.objects.filter(action="access:medical:entered", data__purpose="plan")
    assert entered.count() == 1


def test_who_has_no_right_to_medical_data_cannot_plan(at: Any, world: World) -> None:
    at(NOW)
    with pytest.raises(MedicalAccessRefused):
        services.place_all(actor=Actor.system("cleaner"), now=clock.now())


def test_the_number_of_queries_does_not_follow_the_number_of_cases(at: Any, world: World) -> None:
    at(NOW)
    doctor = world.medecin()
    counts = []
    for day, cases_of_day in (("2026-12-03", 2), ("2026-12-04", 4)):
        world.hours(doctor, day, "09:00", "12:00")
        for _ in range(cases_of_day):
            world.case(date_fin=date(2026, 12, 31))
        with CaptureQueriesContext(connection) as queries:
            plan(date.fromisoformat(day))
        # Each appointment is an event of its own; all else is read and written together.
        statements = [query["sql"] for query in queries.captured_queries]
        counts.append(sum("events_" not in s and "SAVEPOINT" not in s for s in statements))
    assert counts[0] == counts[1]


def test_until_bounds_the_days_used(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-10")
    world.case()
    assert plan(date(2026, 12, 9)).unplaced[0][1] is Reason.NO_COMPETENCE
    at.advance(hours=1)
    assert plan(date(2026, 12, 10)).placed == 1


def test_the_report_is_the_contract(at: Any, world: World) -> None:
    at(NOW)
    case = world.case()
    assert plan().as_json() | {"seconds": 0} == {
        "placed": 0,
        "visio": 0,
        "presentiel": 0,
        "unplaced": [{"reference": case.reference, "reason": "no_competence"}],
        "objective": [0, 0, 0],
        "bound": [0, 0, 0],
        "seconds": 0,
    }


def test_a_closed_version_ends_once(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-03")
    case = world.case()
    plan()
    found = selectors.current(case.id)
    assert found is not None
    close = services.close_appointment
    held = close(appointment_id=found.id, state=AppointmentState.TENU, actor=PLANNER)
    assert not isinstance(held, Refusal)
    assert held.state is AppointmentState.TENU
    assert close(appointment_id=found.id, state=AppointmentState.TENU, actor=PLANNER) == held
    again = close(appointment_id=found.id, state=AppointmentState.ABSENT, actor=PLANNER)
    assert isinstance(again, Refusal)
    assert again.code == "appointment_closed"
    # The time was spent: nobody else gets it.
    assert Booking.objects.filter(appointment=found.id, active=True).count() == 2
