"""The staff's pages: home by role, the list of cases, the search, the case page by panels."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.hall import context
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.people.middleware import SECOND_FACTOR_KEY
from telecontrole.rooms.people.models import Account, MedecinConseil
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.tests.world import PLANNER, World

pytestmark = pytest.mark.django_db
ROLES = ("technicien", "gestionnaire", "chef", "administrateur", "expert")


def signed_in(role: str, caisse: str = "141", medecin: MedecinConseil | None = None) -> Client:
    """A browser in which a member of the staff is signed in, with both factors."""
    account = Account.objects.create(
        email=f"{role}{caisse}@caisse.test",
        roles=[role],
        caisse=caisse,
        nom="ROCHE",
        prenoms="Ana",
        medecin_conseil=medecin,
    )
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[SECOND_FACTOR_KEY] = True
    session.save()
    return client


@pytest.fixture
def world(at: Any) -> World:
    at("2026-12-01T08:00:00+00:00")
    return World()


@pytest.fixture
def planned(world: World) -> Case:
    """A case with an appointment by video on 3 December."""
    world.hours(world.medecin(), "2026-12-03")
    case = world.case(insured=world.insured(nom_usage="ÉVRARD-LEROY"))
    planning_services.place_all(actor=PLANNER, now=clock.now())
    return case


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode().replace("\u00a0", " ").replace("&#x27;", "'")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_a_home_and_a_menu(world: World, planned: Case, role: str) -> None:
    page = text(signed_in(role), "/accueil/")
    assert "Ana ROCHE" in page
    assert 'aria-current="page"' in page
    assert "Se déconnecter" in page


@pytest.mark.parametrize("role", [*Role, None])
def test_a_page_lights_one_entry_of_the_menu(role: Role | None) -> None:
    roles = frozenset(Role) if role is None else frozenset({role})
    actor = Actor(ActorKind.STAFF, str(uuid4()), roles, caisse="141")
    entries = [one for one in (*context.MENU, *context.FOLLOW_UP) if actor.has(*one.roles)]
    for one in entries:
        lit = [
            line["label"]
            for line in context.navigation(actor, context.address(one.route))
            if line["active"]
        ]
        assert len(lit) == 1, (one.label, lit)
        assert lit == [one.label] or one.route in {tab.route for tab in context.FOLLOW_UP}


def test_the_home_of_a_medecin_conseil_is_the_day(world: World, planned: Case, at: Any) -> None:
    medecin = MedecinConseil.objects.get()
    client = signed_in("medecin_conseil", medecin=medecin)
    assert "Aucun entretien aujourd’hui" in text(client, "/accueil/")
    at("2026-12-03T06:00:00+00:00")
    page = text(client, "/accueil/")
    assert "9 h" in page
    assert "ÉVRARD-LEROY" in page


def test_the_technician_sees_what_waits(world: World, planned: Case) -> None:
    page = text(signed_in("technicien"), "/accueil/")
    for words in ("Dossiers à planifier", "Tâches : Planification", "Importer un fichier"):
        assert words in page


def test_without_signing_in_there_is_only_the_entrance() -> None:
    for path in ("/accueil/", "/dossiers/", "/dossiers/TC-1/", "/dossiers/TC-1/messages/"):
        answer = Client().get(path)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/connexion/")
    assert text(Client(), "/").count("<h1>") == 1
    for path in ("/mentions-legales/", "/contact/", "/ce-message-vient-il-de-vous/"):
        assert "<h1>" in text(Client(), path)
    assert Client().get("/donnees")["Location"] == "/mentions-legales/"


@pytest.mark.parametrize("path", ["/rdv/", "/medecin/", "/invite/"])
def test_pages_of_other_people_show_no_menu_of_the_staff(world: World, path: str) -> None:
    page = signed_in("chef").get(path).content.decode()
    assert "<h1" in page
    assert "Se déconnecter" not in page


def test_staff_without_a_second_factor_sees_nothing(world: World, planned: Case) -> None:
    client = signed_in("chef")
    session = client.session
    del session[SECOND_FACTOR_KEY]
    session.save()
    assert client.get("/dossiers/")["Location"] == "/connexion/application/"


@pytest.mark.parametrize("role", ["administrateur", "expert"])
def test_cases_are_not_for_everybody(world: World, planned: Case, role: str) -> None:
    client = signed_in(role)
    for path in ("/dossiers/", f"/dossiers/{planned.reference}/"):
        assert client.get(path).status_code == 403


def test_the_list_is_of_the_own_caisse_and_filters_stand_in_the_address(
    world: World, planned: Case
) -> None:
    world.caisse("763", nom="Caisse du Havre")
    elsewhere = world.case(caisse="763")
    page = text(signed_in("technicien"), "/dossiers/?etat=planifie")
    assert planned.reference in page
    assert elsewhere.reference not in page
    assert "ÉVRARD" not in page
    national = text(signed_in("chef", caisse=""), "/dossiers/?caisse=763")
    assert elsewhere.reference in national
    assert planned.reference not in national


def test_the_proof_tells_what_waits_from_what_never_leaves(planned: Case) -> None:
    client, path = signed_in("technicien"), f"/dossiers/{planned.reference}/messages/"
    assert "Rien n’est parti. État&nbsp;: À envoyer." in client.get(path).content.decode()
    planning_services.cancel_ahead(case_id=planned.id, actor=PLANNER)
    assert "Rien n’est parti. État&nbsp;: Sans objet." in client.get(path).content.decode()


def test_a_case_of_another_caisse_does_not_exist(world: World, planned: Case) -> None:
    world.caisse("763")
    client = signed_in("technicien", caisse="763")
    for path in (f"/dossiers/{planned.reference}/", f"/dossiers/{planned.reference}/messages/"):
        assert client.get(path).status_code == 404
    answer = client.post("/dossiers/rechercher/", {"text": planned.reference})
    assert "Aucun dossier" in answer.content.decode()
    assert client.get("/dossiers/inconnu/").status_code == 404


@pytest.mark.parametrize("typed", ["evrard", "Évrard-Leroy Cam", "  EVRARD LEROY "])
def test_a_person_is_found_by_the_start_of_the_name(
    world: World, planned: Case, typed: str
) -> None:
    answer = signed_in("technicien").post("/dossiers/rechercher/", {"text": typed})
    assert planned.reference in answer.content.decode()
    assert answer.status_code == 200


def test_a_reference_leads_to_its_case_and_a_search_is_never_in_the_address(
    world: World, planned: Case
) -> None:
    client = signed_in("gestionnaire")
    answer = client.post("/dossiers/rechercher/", {"text": planned.reference})
    assert answer["Location"] == f"/dossiers/{planned.reference}/"
    assert client.get("/dossiers/rechercher/").status_code == 405
    assert client.post("/dossiers/rechercher/", {"text": ""}).status_code == 422


def test_each_role_sees_its_panels(world: World, planned: Case) -> None:
    path = f"/dossiers/{planned.reference}/"
    medecin = text(signed_in("medecin_conseil", medecin=MedecinConseil.objects.get()), path)
    assert "generaliste" in medecin
    for role in ("technicien", "chef", "gestionnaire"):
        page = text(signed_in(role), path)
        assert "generaliste" not in page
        assert "Besoins médicaux" not in page
        assert "En visio" in page
    manager = text(signed_in("gestionnaire", caisse=""), path)
    for hidden in ("a@exemple.test", "Médecin traitant", "Annonce, deux jours avant", "Journal"):
        assert hidden not in manager
    technician = text(signed_in("technicien", caisse=""), path)
    for shown in ("a@exemple.test", "Français", "Annonce, deux jours avant", "Journal"):
        assert shown in technician


def test_reading_the_needs_is_journalled(world: World, planned: Case) -> None:
    client = signed_in("medecin_conseil", medecin=MedecinConseil.objects.get())
    # The planner reads too, to say why this doctor and this day: one entry of its own.
    readings = JournalEntry.objects.filter(
        action="access:medical:entered", data__purpose="needs", actor_kind="staff"
    )
    before = readings.count()
    text(client, f"/dossiers/{planned.reference}/")
    assert readings.count() == before + 1


def test_the_proof_of_messages_is_for_few_and_journalled(world: World, planned: Case) -> None:
    path = f"/dossiers/{planned.reference}/messages/"
    assert signed_in("gestionnaire").get(path).status_code == 403
    page = text(signed_in("technicien"), path)
    assert "Annonce, deux jours avant" in page
    assert JournalEntry.objects.filter(action="hall:proof:read").count() == 1


def test_no_page_shows_the_nir(world: World, planned: Case) -> None:
    for role in ("technicien", "chef", "gestionnaire"):
        client = signed_in(role, caisse="")
        for path in ("/accueil/", "/dossiers/", f"/dossiers/{planned.reference}/"):
            assert "sealed" not in text(client, path)


def test_more_cases_ask_no_more_queries(world: World, planned: Case) -> None:
    client = signed_in("technicien")
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as counted:
            client.get("/dossiers/")
        counts.append(len(counted))
        for _ in range(5):
            world.case()
    assert counts[1] == counts[2]
