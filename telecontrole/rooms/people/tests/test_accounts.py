"""Accounts of the staff: by invitation, with a password worth the name."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from conftest import At
from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people import accounts
from telecontrole.rooms.people.models import Account

pytestmark = pytest.mark.django_db
ADMIN = Actor.system("command line")
TECHNICIEN = frozenset({Role.TECHNICIEN})
PASSWORD = "trois chevaux sous la pluie"


def invite(email: str = "Ana.Roche@caisse.test") -> accounts.Invited:
    result = accounts.invite(email=email, roles=TECHNICIEN, caisse="141", actor=ADMIN)
    assert isinstance(result, accounts.Invited)
    return result


def test_an_invited_person_chooses_a_password_once() -> None:
    invited = invite()
    account = accounts.accept_invitation(token=invited.token, password=PASSWORD)
    assert isinstance(account, Account)
    assert account.check_password(PASSWORD)
    again = accounts.accept_invitation(token=invited.token, password=PASSWORD)
    assert again == Refusal("invitation_closed")


def test_an_invitation_dies_after_seven_days(at: At) -> None:
    at("2026-12-01T08:00:00+00:00")
    invited = invite()
    at.advance(days=7)
    assert accounts.invited_account(invited.token) is None


def test_a_second_invitation_closes_the_first() -> None:
    first, second = invite(), invite()
    assert first.account_id == second.account_id
    assert accounts.invited_account(first.token) is None
    assert accounts.invited_account(second.token) is not None


@pytest.mark.parametrize("weak", ["court", "motdepasse", "123456789012"])
def test_a_weak_password_is_refused_with_its_reasons(weak: str) -> None:
    result = accounts.accept_invitation(token=invite().token, password=weak)
    assert isinstance(result, Refusal)
    assert result.code == "password_weak"
    assert result.params["reasons"]


def test_a_medecin_conseil_must_be_known_by_rpps() -> None:
    result = accounts.invite(
        email="a@b.test", roles=frozenset({Role.MEDECIN_CONSEIL}), rpps="10400297874", actor=ADMIN
    )
    assert result == Refusal("medecin_unknown", {"rpps": "10400297874"})


@pytest.mark.parametrize("address", ["", "@", "a@", "a b@c.test", "nobody"])
def test_an_address_that_is_none_is_not_invited(address: str) -> None:
    refused = accounts.invite(email=address, roles=TECHNICIEN, actor=ADMIN)
    assert refused == Refusal("email_invalid")


def test_the_database_refuses_a_medecin_conseil_who_is_nobody() -> None:
    with (
        pytest.raises(IntegrityError, match="people_account_medecin_is_named"),
        transaction.atomic(),
    ):
        Account.objects.create(email="x@y.test", roles=["medecin_conseil"])


def test_an_account_acts_for_its_caisse_only() -> None:
    invited = invite()
    actor = accounts.actor_of(Account.objects.get(id=invited.account_id))
    assert actor.serves("141")
    assert not actor.serves("763")


def test_an_email_signs_in_however_it_is_typed() -> None:
    invite("Ana.Roche@Caisse.test")
    assert Account.objects.get_by_natural_key("ANA.ROCHE@caisse.test").roles == ["technicien"]
