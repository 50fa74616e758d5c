"""« Mes données »: behind the second factor, the person sees, takes away, corrects."""

from __future__ import annotations

import email
import io
import json
import re
import zipfile
from collections.abc import Iterator
from email.policy import default
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client

from conftest import At
from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.protection import archive, correcting, exporting
from telecontrole.hall.protection.correcting import Outcome, Topic
from telecontrole.hall.protection.models import PersonalExport
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.people import representatives
from telecontrole.rooms.people.models import Account, ContactHistory, Insured
from telecontrole.rooms.worklist.models import Task
from tests.secrecy.conftest import Filled
from tests.secrecy.crawl import FORM
from tests.secrecy.planting import deliver
from tests.secrecy.texts import text_of, text_of_bytes

HOME = "/rdv/mes-donnees/"


@pytest.fixture(autouse=True)
def _undone(filled: Filled) -> Iterator[None]:
    with transaction.atomic():
        # The one that was planted for the matrix.
        PersonalExport.objects.all().delete()
        yield
        transaction.set_rollback(True)


def browser(filled: Filled, who: str = "insured_told") -> Client:
    client = Client()
    client.cookies.update(filled.cast.clients[who].cookies)
    return client


def person(filled: Filled) -> Insured:
    return Insured.objects.get(pk=filled.cast.here.told.case.insured_id)


def actor(filled: Filled) -> Actor:
    return Actor(ActorKind.INSURED, str(person(filled).pk), caisse="141")


def test_a_link_alone_opens_nothing_of_it(filled: Filled) -> None:
    for path in ("", "lectures/", "telecharger/", "telecharger/archive/", "corriger/", "contact/"):
        answer = filled.ask("insured_link", "GET", HOME + path)
        assert answer["Location"] == "/rdv/identite/donnees/"


def test_everything_about_me_comes_in_one_archive_made_apart(filled: Filled) -> None:
    client = browser(filled)
    assert client.get(HOME + "telecharger/archive/").status_code == 302
    client.post(HOME + "telecharger/")
    assert "se prépare" in client.get(HOME + "telecharger/").content.decode()
    assert exporting.tick(clock.now()) == 1
    assert "est prêt" in client.get(HOME + "telecharger/").content.decode()
    answer = client.get(HOME + "telecharger/archive/")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as parts:
        assert parts.testzip() is None
        told = json.loads(parts.read("donnees.json"))
        letters = [name for name in parts.namelist() if name.endswith(".pdf")]
        text = "\n".join(text_of_bytes(parts.read(name)) for name in parts.namelist())
    (me,) = told["people.Insured"]
    row = person(filled)
    assert (me["nom_naissance"], me["mobile"]) == (row.nom_naissance, row.mobile)
    assert len(str(me["nir_sealed"])) == 15
    assert told["cases.CaseNeeds"]
    assert letters
    others = [c for c in filled.aviary.in_text(text) if c.person not in (row.pk, None)]
    assert others == []
    assert "fingerprint" not in text


def test_letters_are_found_again_from_my_data(filled: Filled) -> None:
    page = browser(filled).get(HOME).content.decode()
    assert "/rdv/resultat/" in page
    assert "/rdv/decisions/" in page
    waiting = filled.ask("insured", "GET", HOME).content.decode()
    assert "/rdv/resultat/" not in waiting


def test_an_archive_lives_a_day_and_is_asked_for_three_times_at_most(filled: Filled) -> None:
    key = person(filled).pk
    first = exporting.ask(insured_id=key, actor=actor(filled))
    assert exporting.ask(insured_id=key, actor=actor(filled)) == first
    exporting.tick(clock.now())
    assert exporting.tick(clock.now() + 2 * exporting.KEPT_FOR) == 1
    assert isinstance(exporting.read(insured_id=key, actor=actor(filled)), Refusal)


