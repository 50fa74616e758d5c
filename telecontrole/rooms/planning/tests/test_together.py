"""Many at once, on real connections: nothing is booked twice, nobody is lost."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.diaries import rules as names
from telecontrole.rooms.diaries.models import Booking
from telecontrole.rooms.diaries.services import book
from telecontrole.rooms.planning import selectors, services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.services import Declined, PlanReport
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db(transaction=True)
NOW = "2026-12-01T08:00:00+00:00"


def together(jobs: list[Callable[[], Any]]) -> list[Any]:
    """Run jobs at the same time, each on a connection of its own; a fault of one is a fault of the test."""
    gate = Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            gate.wait()
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_of_thirty_two_bookings_of_one_slot_one_succeeds(at: Any) -> None:
    at(NOW)
    agent, start = uuid.uuid4(), datetime(2026, 12, 3, 8, tzinfo=UTC)

    def one() -> Refusal | None:
        resources = [names.agent(agent), names.insured(uuid.uuid4())]
        during = (start, start + timedelta(minutes=30))
        return book(appointment=uuid.uuid4(), resources=resources, during=during)

    answers = Counter("booked" if a is None else a.code for a in together([one] * 32))
    assert answers == {"booked": 1, "double_booking": 31}
    assert Booking.objects.filter(active=True).count() == 2


def test_of_two_plans_at_once_one_places_and_the_other_moves_nothing(at: Any, world: World) -> None:
    at(NOW)
    for _ in range(3):
        world.hours(world.medecin(), "2026-12-03")
    for _ in range(12):
        world.case()

    def one() -> PlanReport | Refusal:
        return services.place_all(actor=PLANNER, now=clock.now())

    answers = together([one] * 4)
    placed = sum(a.placed for a in answers if isinstance(a, PlanReport))
    assert placed == Appointment.objects.count() == 12
    assert {a.code for a in answers if isinstance(a, Refusal)} <= {"plan_running"}


def test_who_declines_together_gets_one_place_each_or_a_task(at: Any, world: World) -> None:
    at(NOW)
    site = world.site(salles=1)
    for _ in range(3):
        world.hours(world.medecin(), "2026-12-03")
    world.hours(world.medecin(), "2026-12-09", "09:00", "11:00", site)
    wanted = [world.case() for _ in range(12)]
    services.place_all(actor=PLANNER, now=clock.now())
    ahead = [one.id for one in selectors.currents(case.id for case in wanted).values()]

    def one(appointment: uuid.UUID) -> Declined | Refusal:
        return services.decline(
            appointment_id=appointment,
            reason=AppointmentState.REFUSE,
            actor=PLANNER,
            now=clock.now(),
        )

    answers = together([partial(one, appointment) for appointment in ahead])
    assert all(isinstance(answer, Declined) for answer in answers)
    assert sum(answer.next is not None for answer in answers) == 4
    assert Task.objects.filter(done_at__isnull=True).count() == 8
    assert Appointment.objects.filter(state="prevu").count() == 4


def test_a_plan_and_people_who_decline_do_not_meet_in_one_slot(at: Any, world: World) -> None:
    at(NOW)
    site = world.site(salles=1)
    world.hours(world.medecin(), "2026-12-03")
    world.hours(world.medecin(), "2026-12-09", "09:00", "11:00", site)
    wanted = [world.case() for _ in range(4)]
    services.place_all(actor=PLANNER, now=clock.now())
    ahead = [one.id for one in selectors.currents(case.id for case in wanted).values()]
    for _ in range(4):
        world.case(besoins=("presentiel",))

    def one(appointment: uuid.UUID) -> Declined | Refusal:
        return services.decline(
            appointment_id=appointment,
            reason=AppointmentState.REFUSE,
            actor=PLANNER,
            now=clock.now(),
        )

    def plan() -> PlanReport | Refusal:
        return services.place_all(actor=PLANNER, now=clock.now())

    together([plan, *(partial(one, appointment) for appointment in ahead)])
    assert Appointment.objects.filter(state="prevu", modalite="presentiel").count() == 4
    assert Task.objects.filter(done_at__isnull=True).count() == 4
