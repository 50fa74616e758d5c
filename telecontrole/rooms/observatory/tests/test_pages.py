"""The page of the heads and its files, as each role meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from conftest import At
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.rooms.observatory import views
from telecontrole.rooms.observatory.cards import Card, Longer, explained
from telecontrole.rooms.observatory.sheets import MASKED
from telecontrole.rooms.observatory.tests.test_counting import Campaign

pytestmark = pytest.mark.django_db
HEAD = Actor(ActorKind.STAFF, "h", frozenset({Role.CHEF}), caisse="141")
NATIONAL = Actor(ActorKind.STAFF, "n", frozenset({Role.CHEF}))
OTHERS = [role for role in Role if role is not Role.CHEF]


def ask(view: Any, actor: Actor | None, query: str = "", **parts: str) -> HttpResponseBase:
    request = RequestFactory().get(f"/pilotage/?{query}")
    request.user = SimpleNamespace(is_authenticated=actor is not None)  # type: ignore[assignment]
    request.actor = actor  # type: ignore[attr-defined]
    answer: HttpResponseBase = view(request, **parts)
    return answer


def text(answer: Any) -> str:
    body = b"".join(answer) if answer.streaming else answer.content
    return " ".join(re.sub(r"<[^>]+>", " ", body.decode()).split())


@pytest.fixture
def campaign(at: At) -> Campaign:
    found = Campaign(at)
    found.ended("tenu", 6)
    found.ended("tenu", 9, caisse="142")
    found.count()
    return found


@pytest.mark.usefixtures("campaign")
def test_a_head_of_a_caisse_sees_no_other_whatever_the_address_says() -> None:
    for page in (
        text(ask(views.index, HEAD, "caisse=142")),
        text(ask(views.table, HEAD, "caisse=142", name="caisses")),
    ):
        assert "Caisse 141" in page
        assert "Caisse 142" not in page


@pytest.mark.usefixtures("campaign")
def test_a_head_of_the_country_sees_every_caisse_and_may_choose_one() -> None:
    everything = text(ask(views.table, NATIONAL, name="caisses"))
    assert "Caisse 141;6;0;6" in everything
    assert "Caisse 142;9;0;9" in everything
    assert "Caisse 141" not in text(ask(views.table, NATIONAL, "caisse=142", name="caisses"))


def test_the_file_hides_what_the_page_hides_and_its_export_is_journalled(
    campaign: Campaign,
) -> None:
    campaign.ended("absent", 3, caisse="143")
    campaign.count()
    file = text(ask(views.table, NATIONAL, name="caisses"))
    assert "Caisse 143;masqué;0;0;0;0;masqué;0" in file
    # The country less the two others would say three.
    assert "Caisse 141;masqué;0;masqué;0;0;0;0" in file
    entry = JournalEntry.objects.filter(action="observatory:table:exported").latest("seq")
    assert entry.subject == "table:caisses"


@pytest.mark.usefixtures("campaign")
def test_every_table_of_the_page_is_a_file_and_no_other() -> None:
    for name in ("semaines", "modalites", "caisses", "conclusions", "reponses"):
        assert ask(views.table, HEAD, name=name).status_code == 200
    with pytest.raises(Http404):
        ask(views.table, HEAD, name="autre")


@pytest.mark.usefixtures("campaign")
@pytest.mark.parametrize(
    "query", ["semaines=<script>&modalite=x", "caisse=%00", "semaines=-1", "x=1"]
)
def test_what_cannot_be_read_in_the_address_is_the_widest_choice(query: str) -> None:
    rows = text(ask(views.table, HEAD, query, name="caisses"))
    assert rows == text(ask(views.table, HEAD, name="caisses"))
    assert ask(views.index, HEAD, query).status_code == 200


def test_before_the_first_count_the_page_says_so() -> None:
    assert "premiers chiffres" in text(ask(views.index, HEAD))


@pytest.mark.usefixtures("campaign")
def test_the_page_tells_the_factors_their_source_and_their_doubt() -> None:
    page = text(ask(views.index, HEAD))
    assert "0,218" in page
    assert "ADEME" in page
    assert "Doute" in page


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("view", [views.index, views.table])
def test_nobody_but_a_head_reads_the_numbers(view: Any, role: Role) -> None:
    parts = {"name": "semaines"} if view is views.table else {}
    with pytest.raises(PermissionDenied):
        ask(view, Actor(ActorKind.STAFF, "x", frozenset({role}), caisse="141"), **parts)
    assert ask(view, None, **parts).status_code == 302


def card(text: str) -> Card:
    return {"title": "t", "lines": [("Visio", text), ("Sur place", MASKED)]}


def test_a_card_that_says_nothing_names_the_first_period_that_does() -> None:
    read: list[int] = []

    def longer() -> Iterator[Longer]:
        for weeks, first, second in ((12, MASKED, "3 jours"), (26, "2 jours", "3 jours")):
            read.append(weeks)
            yield weeks, [card(first), card(second), card("x")]
        pytest.fail("what is not needed is not counted")

    found = explained([card(MASKED), card(MASKED), card("1 jour")], longer())
    assert [one.get("weeks") for one in found] == [26, 12, None]
    assert [one.get("hidden", False) for one in found] == [True, True, False]
    assert read == [12, 26]


def test_when_every_card_speaks_no_other_period_is_read() -> None:
    read: list[int] = []

    def longer() -> Iterator[Longer]:
        read.append(12)
        yield 12, []

    assert explained([card("1 jour")], longer()) == [card("1 jour")]
    assert not read


@pytest.mark.usefixtures("campaign")
def test_the_page_says_why_and_leads_there() -> None:
    # Nobody has answered the questionnaire.
    page = text(ask(views.index, HEAD, "semaines=4"))
    assert "Trop peu de personnes, même sur une période plus longue" in page


def test_the_link_to_a_longer_period_keeps_what_was_chosen(at: At) -> None:
    found = Campaign(at)
    found.ended("tenu", 6, starts_at=datetime(2026, 10, 20, 9, tzinfo=UTC))
    found.count()
    answer = ask(views.index, NATIONAL, "semaines=4&modalite=visio")
    assert isinstance(answer, HttpResponse)
    assert 'href="?semaines=12&amp;modalite=visio"' in answer.content.decode()
    assert "Voir sur 12 semaines" in text(answer)