def test_an_archive_is_bounded(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_DOCUMENTS", 0)
    with zipfile.ZipFile(io.BytesIO(archive.build(person(filled).pk))) as parts:
        assert set(parts.namelist()) == {"LISEZ-MOI.txt", "mes-donnees.html", "donnees.json"}


def test_the_readings_say_the_function_and_no_name(filled: Filled) -> None:
    page = text_of(
        filled.ask("medecin_conseil", "GET", f"/dossiers/{filled.cast.here.told.case.reference}/")
    )
    assert page
    client, me = browser(filled), Client()
    me.cookies.update(filled.cast.clients["medecin_conseil"].cookies)
    me.get(f"/dossiers/{filled.cast.here.told.case.reference}/")
    told = client.get(HOME + "lectures/").content.decode()
    assert "Médecin-conseil" in told
    assert "ROCHE" not in told


def test_a_correction_becomes_a_task_and_its_answer_comes_back(filled: Filled) -> None:
    client = browser(filled)
    body = {"topic": "identite", "wanted": "Mon nom s’écrit avec deux N."}
    assert client.post(HOME + "corriger/", body)["Location"] == HOME
    (request,) = [
        one for one in correcting.requests_of(person(filled).pk) if "deux N" in one.wanted
    ]
    task = Task.objects.get(key=f"correction:{request.id}")
    assert "deux" not in json.dumps(task.params)
    page = text_of(filled.ask("technicien", "GET", f"/corrections/{request.id}/"))
    assert "deux N" in page
    for who in ("gestionnaire", "chef", "administrateur", "expert", "medecin_conseil"):
        assert filled.ask(who, "GET", f"/corrections/{request.id}/").status_code == 403
    staff = Account.objects.get(email="technicien@caisse.test")
    settler = Actor(ActorKind.STAFF, str(staff.pk), caisse="141")
    assert correcting.settle(request_id=request.id, outcome=Outcome.CORRIGE, actor=settler) is None
    again = correcting.settle(request_id=request.id, outcome=Outcome.EXACT, actor=settler)
    assert again == Refusal("correction_settled")
    assert "corrigé" in client.get(HOME).content.decode()


def test_a_request_of_another_caisse_does_not_exist(filled: Filled) -> None:
    case = cases.case(filled.cast.elsewhere.now.case.pk)
    assert case is not None
    key = correcting.ask(case=case, topic=Topic.ADRESSE, wanted="x", actor=actor(filled))
    assert filled.ask("technicien", "GET", f"/corrections/{key}/").status_code == 404


def test_a_contact_changes_once_the_new_address_has_answered(filled: Filled) -> None:
    client, before = browser(filled), person(filled).email
    sent = len(filled.twin.sent)
    body = {"channel": "email", "value": "neuve@exemple.test", "former": "oui"}
    answer = client.post(HOME + "contact/", body)
    assert answer["Location"] == HOME + "contact/code/"
    assert person(filled).email == before
    deliver(clock.now())
    (message,) = [one for one in list(filled.twin.sent)[sent:] if one.address == body["value"]]
    wrong = client.post(HOME + "contact/code/", {"code": "000000"})
    assert wrong.status_code in (302, 422)
    assert person(filled).email == before
    code = _code(message.body.decode())
    assert client.post(HOME + "contact/code/", {"code": code})["Location"] == HOME
    assert (person(filled).email, person(filled).email_source) == (body["value"], "personne")
    assert ContactHistory.objects.filter(insured=person(filled)).exists()


def test_a_wrong_address_is_said_at_once(filled: Filled) -> None:
    body = urlencode({"channel": "mobile", "value": "12"})
    answer = filled.ask("insured_told", "POST", HOME + "contact/", data=body, content_type=FORM)
    assert answer.status_code == 422


def test_the_page_of_my_file_is_read_once_an_hour_for_each_reader(filled: Filled, at: At) -> None:
    at(clock.now().replace(minute=30))
    case = filled.cast.here.told.case
    entries = JournalEntry.objects.filter(action="hall:case:read", subject=f"case:{case.pk}")
    before = entries.count()
    for who in ("technicien", "technicien", "gestionnaire"):
        assert browser(filled, who).get(f"/dossiers/{case.reference}/").status_code == 200
    assert entries.count() == before + 2
    # A list names no file, and writes nothing.
    browser(filled, "technicien").get("/dossiers/")
    assert entries.count() == before + 2
    page = browser(filled).get(HOME + "lectures/").content.decode()
    assert "dossier administratif" in page


LUCE = {
    "quality": "tuteur",
    "prenoms": "Luce",
    "nom": "PETIT",
    "adresse": "2 rue des Lilas",
    "email": "luce@exemple.test",
    "mobile": "06 12 34 56 78",
}


def test_a_sixth_request_of_a_day_declares_nobody_and_says_so(filled: Filled, at: At) -> None:
    at(clock.now().replace(hour=12))
    client, key = browser(filled), person(filled).pk
    planted = correcting.requests_of(key)
    for _ in range(5):
        assert client.post(HOME + "representant/", LUCE)["Location"] == HOME
    before, asked = representatives.standing(key), correcting.requests_of(key)
    answer = client.post(HOME + "representant/", {**LUCE, "prenoms": "Anne", "nom": "LEGRAND"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Réessayez demain, ou appelez votre caisse" in page
    # What was typed stands in the form, who was declared before still does, and has a task.
    assert "LEGRAND" in page
    assert representatives.standing(key) == before
    assert correcting.requests_of(key) == asked
    new = [one for one in asked if one not in planted]
    assert Task.objects.filter(key__in=[f"correction:{one.id}" for one in new]).count() == 5


def test_the_deed_of_one_declared_before_checks_nobody_declared_since(
    filled: Filled, at: At
) -> None:
    at(clock.now().replace(hour=12))
    client, staff, key = browser(filled), browser(filled, "technicien"), person(filled).pk
    client.post(HOME + "representant/", LUCE)
    first = correcting.requests_of(key)[0]
    at.advance(minutes=1)
    client.post(HOME + "representant/", {**LUCE, "prenoms": "Anne", "nom": "LEGRAND"})
    second = correcting.requests_of(key)[0]
    older, newer = (f"/corrections/{one.id}/" for one in (first, second))
    page = staff.get(older).content.decode()
    assert "LEGRAND" not in page
    assert "plus de document à vérifier" in page
    refused = staff.post(older, {"outcome": "corrige"})
    assert refused.status_code == 422
    assert "ne vaut plus" in refused.content.decode()
    found = representatives.standing(key)
    assert found is not None
    assert found.checked_at is None
    assert staff.post(older, {"outcome": "ailleurs"}).status_code == 302
    assert staff.post(newer, {"outcome": "corrige"}).status_code == 302
    assert representatives.acting(key) is not None


def test_a_representative_counts_once_a_technician_has_checked(filled: Filled) -> None:
    client = browser(filled)
    assert client.post(HOME + "representant/", LUCE)["Location"] == HOME
    key = person(filled).pk
    found = representatives.standing(key)
    assert found is not None
    assert found.checked_at is None
    assert "à vérifier" in client.get(HOME).content.decode()
    (request,) = [one for one in correcting.requests_of(key) if one.topic is Topic.REPRESENTANT]
    staff = browser(filled, "technicien")
    page = staff.get(f"/corrections/{request.id}/").content.decode()
    assert "Luce PETIT" in page
    staff.post(f"/corrections/{request.id}/", {"outcome": "corrige"})
    checked = representatives.standing(key)
    assert checked is not None
    assert checked.checked_at is not None
    client.post(HOME + "representant/fin/")
    assert representatives.standing(key) is None


def _code(mail: str) -> str:
    read = email.message_from_string(mail, policy=default)
    body = read.get_body(("plain",))
    assert body is not None
    found = re.search(r"(?<!\d)\d{6}(?!\d)", str(body.get_content()))
    assert found is not None
    return found[0]
