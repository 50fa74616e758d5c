"""The treating doctor: by the link of a message and a code, or by the code of a letter."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.rooms.examinations.models import Avis
from telecontrole.rooms.people import links
from telecontrole.rooms.people.models import AccessLink, Practitioner
from tests.browser.stage import SYSTEM
from tests.journeys.conftest import TREATING, Story

pytestmark = pytest.mark.django_db
OTHER = "10104177158"


@pytest.fixture
def avis(story: Story, at: Any) -> UUID:
    """The avis was given now."""
    at(story.current.starts_at)
    return story.conclude()


def token(channel: links.Channel) -> str:
    """The token of the doctor's link, issued once more (the same one when it is open)."""
    row = AccessLink.objects.get(practitioner__isnull=False)
    wanted = links.LinkWanted(row.subject, channel, practitioner_id=row.practitioner_id)
    return links.issue_link(wanted=wanted, valid_for=row.expires_at - row.created_at, actor=SYSTEM)


def test_by_link_rpps_and_code_the_doctor_reads(story: Story, avis: UUID, at: Any) -> None:
    client = Client()
    answer = client.get(f"/r/{token('mssante')}")
    assert answer["Location"] == "/medecin/"
    assert client.post("/medecin/", {"rpps": TREATING})["Location"] == "/medecin/code/"
    assert client.get("/medecin/avis/")["Location"] == "/medecin/"
    assert client.post("/medecin/code/", {"code": story.code()})["Location"] == "/medecin/avis/"
    text = client.get("/medecin/avis/").content.decode().replace("&#x27;", "'")
    assert "PERSONNE" in text
    assert "n’est plus médicalement justifié" in text
    read_at = Avis.objects.get(id=avis).read_by_doctor_at
    assert read_at is not None
    assert JournalEntry.objects.filter(action="examinations:avis:read_by_doctor").count() == 1
    at.advance(minutes=1)
    client.get("/medecin/avis/")
    assert Avis.objects.get(id=avis).read_by_doctor_at == read_at


