"""Diaries fill themselves: nobody has to launch a plan, and anybody of the team may."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponseBase
from django.test import RequestFactory
from procrastinate.contrib.django.models import ProcrastinateJob

from telecontrole.foundations import clock
from telecontrole.foundations.access import Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.planning import (
    explaining,
    night,
    placing,
    plan_runs,
    services,
    tasks,
    texts_why,
    views,
)
from telecontrole.rooms.planning.models import Appointment, PlanRun, Unplaced
from telecontrole.rooms.planning.tests.test_pages import TECHNICIAN, call, staff, text
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist import titles
from telecontrole.rooms.worklist.models import Task
from telecontrole.rooms.worklist.selectors import every_task

pytestmark = pytest.mark.django_db
NOW = "2026-12-01T08:00:00+00:00"
TONIGHT = "2026-12-02T04:00:00+00:00"


def due() -> datetime:
    return PlanRun.objects.get(waiting=True).due_at


def jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name=night.JOB).count()


def post(actor: Any) -> HttpResponseBase:
    request = RequestFactory().post("/agendas/sans-place/planifier/")
    request.user = SimpleNamespace(is_authenticated=True)  # type: ignore[assignment]
    request.actor = actor  # type: ignore[attr-defined]
    return views.plan_now(request)


def test_cases_that_wait_are_placed_by_the_plan_of_the_night(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-04")
    case = world.case()
    assert services.tick(clock.now()) == 1
    assert due() == datetime.fromisoformat(TONIGHT)
    assert (services.tick(clock.now()), jobs()) == (0, 0)
    tasks.plan()
    assert not Appointment.objects.exists()

    at(TONIGHT)
    assert services.tick(clock.now()) == 1
    assert (services.tick(clock.now()), jobs()) == (0, 1), "one job, however often one looks"
    tasks.plan()
    assert Appointment.objects.get().case_id == case.id
    made = PlanRun.objects.get()
    assert (made.waiting, made.placed, made.visio, made.unplaced) == (False, 1, 1, 0)
    assert made.best
    tasks.plan()
    assert (services.tick(clock.now()), PlanRun.objects.count()) == (0, 1), "nobody waits"


def test_who_was_left_without_a_place_is_tried_again_the_night_after(at: Any, world: World) -> None:
    at(TONIGHT)
    case = world.case()
    services.place_all(actor=PLANNER, now=clock.now())
    assert Unplaced.objects.get().case_id == case.id
    assert due().isoformat() == "2026-12-03T04:00:00+00:00"
    world.hours(world.medecin(), "2026-12-07")
    at("2026-12-03T04:00:05+00:00")
    assert night.run(clock.now())
    assert not Unplaced.objects.exists()
    assert not Task.objects.filter(kind="sans_place", done_at__isnull=True).exists()


@pytest.mark.parametrize(
    ("now", "following"),
    [
        ("2026-10-24T10:00:00+00:00", "2026-10-25T04:00:00+00:00"),
        ("2027-03-27T10:00:00+00:00", "2027-03-28T03:00:00+00:00"),
        ("2027-03-28T02:59:59+00:00", "2027-03-28T03:00:00+00:00"),
        ("2027-03-28T03:00:00+00:00", "2027-03-29T03:00:00+00:00"),
        ("2028-02-28T22:30:00+00:00", "2028-02-29T04:00:00+00:00"),
    ],
)
def test_the_hour_is_that_of_paris_on_both_nights_of_the_clock_and_on_a_leap_day(
    now: str, following: str
) -> None:
    assert plan_runs.next_night(datetime.fromisoformat(now)).isoformat() == following


def test_the_team_launches_the_plan_without_waiting_for_the_night(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-04")
    world.case()
    page = text(call(views.without_place, TECHNICIAN))
    assert "Aucun plan n’a encore été fait" in page
    assert "mercredi 2 décembre 2026" in page
    assert "Lancer le plan maintenant" in page
    for _ in range(2):
        assert post(TECHNICIAN).status_code == 302
    page = text(call(views.without_place, TECHNICIAN))
    assert "Le plan se fait" in page
    assert "Lancer le plan maintenant" not in page
    services.tick(clock.now())
    tasks.plan()
    page = text(call(views.without_place, TECHNICIAN))
    assert "1 dossier placé, dont 1 en visio" in page
    assert "0 sans place" in page
    assert "Aucun plan ne ferait mieux" in page
    assert PlanRun.objects.get().asked_by == TECHNICIAN.id
    asked = JournalEntry.objects.filter(action="planning:plan:asked")
    assert [one.actor_id for one in asked] == [TECHNICIAN.id] * 2


def test_the_page_of_a_case_that_waits_says_when_the_next_plan_is(at: Any, world: World) -> None:
    at(NOW)
    known = cases.case(world.case().id)
    assert known is not None
    said = texts_why.sentences(explaining.explain(known, days=False))
    assert said == ["Prochain plan : mercredi 2 décembre 2026 à 5 h, heure de Paris."]


def test_only_those_who_keep_the_diaries_launch_a_plan(at: Any) -> None:
    at(NOW)
    doctor = staff(Role.MEDECIN_CONSEIL)
    with pytest.raises(PermissionDenied):
        post(doctor)
    assert not PlanRun.objects.exists()
    assert "Lancer le plan maintenant" not in text(call(views.without_place, doctor))


def test_a_plan_that_somebody_else_is_making_is_awaited(
    at: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(NOW)
    world.case()
    plan_runs.ask(actor=TECHNICIAN, now=clock.now())
    monkeypatch.setattr(night, "place_all", lambda **given: Refusal("plan_running"))
    assert not night.run(clock.now())
    assert due().isoformat() == "2026-12-01T08:05:00+00:00"


def test_a_plan_that_fails_becomes_a_task_and_is_tried_again(
    at: Any, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(NOW)
    world.case()
    plan_runs.ask(actor=TECHNICIAN, now=clock.now())

    def broken(problem: Any) -> None:
        raise ArithmeticError

    with monkeypatch.context() as patch:
        patch.setattr(placing, "solve", broken)
        assert not night.run(clock.now())
    assert due().isoformat() == "2026-12-01T09:00:00+00:00"
    (task,) = every_task()
    assert (task.queue, task.kind, task.caisse) == ("technique", "plan_en_echec", "")
    assert titles.title(task) == "Le plan des rendez-vous a échoué"
    assert "essayé de nouveau" in titles.advice(task)

    at.advance(hours=1)
    assert night.run(clock.now())
    assert Task.objects.get(kind="plan_en_echec").done == "plan_fait"


def test_two_plans_never_wait_together(at: Any) -> None:
    at(NOW)
    plan_runs.expect(clock.now())
    plan_runs.expect(clock.now())
    assert PlanRun.objects.count() == 1
    with pytest.raises(IntegrityError, match="planning_plan_run_one_waiting"), transaction.atomic():
        PlanRun.objects.create(due_at=clock.now())
    with (
        pytest.raises(IntegrityError, match="planning_plan_run_made_has_an_instant"),
        transaction.atomic(),
    ):
        PlanRun.objects.create(waiting=False, due_at=clock.now())


def test_where_a_later_plan_is_expected_none_is_made_at_five(at: Any, world: World) -> None:
    """What the tests in a browser rely on: whatever the hour they run at, no case of theirs is placed meanwhile."""
    at(NOW)
    world.hours(world.medecin(), "2026-12-04")
    world.case()
    PlanRun.objects.create(due_at=datetime.fromisoformat(TONIGHT) + timedelta(days=1))
    for instant in (NOW, TONIGHT):
        at(instant)
        assert (services.tick(clock.now()), jobs()) == (0, 0)
        tasks.plan()
    assert not Appointment.objects.exists()
