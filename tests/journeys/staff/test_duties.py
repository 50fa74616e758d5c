"""What waits for a person and belongs to no single room becomes a task."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall import duties
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist import services as worklist
from telecontrole.rooms.worklist.models import Task
from tests.journeys.staff.test_pages import signed_in, text

pytestmark = pytest.mark.django_db
HEAD = Actor(ActorKind.STAFF, "head", frozenset({Role.CHEF}), "141", "Responsable")


@pytest.fixture
def world(at: Any) -> World:
    at("2026-12-01T08:00:00+00:00")
    return World()


def test_an_interview_of_which_nobody_wrote_anything_is_a_task_until_somebody_does(
    world: World, at: Any
) -> None:
    world.hours(world.medecin(), "2026-12-03")
    case = world.case()
    planning_services.place_all(actor=PLANNER, now=clock.now())
    one = planning.current(case.id)
    assert one is not None
    at(one.ends_at + timedelta(hours=2))
    assert duties.tick(clock.now()) == 0
    at.advance(minutes=1)
    duties.tick(clock.now())
    duties.tick(clock.now())
    task = Task.objects.get(kind="entretien_sans_suite")
    assert (task.queue, task.subject) == ("medical", f"case:{case.id}")

    page = text(signed_in("chef"), f"/taches/{task.id}/")
    assert f"Dossier {case.reference} : dire ce qu’est devenu l’entretien" in page
    assert "Noter la suite de l’entretien" in page
    ended = worklist.finish(task_id=task.id, actor=HEAD, done="sans_objet")
    assert ended == Refusal("interview_unwritten")

    planning_services.close_appointment(
        appointment_id=one.id, state=AppointmentState.TENU, actor=PLANNER
    )
    events.drain()
    task.refresh_from_db()
    assert task.done == "entretien_renseigne"
    duties.tick(clock.now())
    assert Task.objects.filter(kind="entretien_sans_suite", done_at__isnull=True).count() == 0


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-12-01T08:30:00+00:00", "2026-12-01T17:00:00+00:00"),
        ("2026-12-01T11:30:00+00:00", "2026-12-02T17:00:00+00:00"),
        ("2026-12-04T11:30:00+00:00", "2026-12-07T17:00:00+00:00"),
        ("2026-12-06T08:30:00+00:00", "2026-12-07T17:00:00+00:00"),
    ],
)
def test_letters_are_due_on_the_evening_of_a_working_day(
    world: World, at: Any, now: str, due: str
) -> None:
    world.hours(world.medecin(), "2026-12-17", site=world.site())
    world.case(insured=world.insured(mobile="", adresse="1 rue du Port"))
    planning_services.place_all(actor=PLANNER, now=clock.now())
    duties.tick(at(now))
    assert Task.objects.get(kind="lettres_a_poster").due_at == datetime.fromisoformat(due)


def test_letters_that_wait_are_one_task_a_caisse_until_they_are_posted(world: World) -> None:
    site = world.site()
    world.hours(world.medecin(), "2026-12-15", site=site)
    for _ in range(2):
        world.case(insured=world.insured(mobile="", adresse="1 rue du Port"))
    planning_services.place_all(actor=PLANNER, now=clock.now())
    duties.tick(clock.now())
    duties.tick(clock.now())
    task = Task.objects.get(kind="lettres_a_poster")
    assert (task.queue, task.caisse) == ("notices", "141")
    ids = list(Notice.objects.filter(channel="lettre").values_list("id", flat=True))
    notices.post_letters(notice_ids=ids, posted_on=clock.today(), actor=PLANNER)
    duties.tick(clock.now())
    task.refresh_from_db()
    assert task.done == "lettres_postees"
