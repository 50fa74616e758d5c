"""The page of a questionnaire, as whoever has the link sees it."""

from __future__ import annotations

import pytest
from django.test import Client

from telecontrole.foundations.access.models import Throttle
from telecontrole.rooms.surveys import services, views
from telecontrole.rooms.surveys.models import Tally

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = {"satisfaction": "4", "a_refaire": "2", "ecoute": "3", "clarte": "1", "acces": "4"}


@pytest.fixture
def page() -> str:
    return f"/q/{services.invite(questionnaire='entretien', facet='visio')}"


def test_the_questions_are_asked_and_the_answers_kept(client: Client, page: str) -> None:
    asked = client.get(page)
    assert asked.status_code == 200
    assert asked["Cache-Control"] == "no-store"
    assert "anonymes" in asked.content.decode()
    assert "Merci" in client.post(page, GOOD).content.decode()
    assert Tally.objects.get().total == 1


def test_the_page_opens_no_session(client: Client, page: str) -> None:
    client.get(page)
    client.post(page, GOOD)
    assert "sessionid" not in set(client.cookies)


def test_a_missing_answer_is_told_beside_its_question_and_nothing_chosen_is_lost(
    client: Client, page: str
) -> None:
    said = client.post(page, {**GOOD, "clarte": ""})
    text = said.content.decode()
    assert said.status_code == 422
    # In the summary and beside the question: whoever has the page read aloud hears which one.
    plain = text.replace("\u00a0", " ").replace("&nbsp;", " ")
    assert plain.count("Choisissez une réponse : Avez-vous compris") == 2
    assert text.count("checked") == len(GOOD) - 1
    assert client.post(page, GOOD).status_code == 200


@pytest.mark.parametrize("token", ["ABCDEFGHIJKLMNOP", "x", "é" * 40])
def test_a_forged_link_says_that_it_is_closed_and_no_more(client: Client, token: str) -> None:
    said = client.post(f"/q/{token}", GOOD)
    assert said.status_code == 404
    assert "n’est plus ouvert" in said.content.decode()


def test_a_used_link_says_the_same_as_a_forged_one(client: Client, page: str) -> None:
    client.post(page, GOOD)
    assert client.get(page).content == client.get("/q/ABCDEFGHIJKLMNOP").content


def test_whoever_tries_many_links_is_slowed_down_and_who_was_asked_is_not(
    client: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "TRIES", 3)
    forged = [client.get(f"/q/{'A' * 15}{n}").status_code for n in "BCDE"]
    assert forged == [404, 404, 404, 429]
    assert "Merci" in client.post(page, GOOD).content.decode()


def test_who_opens_their_own_link_leaves_no_trace_of_where_they_are(
    client: Client, page: str
) -> None:
    client.get(page)
    client.post(page, GOOD)
    assert not Throttle.objects.exists()
