"""The médecin-conseil's pages: his own only, nothing lost, clear words."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from telecontrole.foundations import clock
from telecontrole.foundations.access import Role
from telecontrole.rooms.examinations.models import Avis, Examination
from telecontrole.rooms.examinations.tests.conftest import Scene
from telecontrole.rooms.people.models import Account
from telecontrole.rooms.planning import demonstration
from telecontrole.rooms.planning.tests.world import PLANNER

pytestmark = pytest.mark.django_db


def client_of(account: Account) -> Client:
    Authenticator.objects.get_or_create(user=account, type="totp", defaults={"data": {}})
    client = Client()
    client.force_login(account)
    return client


def desk(scene: Scene) -> str:
    return reverse("examinations:interview", args=[scene.appointment.id])


def record(**given: Any) -> dict[str, Any]:
    return {
        "mission": "on",
        "rights": "on",
        "identity": "document_shown",
        "presence": "seule",
        "language": "fr",
        "notes": "Examen et échanges.",
        "notes_version": "0",
        "code": "AT_NON_JUSTIFIE_REPRISE",
        "ground": "capacite_retrouvee",
        "date_effet_jour": "2",
        "date_effet_mois": "12",
        "date_effet_annee": "2026",
        "date_effet_0": "2",
        "date_effet_1": "12",
        "date_effet_2": "2026",
        **given,
    }


def test_the_day_list_names_the_person_and_the_hour(scene: Scene) -> None:
    scene.at(scene.appointment.starts_at)
    page = client_of(scene.account).get(reverse("examinations:day")).content.decode()
    assert "PERSONNE" in page
    assert "9\xa0h" in page
    assert "En visio" in page
    assert "Prévu" in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "hier"])
def test_a_day_that_no_diary_has_is_today(scene: Scene, day: str) -> None:
    page = client_of(scene.account).get(reverse("examinations:day"), {"jour": day})
    assert page.status_code == 200
    assert '<span class="caption">Aujourd’hui</span>' in page.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.MEDECIN_CONSEIL])
def test_the_desk_does_not_exist_for_other_roles(scene: Scene, role: Role) -> None:
    other = Account.objects.create(email="x@caisse.test", roles=[role.value], caisse="141")
    client = client_of(other)
    assert client.get(desk(scene)).status_code == 404
    assert client.post(desk(scene), record(conclude="1")).status_code == 404
    assert client.get(reverse("examinations:day")).status_code == 404


def test_the_desk_does_not_exist_for_another_medecin_conseil(scene: Scene) -> None:
    other = Account.objects.create(
        email="y@caisse.test", roles=["medecin_conseil"], medecin_conseil=scene.world.medecin()
    )
    assert client_of(other).get(desk(scene)).status_code == 404


def test_a_get_of_the_desk_opens_nothing(scene: Scene) -> None:
    client_of(scene.account).get(desk(scene))
    assert Examination.objects.count() == 0


def test_a_whole_interview_by_the_pages(scene: Scene) -> None:
    scene.at(scene.appointment.starts_at)
    client = client_of(scene.account)
    client.post(reverse("examinations:start", args=[scene.appointment.id]))
    page = client.get(desk(scene)).content.decode()
    assert "visio-config" in page
    answer = client.post(desk(scene), record(conclude="1"))
    assert answer.status_code == 302
    assert Avis.objects.get().code == "AT_NON_JUSTIFIE_REPRISE"
    assert "Avis rendu" in client.get(desk(scene)).content.decode()


def test_what_was_typed_is_kept_when_the_avis_is_refused(scene: Scene) -> None:
    scene.at(scene.appointment.starts_at)
    client = client_of(scene.account)
    client.post(reverse("examinations:start", args=[scene.appointment.id]))
    answer = client.post(
        desk(scene), record(conclude="1", date_effet_jour="1", date_effet_0="1", notes="À garder")
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "À garder" in page
    assert "postérieure à l" in page
    assert Avis.objects.count() == 0


def test_only_codes_of_the_kind_of_case_are_offered(scene: Scene) -> None:
    scene.open()
    page = client_of(scene.account).get(desk(scene)).content.decode()
    offered = set(re.findall(r'name="code" value="([A-Z0-9_]+)"', page))
    assert "AT_JUSTIFIE" in offered
    assert "GUERISON" not in offered


def test_a_forged_code_is_refused_in_words(scene: Scene) -> None:
    scene.open()
    answer = client_of(scene.account).post(desk(scene), record(conclude="1", code="DROP TABLE"))
    assert answer.status_code == 422


def test_notes_save_themselves_and_two_windows_never_overwrite(scene: Scene) -> None:
    scene.open()
    client = client_of(scene.account)
    url = reverse("examinations:notes", args=[scene.appointment.id])
    first = client.post(url, {"notes": "un", "notes_version": "0"})
    assert (first.status_code, first["X-Version"]) == (204, "1")
    assert client.post(url, {"notes": "deux", "notes_version": "0"}).status_code == 409
    answer = client.post(desk(scene), {"notes": "deux", "notes_version": "0"})
    page = answer.content.decode()
    assert "deux" in page
    assert "Enregistré par l’autre fenêtre" in page
    assert client.post(desk(scene), {"notes": "un deux", "notes_version": "1"}).status_code == 302


def test_an_interview_opened_too_early_says_why(scene: Scene) -> None:
    client = client_of(scene.account)
    answer = client.post(reverse("examinations:start", args=[scene.appointment.id]))
    assert answer.status_code == 422
    assert "15 minutes avant" in answer.content.decode()
    assert Examination.objects.count() == 0


def test_an_unknown_ending_is_refused(scene: Scene) -> None:
    scene.open()
    url = reverse("examinations:end", args=[scene.appointment.id])
    assert client_of(scene.account).post(url, {"ending": "SANCTION"}).status_code == 400


def queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(path).status_code == 200
    return len(counted)


def test_the_day_list_costs_the_same_queries_for_twice_the_rows(scene: Scene) -> None:
    client, path = client_of(scene.account), reverse("examinations:day")
    scene.at(scene.appointment.starts_at)
    one = queries(client, path)
    with override_settings(DEMONSTRATION=True):
        for minutes in (30, 60):
            demonstration.place_demonstration(
                case_id=scene.world.case().id,
                medecin_id=scene.medecin.id,
                starts_at=scene.appointment.starts_at + timedelta(minutes=minutes),
                actor=PLANNER,
                now=clock.now(),
            )
    assert len(desk_of_day(client, path)) == 3
    assert queries(client, path) == one <= 16


def desk_of_day(client: Client, path: str) -> list[str]:
    return re.findall(r'role="rowheader"', client.get(path).content.decode())


def test_the_desk_in_a_call_costs_few_queries(scene: Scene) -> None:
    client, path = client_of(scene.account), desk(scene)
    scene.at(scene.appointment.starts_at)
    client.post(reverse("examinations:start", args=[scene.appointment.id]))
    assert queries(client, path) <= 33


def test_the_letter_says_what_the_law_wants(scene: Scene) -> None:
    from telecontrole.foundations.letters import ROOT, render
    from telecontrole.rooms.examinations import issuing

    scene.at(scene.appointment.starts_at)
    client = client_of(scene.account)
    client.post(reverse("examinations:start", args=[scene.appointment.id]))
    client.post(desk(scene), record(conclude="1"))
    words = issuing._words(Avis.objects.get())
    data = {
        **words,
        "sender": {"name": "CPAM du Calvados", "service": "Service du contrôle médical"},
        "recipient": ["Madame Camille PERSONNE", "2 rue de la Mer", "14000 Caen"],
        "date": "2026-12-01",
        "references": [["Votre dossier", "141-2026-000001"]],
        "object": "avis du service du contrôle médical",
        "salutation": "Madame,",
    }
    pdf = render(ROOT / "rooms/examinations/letters/avis.typ", data)
    with pikepdf.open(BytesIO(pdf)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "fr-FR" or str(document.Root.Lang).startswith("fr")
        assert len(document.pages) == 1
    assert "L. 315-2" in words["legal_basis"]
    assert "commission médicale de recours amiable" in words["appeal"]
    assert words["signatory"].startswith("Dr ")