def test_another_doctor_is_refused_and_slowed_down(story: Story, avis: UUID) -> None:
    Practitioner.objects.create(rpps=OTHER, nom="AUTRE", prenoms="Paul")
    client = Client()
    client.get(f"/r/{token('mssante')}")
    answers = [client.post("/medecin/", {"rpps": OTHER}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert client.get("/medecin/avis/")["Location"] == "/medecin/"


def test_a_number_that_is_no_rpps_is_told_before_anything(story: Story, avis: UUID) -> None:
    client = Client()
    client.get(f"/r/{token('mssante')}")
    answer = client.post("/medecin/", {"rpps": "12345678901"})
    assert answer.status_code == 422
    assert "pas un numéro RPPS" in answer.content.decode()


def test_the_code_of_a_letter_opens_with_the_rpps(story: Story, avis: UUID) -> None:
    code = token("lettre")
    spaced = f"{code[:4].lower()} {code[4:8]}-{code[8:]}"
    client = Client()
    answer = client.post("/medecin/", {"rpps": TREATING, "code": spaced}, follow=True)
    assert "PERSONNE" in answer.content.decode()


@pytest.mark.parametrize("code", ["ABCDEFGHIJKL", "court", "é" * 12])
def test_a_wrong_letter_code_opens_nothing(story: Story, avis: UUID, code: str) -> None:
    answer = Client().post("/medecin/", {"rpps": TREATING, "code": code})
    assert answer.status_code == 422
    assert "ne vont pas ensemble" in answer.content.decode()


def test_the_token_of_a_message_typed_in_still_asks_for_the_code(story: Story, avis: UUID) -> None:
    client = Client()
    answer = client.post("/medecin/", {"rpps": TREATING, "code": token("mssante")})
    assert answer["Location"] == "/medecin/code/"
    assert client.get("/medecin/avis/")["Location"] == "/medecin/"


def test_the_link_of_the_insured_person_is_no_letter_code(story: Story, avis: UUID) -> None:
    answer = Client().post("/medecin/", {"rpps": TREATING, "code": story.token()})
    assert answer.status_code == 422


def test_guessing_numbers_for_a_letter_code_is_slowed_down(story: Story, avis: UUID) -> None:
    typed = {"rpps": OTHER, "code": token("lettre")}
    browsers = [Client(REMOTE_ADDR=f"192.0.2.{number}") for number in range(6)]
    statuses = [browser.post("/medecin/", typed).status_code for browser in browsers]
    assert statuses == [422] * 5 + [429]


def test_guessing_letter_codes_is_slowed_down_for_the_client(story: Story, avis: UUID) -> None:
    client = Client()
    codes = ["ABCDEFGHIJ" + first + last for first in "ABCDEF" for last in "ABCDEF"][:31]
    typed = [{"rpps": TREATING, "code": code} for code in codes]
    statuses = [client.post("/medecin/", one).status_code for one in typed]
    assert statuses == [422] * 30 + [429]


def test_nobody_locks_a_doctor_out_by_guessing_beside_their_number(
    story: Story, avis: UUID
) -> None:
    guesser = Client(REMOTE_ADDR="192.0.2.1")
    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ":
        guesser.post("/medecin/", {"rpps": TREATING, "code": f"ABCDEFGHIJK{last}"})
    doctor = Client(REMOTE_ADDR="192.0.2.2")
    answer = doctor.post("/medecin/", {"rpps": TREATING, "code": token("lettre")}, follow=True)
    assert "PERSONNE" in answer.content.decode()


def test_leaving_closes_the_reading(story: Story, avis: UUID) -> None:
    client = Client()
    client.post("/medecin/", {"rpps": TREATING, "code": token("lettre")})
    assert client.get("/medecin/avis/").status_code == 200
    client.post("/medecin/quitter/")
    assert client.get("/medecin/avis/")["Location"] == "/medecin/"


def proved(code: str) -> Client:
    """The doctor of a letter, let in."""
    client = Client()
    client.post("/medecin/", {"rpps": TREATING, "code": code})
    return client


def test_the_doctor_writes_and_asks_to_be_called(story: Story, avis: UUID) -> None:
    client = proved(token("lettre"))
    page = client.get("/medecin/avis/").content.decode()
    assert "Écrire ou demander un appel" in page
    assert client.post("/medecin/echange/", {"text": "Un mot."})["Location"] == "/medecin/echange/"
    assert "Un mot." in client.get("/medecin/echange/").content.decode()
    asked = {"preferences": ["midi"], "number": "0231000000"}
    assert client.post("/medecin/echange/appel/", asked)["Location"] == "/medecin/echange/"
    assert "Appel demandé" in client.get("/medecin/echange/").content.decode()
    read = JournalEntry.objects.filter(action="examinations:thread:read_by_doctor")
    assert read.exists()
    assert read[0].actor_kind == "practitioner"


def test_without_the_code_there_is_no_exchange(story: Story, avis: UUID) -> None:
    client = Client()
    client.get(f"/r/{token('mssante')}")
    client.post("/medecin/", {"rpps": TREATING})
    for answer in (
        client.get("/medecin/echange/"),
        client.post("/medecin/echange/", {"text": "Bonjour"}),
        client.post("/medecin/echange/ouvrir/"),
        client.post("/medecin/echange/appel/", {"preferences": ["midi"], "number": "0231000000"}),
    ):
        assert answer["Location"] == "/medecin/"


def test_a_wrong_number_to_call_is_said_beside_its_field(story: Story, avis: UUID) -> None:
    client = proved(token("lettre"))
    answer = client.post("/medecin/echange/appel/", {"preferences": ["midi"], "number": "12"})
    assert answer.status_code == 422
    assert "numéro de téléphone français" in answer.content.decode()
