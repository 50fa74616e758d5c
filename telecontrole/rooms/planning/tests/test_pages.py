"""The diaries' pages, as the team meets them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponseBase
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.rooms.diaries.selectors import BookingInfo
from telecontrole.rooms.planning import agenda, services, views
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist import titles
from telecontrole.rooms.worklist.selectors import every_task

pytestmark = pytest.mark.django_db
NOW = "2026-12-01T08:00:00+00:00"


def staff(*roles: Role, caisse: str | None = "141") -> Actor:
    return Actor(ActorKind.STAFF, "someone", frozenset(roles), caisse, "Quelqu’un")


TECHNICIAN = staff(Role.TECHNICIEN)


def call(view: Any, actor: Actor | None, query: str = "", **kwargs: Any) -> HttpResponseBase:
    request = RequestFactory().get(f"/agendas/?{query}")
    request.user = SimpleNamespace(is_authenticated=actor is not None)  # type: ignore[assignment]
    request.actor = actor  # type: ignore[attr-defined]
    response: HttpResponseBase = view(request, **kwargs)
    return response


def text(response: HttpResponseBase) -> str:
    body = getattr(response, "content", b"").decode()
    return " ".join(re.sub(r"<[^>]+>", " ", body).replace("\u00a0", " ").split())


def planned(world: World, *, doctors: int = 1, each: int = 1) -> Any:
    """Doctors with a morning each on 3 December, and cases in it."""
    people = [world.medecin() for _ in range(doctors)]
    for person in people:
        world.hours(person, "2026-12-03", "09:00", "11:00")
    made = [world.case() for _ in range(doctors * each)]
    services.place_all(actor=PLANNER, now=clock.now())
    return SimpleNamespace(doctors=people, cases=made)


def test_a_day_shows_what_is_taken_and_what_is_free(at: Any, world: World) -> None:
    at(NOW)
    made = planned(world)
    page = text(call(views.index, TECHNICIAN, "date=2026-12-03"))
    assert f"Dr {made.doctors[0].nom}" in page
    assert made.cases[0].reference in page
    assert "9 h – 9 h 20" in page
    assert "Libre 9 h 30 – 11 h" in page


def test_a_page_shows_no_name_of_a_person_and_no_need(at: Any, world: World) -> None:
    at(NOW)
    site = world.site()
    world.hours(world.medecin(), "2026-12-03", site=site)
    world.case(besoins=("presentiel", "lsf"))
    services.place_all(actor=PLANNER, now=clock.now())
    for query in ("date=2026-12-03", "date=2026-12-03&par=sites"):
        page = text(call(views.index, TECHNICIAN, query))
        assert "PERSONNE" not in page
        assert "lsf" not in page
        assert "generaliste" not in page
    assert "salle 1" in page


def test_a_week_of_a_doctor_has_five_days_and_a_day_one(at: Any, world: World) -> None:
    at(NOW)
    made = planned(world)
    key = made.doctors[0].id
    week = text(call(views.doctor, TECHNICIAN, "date=2026-12-03", medecin_id=key))
    assert "lundi 30/11/2026" in week
    assert "vendredi 04/12/2026" in week
    day = text(call(views.doctor, TECHNICIAN, "date=2026-12-03&vue=jour", medecin_id=key))
    assert "vendredi" not in day
    assert made.cases[0].reference in day


def test_a_site_shows_its_rooms_and_doctors(at: Any, world: World) -> None:
    at(NOW)
    site, doctor = world.site(), world.medecin()
    world.hours(doctor, "2026-12-03", site=site)
    case = world.case(besoins=("presentiel",))
    services.place_all(actor=PLANNER, now=clock.now())
    page = text(call(views.site, TECHNICIAN, "date=2026-12-03", site_id=site.id))
    assert f"{case.reference} 9 h – 9 h 20 Sur place, salle 1, Dr {doctor.nom}" in page


def test_a_case_without_place_says_why(at: Any, world: World) -> None:
    at(NOW)
    case = world.case()
    services.place_all(actor=PLANNER, now=clock.now())
    page = text(call(views.without_place, TECHNICIAN))
    assert case.reference in page
    assert "aucun médecin-conseil compétent" in page
    exported = call(views.without_place, TECHNICIAN, "format=csv")
    assert "attachment" in exported["Content-Disposition"]
    task = next(every_task())
    assert titles.title(task) == f"Dossier {case.reference} : trouver un rendez-vous"
    assert "aucun médecin-conseil compétent" in titles.advice(task)


def test_another_caisse_stays_closed(at: Any, world: World) -> None:
    at(NOW)
    world.caisse("341", region="Occitanie")
    site, doctor = world.site("341-1", "341"), world.medecin("341")
    world.case(caisse="341")
    services.place_all(actor=PLANNER, now=clock.now())
    with pytest.raises(Http404):
        call(views.doctor, TECHNICIAN, medecin_id=doctor.id)
    with pytest.raises(Http404):
        call(views.site, TECHNICIAN, site_id=site.id)
    assert "Caisse 341" not in text(call(views.index, TECHNICIAN, "caisse=341"))
    assert "TC-" not in text(call(views.without_place, TECHNICIAN))
    assert "Caisse 341" in text(call(views.index, staff(Role.CHEF, caisse=None), "caisse=341"))


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE, Role.ADMINISTRATEUR, Role.EXPERT])
def test_who_has_no_business_there_is_refused(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        call(views.index, staff(role))


def test_a_visitor_is_sent_to_sign_in() -> None:
    assert call(views.index, None).status_code == 302


@pytest.mark.parametrize(
    "query",
    ["date=demain", "date=0001-01-01", "date=9999-12-31", "vue=%00", "par=x", "caisse=%00%F0"],
)
def test_nonsense_in_the_address_shows_the_usual_page(at: Any, world: World, query: str) -> None:
    at(NOW)
    made = planned(world)
    assert call(views.index, TECHNICIAN, query).status_code == 200
    page = call(views.doctor, TECHNICIAN, query, medecin_id=made.doctors[0].id)
    assert page.status_code == 200


def test_a_day_is_typed_and_a_wrong_one_is_said_beside_its_boxes(at: Any, world: World) -> None:
    at(NOW)
    planned(world)
    there = "date_jour=3&date_mois=12&date_annee=2026"
    assert "jeudi 3 décembre 2026" in text(call(views.index, TECHNICIAN, there))
    wrong = text(call(views.index, TECHNICIAN, "date_jour=31&date_mois=2&date_annee=2026"))
    assert "Exemple : 27 3 2026." in wrong


def test_pages_work_before_anything_is_imported(at: Any) -> None:
    at(NOW)
    assert "Aucune caisse" in text(call(views.index, TECHNICIAN))
    assert "Tous les dossiers ont une place" in text(call(views.without_place, TECHNICIAN))


def test_the_number_of_queries_does_not_follow_the_rows(at: Any, world: World) -> None:
    at(NOW)
    counts = []
    for doctors in (1, 3):
        planned(world, doctors=doctors, each=2)
        with CaptureQueriesContext(connection) as queries:
            call(views.index, TECHNICIAN, "date=2026-12-03")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_gaps_are_what_bookings_leave() -> None:
    def hour(n: int) -> datetime:
        return datetime(2026, 12, 3, n, tzinfo=UTC)

    taken = [
        BookingInfo(uuid4(), "agent:x", hour(start), hour(end))
        for start, end in ((3, 5), (0, 1), (9, 12))
    ]
    found = agenda.gaps(hour(1), hour(10), taken)
    assert list(found) == [(hour(1), hour(3)), (hour(5), hour(9))]
