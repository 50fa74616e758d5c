"""Two hundred people tap "pas en visio" at the same instant, and their site has one place left."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier, BoundedSemaphore
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.diaries.models import Booking
from telecontrole.rooms.people import links
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 200
# As many connections as eight nodes hold in their pools; who has none waits, as behind any pool.
CONNECTIONS = 64
SYSTEM = Actor.system("test")
LAST_PLACE = date(2026, 12, 9)
NEXT_PLACES = date(2026, 12, 10)


@pytest.fixture
def crowd(at: Any) -> list[Case]:
    """Two hundred persons of one caisse expected by video; one place on its site, six the day after."""
    at("2026-12-01T08:00:00+00:00")
    world = World()
    for _ in range(9):
        for day in ("2026-12-03", "2026-12-04"):
            world.hours(world.medecin(), day, "09:00", "15:00")
    site = world.site(salles=1)
    world.hours(world.medecin(), LAST_PLACE.isoformat(), "09:00", "09:30", site)
    world.hours(world.medecin(), NEXT_PLACES.isoformat(), "09:00", "12:00", site)
    found = [world.case() for _ in range(PEOPLE)]
    planning_services.place_all(actor=PLANNER, now=clock.now())
    assert Appointment.objects.filter(modalite="visio", state="prevu").count() == PEOPLE
    return found


def visitor(case: Case) -> Client:
    """A browser that has opened the link of the case."""
    wanted = links.LinkWanted(f"case:{case.id}", "sms", insured_id=case.insured_id)
    token = links.issue_link(wanted=wanted, valid_for=timedelta(days=30), actor=SYSTEM)
    client = Client(raise_request_exception=False, REMOTE_ADDR=f"10.0.{case.id.int % 250}.1")
    assert client.get(f"/r/{token}").status_code == 302
    return client


def all_at_once(browsers: list[Client]) -> list[int]:
    """Every browser says "pas en visio" at the same instant; the status of each answer."""
    gate, free = Barrier(len(browsers)), BoundedSemaphore(CONNECTIONS)

    def say(browser: Client) -> int:
        gate.wait()
        with free:
            try:
                answer = browser.post("/rdv/choix/pas-en-visio/", {"version": "1"})
                return int(answer.status_code)
            finally:
                connection.close()

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(say, browsers))


def test_one_gets_the_last_place_the_others_the_next_or_a_promise_and_a_task(
    crowd: list[Case],
) -> None:
    browsers = [visitor(case) for case in crowd]
    answers = all_at_once(browsers)
    assert Counter(answers) == {302: PEOPLE}

    latest = planning.currents(case.id for case in crowd)
    placed = {key: one for key, one in latest.items() if one.ahead}
    days = Counter(one.starts_at.date() for one in placed.values())
    assert days == {LAST_PLACE: 1, NEXT_PLACES: 6}
    assert {one.modalite for one in placed.values()} == {"presentiel"}
    assert len({one.starts_at for one in placed.values()}) == 7
    assert min(one.starts_at.time() for one in placed.values()) == time(8)

    waits = {f"case:{case.id}" for case in crowd if case.id not in placed}
    told = Task.objects.filter(kind="sans_place", done_at__isnull=True)
    assert set(told.values_list("subject", flat=True)) == waits
    assert told.count() == len(waits) == PEOPLE - 7
    assert Booking.objects.filter(active=True).count() == 7 * 3

    page = browsers[next(n for n, case in enumerate(crowd) if case.id not in placed)]
    assert "Nous vous écrirons" in page.get("/rdv/choix/").content.decode()
    page = browsers[next(n for n, case in enumerate(crowd) if case.id in placed)]
    assert "Votre rendez-vous sur place" in page.get("/rdv/choix/").content.decode()
