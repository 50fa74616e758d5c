"""A case that waits: who chooses what follows, from the task to the case, and what is said."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from telecontrole.foundations import clock
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.tests.test_resuming import absent, declined
from telecontrole.rooms.planning.tests.world import PLANNER, World
from telecontrole.rooms.worklist.models import Task
from tests.journeys.staff.test_pages import signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(at: Any) -> World:
    at("2026-12-01T08:00:00+00:00")
    return World()


@pytest.fixture
def stuck(world: World) -> Case:
    """A case whose person declined the video, without a place on a site."""
    return declined(world)


def path(case: Case) -> str:
    return f"/dossiers/{case.reference}/suite/"


def test_from_the_task_to_the_choice(world: World, stuck: Case) -> None:
    client = signed_in("technicien")
    task = Task.objects.get()
    page = text(client, f"/taches/{task.id}/")
    assert path(stuck) in page
    assert "Qu’avez-vous fait" not in page
    answer = client.post(reverse("worklist:finish", args=[task.id]), {"done": "appele"})
    assert answer.status_code == 409
    assert "ne se termine pas ici" in answer.content.decode()
    assert path(stuck) in text(client, f"/dossiers/{stuck.reference}/")


@pytest.mark.parametrize("role", ["technicien", "chef", "administrateur"])
def test_a_place_found_is_told_and_the_task_is_done(world: World, stuck: Case, role: str) -> None:
    world.hours(world.medecin(), "2026-12-09", site=world.site())
    answer = signed_in(role).post(path(stuck), {"acte": "place"}, follow=True)
    page = answer.content.decode().replace("\u00a0", " ")
    assert answer.status_code == 200
    assert "Place trouvée : mercredi 9 décembre 2026 à 9 h, Site 141-1, salle 1." in page
    assert not Task.objects.filter(done_at__isnull=True).exists()


def test_no_place_is_told_with_the_reason(world: World, stuck: Case) -> None:
    answer = signed_in("technicien").post(path(stuck), {"acte": "place"})
    assert answer.status_code == 409
    assert "aucun site de la caisse" in answer.content.decode()


def test_back_to_the_plan_on_a_site_only(world: World, stuck: Case) -> None:
    client = signed_in("technicien")
    assert "Le plan ne proposera qu’une place sur place" in text(client, path(stuck))
    answer = client.post(path(stuck), {"acte": "plan"}, follow=True)
    assert "remis au prochain plan" in answer.content.decode()
    assert Case.objects.get().state == CaseState.A_PLANIFIER


def test_closing_asks_why_and_keeps_it(world: World, stuck: Case) -> None:
    client = signed_in("technicien")
    assert client.post(path(stuck), {"acte": "clore"}).status_code == 422
    assert client.post(path(stuck), {"acte": "clore", "raison": "humeur"}).status_code == 422
    client.post(path(stuck), {"acte": "clore", "raison": "reprise"})
    page = text(client, f"/dossiers/{stuck.reference}/")
    assert "clos sans avis : La personne a repris le travail" in page
    again = client.post(path(stuck), {"acte": "clore", "raison": "doublon"})
    assert again.status_code == 409
    assert Case.objects.get().closed_reason == "reprise"


def test_the_medical_service_hears_an_absence(world: World) -> None:
    case = absent(world)
    client = signed_in("medecin_conseil", medecin=MedecinConseil.objects.get())
    assert "Noter le motif de l’absence" in text(client, path(case))
    assert client.post(path(case), {"acte": "absence"}).status_code == 422
    said = {"acte": "absence", "motif": "autre", "justifiee": "non"}
    answer = client.post(path(case), said, follow=True)
    assert "Le service médical examine le dossier" in answer.content.decode()
    # The task is theirs, and so is what follows.
    task = Task.objects.get(done_at__isnull=True)
    assert path(case) in text(client, f"/taches/{task.id}/")
    assert "Noter le motif" not in text(client, path(case))
    assert client.post(path(case), {"acte": "clore", "raison": "sans_objet"}).status_code == 302


def test_who_may_not_choose(world: World, stuck: Case) -> None:
    medecin = signed_in("medecin_conseil", medecin=MedecinConseil.objects.get())
    assert medecin.post(path(stuck), {"acte": "plan"}).status_code == 403
    assert "Rien à choisir" in text(medecin, path(stuck))
    for role in ("gestionnaire", "expert"):
        assert signed_in(role).get(path(stuck)).status_code == 403
    world.caisse("763")
    assert signed_in("technicien", caisse="763").get(path(stuck)).status_code == 404
    assert Case.objects.get().state == CaseState.A_TRAITER


@pytest.fixture
def planned(world: World) -> Case:
    """A case with an appointment by video ahead, and a place on a site after it."""
    doctor = world.medecin()
    world.hours(doctor, "2026-12-03")
    world.hours(doctor, "2026-12-09", site=world.site())
    case = world.case()
    planning_services.place_all(actor=PLANNER, now=clock.now())
    return case


def test_an_appointment_ahead_is_neither_planned_again_nor_placed(planned: Case) -> None:
    client = signed_in("technicien")
    for acte in ("place", "plan"):
        assert client.post(path(planned), {"acte": acte}).status_code == 409
    current = planning.current(planned.id)
    assert current is not None
    assert current.state is AppointmentState.PREVU


def test_who_calls_and_does_not_want_the_video_gets_a_place_on_a_site(planned: Case) -> None:
    client = signed_in("technicien")
    assert path(planned) in text(client, f"/dossiers/{planned.reference}/")
    page = text(client, path(planned))
    assert "Rendez-vous à venir : jeudi 3 décembre 2026 à 9 h, en visio" in page
    said = {"acte": "refus", "version": "1"}
    answer = client.post(path(planned), said, follow=True).content.decode().replace("\u00a0", " ")
    assert "Nouveau rendez-vous : mercredi 9 décembre 2026 à 9 h, Site 141-1, salle 1." in answer
    states = [one.state for one in planning.versions(planned.id)]
    assert states == [AppointmentState.REFUSE, AppointmentState.PREVU]
    # The same page sent twice is one answer, and in person there is no video to refuse.
    client.post(path(planned), said)
    assert len(planning.versions(planned.id)) == 2
    assert "ne veut pas de la visio" not in text(client, path(planned))


def test_a_second_impediment_by_telephone_is_a_task(world: World, planned: Case) -> None:
    client = signed_in("technicien")
    for version in ("1", "2"):
        said = {"acte": "empechement", "version": version}
        answer = client.post(path(planned), said, follow=True).content.decode()
    assert "deuxième empêchement : une tâche est ouverte" in answer
    assert Task.objects.get(done_at__isnull=True).kind == "sans_place"
    assert client.post(path(planned), {"acte": "refus", "version": "9"}).status_code == 409


def test_calling_an_appointment_off_asks_why_and_closes_the_case(planned: Case) -> None:
    client = signed_in("technicien")
    assert client.post(path(planned), {"acte": "annuler"}).status_code == 422
    answer = client.post(path(planned), {"acte": "annuler", "raison": "reprise"}, follow=True)
    assert "annulé et le dossier est clos" in answer.content.decode()
    assert Case.objects.get().closed_reason == "reprise"
    assert client.post(path(planned), {"acte": "annuler", "raison": "reprise"}).status_code == 409


def test_only_the_team_writes_what_was_said_of_an_appointment(planned: Case) -> None:
    medecin = signed_in("medecin_conseil", medecin=MedecinConseil.objects.get())
    for said in ({"acte": "refus", "version": "1"}, {"acte": "annuler", "raison": "reprise"}):
        assert medecin.post(path(planned), said).status_code == 403
    assert "Rien à choisir" in text(medecin, path(planned))
    assert path(planned) not in text(medecin, f"/dossiers/{planned.reference}/")
