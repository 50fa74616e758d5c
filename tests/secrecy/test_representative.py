"""A legal representative's own pages: a link and a code of his or her own, and nothing once the mandate ended."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client

from telecontrole.foundations import clock
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people import representatives
from telecontrole.rooms.people.models import AccessLink
from telecontrole.rooms.people.representatives import Quality
from telecontrole.rooms.visio.enums import GuestRole
from tests.browser.stage import BORN, SYSTEM
from tests.secrecy import beside
from tests.secrecy.conftest import Filled
from tests.secrecy.crawl import ROUTES, matrix, visit

BIRTH = {"birth_jour": BORN.day, "birth_mois": BORN.month, "birth_annee": BORN.year}


@pytest.fixture(autouse=True)
def _undone(filled: Filled) -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def browser(filled: Filled, who: str) -> Client:
    client = Client()
    client.cookies.update(filled.cast.clients[who].cookies)
    return client


def test_the_link_alone_names_nobody_and_the_code_does(filled: Filled) -> None:
    story = filled.cast.here.waits
    person = story.case.insured
    client = beside.representative(story, Quality.TUTEUR, proved=False)
    page = client.get("/rdv/").content.decode()
    assert "Vous représentez" in page
    assert story.case.reference in page
    assert not {person.nom_usage, person.nom_naissance, person.prenoms} & set(
        re.findall(r"\w+", page)
    )
    proved = beside.representative(story, Quality.TUTEUR).get("/rdv/").content.decode()
    assert (person.nom_usage or person.nom_naissance) in proved


def test_the_code_goes_to_the_representatives_own_address(filled: Filled) -> None:
    client = beside.representative(filled.cast.here.waits, Quality.HABILITE, proved=False)
    before = set(Notice.objects.values_list("id", flat=True))
    assert client.post("/rdv/identite/rejoindre/", BIRTH).status_code == 302
    (code,) = Notice.objects.exclude(id__in=before)
    assert (code.recipient, code.channel, code.kind) == ("representant", "email", "code")


def test_the_persons_proof_is_not_the_representatives(filled: Filled) -> None:
    """The same browser, the same case: another link is another door."""
    story = filled.cast.here.now
    client = browser(filled, "insured")
    link = AccessLink.objects.get(
        representative__insured=story.case.insured_id, channel="sms", revoked_at=None
    )
    token = beside.token_of(story, link.representative_id)  # type: ignore[arg-type]
    client.get(f"/r/{token}")
    assert client.get("/rdv/rejoindre/")["Location"] == "/rdv/identite/rejoindre/"


def test_ending_the_mandate_closes_the_page_at_once(filled: Filled) -> None:
    client = browser(filled, "representative")
    assert client.get("/rdv/").status_code == 200
    person = filled.cast.here.now.case.insured_id
    representatives.end(insured_id=person, actor=SYSTEM)
    assert client.get("/rdv/").status_code == 410
    assert browser(filled, "insured").get("/rdv/").status_code == 200


@pytest.mark.parametrize("path", ["rejoindre/", "resultat/", "documents/", "pieces/", "absence/"])
def test_who_only_assists_is_sent_back_to_the_first_page(filled: Filled, path: str) -> None:
    assert browser(filled, "curateur").get(f"/rdv/{path}")["Location"] == "/rdv/"


def test_who_only_assists_declines_nothing(filled: Filled) -> None:
    client = beside.representative(filled.cast.here.waits, Quality.CURATEUR)
    assert "Je ne veux pas" not in client.get("/rdv/").content.decode()
    client.post("/rdv/choix/pas-en-visio/", {"version": "1"})
    assert filled.ask("insured_declined", "GET", "/rdv/choix/").status_code == 302


def test_a_representative_opens_nothing_of_my_data(filled: Filled) -> None:
    client = browser(filled, "representative")
    assert client.get("/rdv/mes-donnees/")["Location"] == "/rdv/"
    assert "écrivez à la caisse" in client.get("/rdv/").content.decode()


def test_a_technician_notes_one_on_the_deed_and_ends_the_mandate(filled: Filled) -> None:
    story, staff = filled.cast.here.waits, browser(filled, "technicien")
    path = f"/dossiers/{story.case.reference}/representant/"
    given = {
        "quality": "tuteur",
        "prenoms": "Luce",
        "nom": "PETIT",
        "adresse": "2 rue des Lilas",
        "email": "luce@exemple.test",
        "mobile": "0612345678",
    }
    unseen = staff.post(path, given)
    assert unseen.status_code == 422
    today = clock.today()
    over = {"until_jour": 1, "until_mois": 1, "until_annee": today.year}
    assert staff.post(path, {**given, **over, "seen": "on"}).status_code == 422
    assert representatives.standing(story.case.insured_id) is None
    assert staff.post(path, {**given, "seen": "on"}).status_code == 302
    case = staff.get(f"/dossiers/{story.case.reference}/").content.decode()
    assert re.search(r"Luce PETIT</strong>, tuteur ou tutrice", case)
    staff.post(path, {"acte": "fin"})
    assert representatives.standing(story.case.insured_id) is None


def test_every_kind_of_guest_opens_the_pages_of_a_guest_and_no_other(filled: Filled) -> None:
    """The matrix is drawn for one of them: the others open the same doors."""
    doors = [
        route
        for route in ROUTES
        if "guest" in matrix()[route.name] or route.name.startswith(("call_papers:", "person:r"))
    ]
    for role in GuestRole:
        with transaction.atomic():
            filled.cast.clients["any_guest"] = beside.guest(filled.cast.here.waits, role)
            wrong = [
                (role, route.name)
                for route in doors
                if visit(filled, "any_guest", route).let_in
                and not {"guest", "everybody"} & matrix()[route.name].keys()
            ]
            del filled.cast.clients["any_guest"]
            transaction.set_rollback(True)
        assert wrong == []
