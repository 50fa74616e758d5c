"""Why this doctor, this day: every sentence is true of the diaries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.planning import explaining, selectors, services, texts_why, views
from telecontrole.rooms.planning.enums import AppointmentState, Reason
from telecontrole.rooms.planning.explaining import Explanation, Ground, Why
from telecontrole.rooms.planning.tests.test_pages import call, text
from telecontrole.rooms.planning.tests.world import PLANNER, World

pytestmark = pytest.mark.django_db
#: A Tuesday: Thursday is the first day that can be announced.
NOW = "2026-12-01T08:00:00+00:00"


def plan() -> None:
    assert not isinstance(services.place_all(actor=PLANNER, now=clock.now()), Refusal)


def why(case: Any) -> Explanation:
    info = cases.case(case.id)
    assert info is not None
    return explaining.explain(info, days=True)


def runs(found: Explanation) -> list[tuple[int, int, Why]]:
    return [(run.first.day, run.last.day, run.why) for run in found.runs]


def test_each_earlier_day_says_what_was_missing(at: Any, world: World) -> None:
    at(NOW)
    doctor, own = world.medecin(), world.medecin()
    world.hours(doctor, "2026-12-03", "09:00", "09:30")
    world.hours(own, "2026-12-04", "09:00", "09:30")
    world.hours(doctor, "2026-12-08", "09:00", "10:30")
    for _ in range(2):
        world.case(priorite=1)
    case = world.case(prescripteur_rpps=own.rpps)
    plan()
    found = why(case)
    assert runs(found) == [
        (1, 2, Why.NOT_NOTIFIABLE),
        (3, 3, Why.FULL),
        (4, 4, Why.OWN_PATIENT),
        (5, 6, Why.CLOSED),
        (7, 7, Why.NO_HOURS),
    ]
    assert (found.ground, found.waited, found.outside) == (Ground.VISIO, 7, False)
    assert found.first_day == date(2026, 12, 3)
    lines = [texts_why.day_line(run) for run in found.runs]
    assert lines[1] == "Jeudi 3 décembre 2026 : toutes les places possibles sont prises."


def test_a_place_freed_since_is_said_to_be_free_now(at: Any, world: World) -> None:
    at(NOW)
    doctor = world.medecin()
    world.hours(doctor, "2026-12-03", "09:00", "09:30")
    world.hours(doctor, "2026-12-04", "09:00", "09:30")
    first, second = world.case(priorite=1), world.case()
    plan()
    earlier = selectors.current(first.id)
    assert earlier is not None
    services.close_appointment(
        appointment_id=earlier.id, state=AppointmentState.ANNULE, actor=PLANNER
    )
    assert runs(why(second))[-1] == (3, 3, Why.FREE_NOW)


def test_a_busy_caisse_gives_its_video_to_a_calmer_one_overseas_hours_included(
    at: Any, world: World
) -> None:
    at(NOW)
    world.caisse("974", region="La Réunion", fuseau="Indian/Reunion", calendrier="la_reunion")
    at_home, far = world.medecin(), world.medecin("974")
    world.hours(at_home, "2026-12-03", "09:00", "09:30")
    # From 9 to 13 in La Réunion there is from 6 to 10 in Paris: nobody is called before 8.
    world.hours(far, "2026-12-03", "09:00", "13:00")
    urgent, other = world.case(priorite=1), world.case(priorite=2)
    plan()
    kept, moved = selectors.current(urgent.id), selectors.current(other.id)
    assert kept is not None
    assert moved is not None
    assert {kept.medecin, moved.medecin} == {at_home.id, far.id}
    remote = urgent if kept.medecin == far.id else other
    there = selectors.current(remote.id)
    assert there is not None
    assert there.starts_at.isoformat() >= "2026-12-03T07:00:00+00:00"
    found = why(remote)
    assert (found.outside, found.home) == (True, Why.FULL)
    assert any("n’ont plus de place ce jour-là" in one for one in texts_why.sentences(found))


@pytest.mark.parametrize(
    ("ground", "words"),
    [
        (Ground.NEED, "le dossier le demande"),
        (Ground.CONTACT, "courriel ou un mobile"),
        (Ground.HISTORY, "la suite du rendez-vous précédent"),
        (Ground.ROLLOUT, "pas encore ouverte"),
    ],
)
def test_in_person_says_its_ground_without_a_word_of_health(
    at: Any, world: World, ground: Ground, words: str
) -> None:
    at(NOW)
    if ground is Ground.ROLLOUT:
        at("2025-11-03T08:00:00+00:00")
        world.caisse(region="Bretagne")
    site, doctor = world.site(), world.medecin()
    month = "2025-11" if ground is Ground.ROLLOUT else "2026-12"
    world.hours(doctor, f"{month}-16" if month == "2026-12" else f"{month}-18", site=site)
    if ground is Ground.HISTORY:
        world.hours(doctor, "2026-12-04")
    person = world.insured(mobile="") if ground is Ground.CONTACT else world.insured()
    needs = ("presentiel", "lsf") if ground is Ground.NEED else ()
    case = world.case(insured=person, besoins=needs)
    plan()
    if ground is Ground.HISTORY:
        first = selectors.current(case.id)
        assert first is not None
        services.decline(
            appointment_id=first.id,
            reason=AppointmentState.REFUSE,
            actor=PLANNER,
            now=clock.now(),
        )
    found = why(case)
    assert found.ground is ground
    said = " ".join(texts_why.sentences(found))
    assert words in said
    assert "lsf" not in said


def test_a_case_without_place_gives_its_reason_and_a_finished_one_nothing(
    at: Any, world: World
) -> None:
    at(NOW)
    case, unseen = world.case(), world.case()
    tonight = "Prochain plan : mercredi 2 décembre 2026 à 5 h, heure de Paris."
    assert texts_why.sentences(why(unseen)) == [tonight]
    plan()
    found = why(case)
    assert found.reason is Reason.NO_COMPETENCE
    assert texts_why.sentences(found) == [
        "Sans rendez-vous : aucun médecin-conseil compétent n’offre de créneau.",
        tonight,
    ]


def test_the_page_shows_the_days_before(at: Any, world: World) -> None:
    at(NOW)
    world.hours(world.medecin(), "2026-12-04", "09:00", "10:30")
    case = world.case()
    plan()
    reader = Actor(ActorKind.STAFF, "x", frozenset({Role.TECHNICIEN}), "141")
    page = text(call(views.why, reader, reference=case.reference))
    assert "Pourquoi ce médecin, ce jour" in page
    assert "Du mardi 1er décembre 2026 au mercredi 2 décembre 2026 : la personne" in page
    assert "2 autres places sont libres" in page
