"""Links and codes: what opens, for how long, and how little a guess is worth."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import At
from telecontrole.foundations import vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people import codes, links
from telecontrole.rooms.people.models import AccessLink, Insured, OneTimeCode
from telecontrole.rooms.territory.models import Caisse

SYSTEM = Actor.system("test")
MONTH = timedelta(days=30)


def somebody() -> Insured:
    caisse, _ = Caisse.objects.get_or_create(
        code="141",
        defaults={
            "nom": "CPAM du Calvados",
            "region": "Normandie",
            "departement": "14",
            "fuseau": "Europe/Paris",
            "calendrier": "metropole",
        },
    )
    return Insured.objects.create(
        nir_fingerprint=vault.fingerprint("285621414538770", purpose="nir"),
        nir_sealed=b"x",
        nom_naissance="ROY",
        prenoms="Chloé",
        sexe="F",
        date_naissance=date(1985, 9, 23),
        caisse=caisse,
    )


@pytest.fixture
def token(at: At) -> str:
    at("2026-12-01T08:00:00+00:00")
    return issue("sms", somebody().id)


def issue(channel: links.Channel, insured_id: UUID) -> str:
    wanted = links.LinkWanted("case:1", channel, insured_id=insured_id)
    return links.issue_link(wanted=wanted, valid_for=MONTH, actor=SYSTEM)


def link_id() -> UUID:
    return AccessLink.objects.get().id


def test_a_link_opens_its_subject_and_nothing_else(token: str) -> None:
    found = links.resolve_link(token)
    assert found is not None
    assert (found.subject, found.channel) == ("case:1", "sms")
    assert len(token) == 12


def test_a_link_typed_in_lower_case_with_spaces_still_opens(token: str) -> None:
    assert links.resolve_link(f" {token[:6].lower()} {token[6:]} ") is not None


@pytest.mark.parametrize("forged", ["", "A" * 12, "A" * 13, "1" * 12, "é" * 12, "A'; DROP--"])
def test_a_forged_link_opens_nothing(token: str, forged: str) -> None:
    assert links.resolve_link(forged) is None


def test_the_database_does_not_hold_the_token(token: str) -> None:
    row = AccessLink.objects.get()
    assert token.encode() not in bytes(row.token_hash)


def test_one_channel_of_one_subject_has_one_link(token: str) -> None:
    person = Insured.objects.get().id
    again, other = issue("sms", person), issue("email", person)
    assert again == token
    assert other != token


def test_an_expired_or_revoked_link_opens_nothing(token: str, at: At) -> None:
    at.advance(days=31)
    assert links.resolve_link(token) is None
    at.advance(days=-31)
    person = Insured.objects.get().id
    closed = links.close_links(channel="sms", holders=[person], actor=SYSTEM)
    assert closed == {person: [link_id()]}
    assert links.resolve_link(token) is None


def test_a_link_has_exactly_one_holder(token: str) -> None:
    with pytest.raises(ValueError, match="one holder"):
        links.LinkWanted("x", "sms")
    with pytest.raises(IntegrityError, match="people_link_has_one_holder"), transaction.atomic():
        AccessLink.objects.update(insured=None)


def test_issuing_many_links_takes_no_more_queries(
    token: str, django_assert_num_queries: Callable[..., Any]
) -> None:
    person = Insured.objects.get().id
    for count, start in ((2, 0), (40, 100)):
        wanted = [
            links.LinkWanted(f"case:{start + number}", "email", insured_id=person)
            for number in range(count)
        ]
        with django_assert_num_queries(3):
            tokens = links.issue_links(wanted=wanted, valid_for=MONTH, actor=SYSTEM)
        assert len(set(tokens.values())) == count


def test_the_shared_code_is_four_digits_and_stays_the_same() -> None:
    codes_of = {links.shared_code(f"case:{number}") for number in range(50)}
    assert all(len(code) == 4 and code.isdigit() for code in codes_of)
    assert len(codes_of) > 40
    assert links.shared_code("case:1") == links.shared_code("case:1")


def issued(channel: str = "email") -> codes.IssuedCode:
    result = codes.issue_code(link_id=link_id(), channel=channel, actor=SYSTEM)
    assert isinstance(result, codes.IssuedCode)
    return result


def test_a_code_serves_once(token: str) -> None:
    code = issued().code
    assert codes.check_code(link_id=link_id(), code=code, actor=SYSTEM) is None
    assert codes.check_code(link_id=link_id(), code=code, actor=SYSTEM) == Refusal("code_missing")


def test_a_code_may_be_typed_with_spaces(token: str) -> None:
    code = issued().code
    spaced = f"{code[:3]} {code[3:]} "
    assert codes.check_code(link_id=link_id(), code=spaced, actor=SYSTEM) is None


def test_a_code_dies_after_ten_minutes(token: str, at: At) -> None:
    code = issued().code
    at.advance(minutes=10)
    assert codes.check_code(link_id=link_id(), code=code, actor=SYSTEM) == Refusal("code_missing")


def test_a_new_code_replaces_the_one_before(token: str) -> None:
    first, second = issued().code, issued().code
    if first != second:
        refused = codes.check_code(link_id=link_id(), code=first, actor=SYSTEM)
        assert isinstance(refused, Refusal)
    assert codes.check_code(link_id=link_id(), code=second, actor=SYSTEM) is None


def test_five_wrong_guesses_exhaust_a_code(token: str) -> None:
    code = issued().code
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1):
        refused = codes.check_code(link_id=link_id(), code=wrong, actor=SYSTEM)
        assert refused == Refusal("code_wrong", {"left": left})
    assert codes.check_code(link_id=link_id(), code=wrong, actor=SYSTEM) == Refusal(
        "code_exhausted"
    )
    assert codes.check_code(link_id=link_id(), code=code, actor=SYSTEM) == Refusal("code_exhausted")


def test_codes_cannot_be_asked_for_without_end(token: str) -> None:
    results = [codes.issue_code(link_id=link_id(), channel="sms", actor=SYSTEM) for _ in range(6)]
    assert results[-1] == Refusal("code_too_often")


def test_the_database_does_not_hold_the_code(token: str) -> None:
    code = issued().code
    assert code.encode() not in bytes(OneTimeCode.objects.get().code_hash)


@pytest.mark.django_db(transaction=True)
def test_guesses_made_at_the_same_time_are_all_counted(at: At) -> None:
    at("2026-12-01T08:00:00+00:00")
    issue("sms", somebody().id)
    key, code = link_id(), issued().code
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    answers: list[Refusal | None] = []

    def guess() -> None:
        answers.append(codes.check_code(link_id=key, code=wrong, actor=SYSTEM))
        connection.close()

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OneTimeCode.objects.get().attempts == codes.MAX_ATTEMPTS
    assert answers.count(Refusal("code_exhausted")) == 4
