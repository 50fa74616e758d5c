"""Each visitor tries the things of others: by identifier, search, export, call, letter. Nothing tells that they exist."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

import pytest

from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.visio import tickets
from tests.secrecy.conftest import Filled
from tests.secrecy.crawl import FORM, ROUTES, STAFF_NAMES
from tests.secrecy.test_matrix import VISITORS
from tests.secrecy.texts import text_of

# Parts of an address that name no thing of anybody.
_WORDS = {"purpose", "choice", "name", "key", "token"}


@pytest.mark.parametrize("who", VISITORS)
def test_the_thing_of_another_answers_like_one_that_does_not_exist(
    filled: Filled, who: str
) -> None:
    """Same status, same place to go: an answer that differs would say that the thing exists."""
    wrong = []
    for route in ROUTES:
        if not route.parts or set(route.parts) & _WORDS:
            continue
        theirs = {part: filled.cast.elsewhere.of(part, kind) for part, kind in route.parts.items()}
        nobody = {part: _unknown(part, kind) for part, kind in route.parts.items()}
        for method in ("GET", "POST"):
            met = _met(filled, who, method, route.path(**theirs))
            none = _met(filled, who, method, route.path(**nobody))
            if met != none:
                wrong.append(f"{method} {route.name}: {met} for another's, {none} for nobody's")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", STAFF_NAMES)
def test_a_search_finds_nobody_of_another_caisse(filled: Filled, who: str) -> None:
    """By name, by the beginning of a name, by NIR, by reference."""
    stranger = filled.cast.elsewhere.now.case
    person = stranger.insured
    person.refresh_from_db()
    asked = (person.nom_naissance, person.nom_usage[:5], people.nir(person.id), stranger.reference)
    for text in asked:
        body = urlencode({"text": text})
        answer = filled.ask(who, "POST", "/dossiers/rechercher/", data=body, content_type=FORM)
        told = text_of(answer).replace(text, "")
        found = [one for one in filled.aviary.in_text(told) if one.caisse == "763"]
        assert found == []
        assert f"/dossiers/{stranger.reference}/" not in told


def test_a_search_finds_the_persons_of_ones_own_caisse(filled: Filled) -> None:
    person = filled.cast.here.now.case.insured
    person.refresh_from_db()
    for text in (person.nom_naissance, people.nir(person.id)):
        body = urlencode({"text": text})
        answer = filled.ask(
            "gestionnaire", "POST", "/dossiers/rechercher/", data=body, content_type=FORM
        )
        assert filled.cast.here.now.case.reference in text_of(answer)


@pytest.mark.parametrize("who", STAFF_NAMES)
def test_no_question_in_an_address_widens_a_list_or_an_export(filled: Filled, who: str) -> None:
    question = "caisse=763&vue=toutes&file=medical&medecin=tous&etat=toutes"
    for route in ROUTES:
        if route.parts or route.name.startswith(("law", "web:", "mfa", "account")):
            continue
        told = text_of(filled.ask(who, "GET", f"/{route.pattern}?{question}"))
        for form in ("csv", "xlsx") if "format=csv" in told else ():
            told += text_of(filled.ask(who, "GET", f"/{route.pattern}?{question}&format={form}"))
        assert not [c for c in filled.aviary.in_text(told) if c.caisse == "763"]
        assert filled.cast.elsewhere.now.case.reference not in told, (who, route.name)


@pytest.mark.parametrize("who", VISITORS)
def test_nobody_gets_a_ticket_for_the_call_of_others(filled: Filled, who: str) -> None:
    path = f"/visio/{filled.cast.elsewhere.session}/ticket/"
    answer = filled.ask(who, "POST", path, data="{}", content_type="application/json")
    assert answer.status_code in (302, 403, 404)
    assert b"ticket" not in answer.content.lower() or answer.status_code == 403


def test_a_ticket_changed_by_a_letter_opens_no_websocket(filled: Filled) -> None:
    path = f"/visio/{filled.cast.here.session}/ticket/"
    answer = filled.ask("medecin_conseil", "POST", path, data="{}", content_type="application/json")
    ticket = answer.json()["ticket"]
    assert tickets.read(ticket) is not None
    for place in range(0, len(ticket), 7):
        other = "A" if ticket[place] != "A" else "B"
        assert tickets.read(ticket[:place] + other + ticket[place + 1 :]) is None


def test_a_letter_opens_for_the_person_it_was_written_to_and_nobody_else(filled: Filled) -> None:
    path = f"/rdv/resultat/lettre/{filled.cast.here.letter}/"
    for who in VISITORS:
        answer = filled.ask(who, "GET", path)
        pdf = answer.get("Content-Type") == "application/pdf"
        assert pdf is (who == "insured_told"), who


def _met(filled: Filled, who: str, method: str, path: str) -> tuple[Any, ...]:
    more = {"data": "version=1", "content_type": FORM} if method == "POST" else {}
    answer = filled.ask(who, method, path, **more)
    home = answer.get("Location", "").split("?")[0]
    return answer.status_code, "" if home in path else home


def _unknown(part: str, kind: str) -> object:
    return {"uuid": uuid.uuid4(), "int": 999_999}.get(kind, "TC-999999")
