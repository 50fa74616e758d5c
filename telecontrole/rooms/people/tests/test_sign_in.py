"""The sign-in of the staff: what is wrong is told with the status that forms have everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client, override_settings

from telecontrole.rooms.people.middleware import DEMONSTRATION_KEY
from telecontrole.rooms.people.models import Account

pytestmark = pytest.mark.django_db
PASSWORD = "une longue phrase de passe"


@pytest.fixture
def account() -> Account:
    made: Account = Account.objects.create(email="chef@caisse.test", roles=["chef"], caisse="141")
    made.set_password(PASSWORD)
    made.save()
    return made


def sign_in(client: Client, password: str) -> Any:
    return client.post("/connexion/", {"login": "chef@caisse.test", "password": password})


def test_wrong_credentials_answer_422(account: Account) -> None:
    answer = sign_in(Client(), "autre chose")
    assert answer.status_code == 422
    assert "chef@caisse.test" in answer.content.decode()
    assert Client().get("/connexion/").status_code == 200


def test_a_wrong_code_answers_422(account: Account) -> None:
    TOTP.activate(account, generate_totp_secret())
    client = Client()
    assert sign_in(client, PASSWORD)["Location"].startswith("/connexion/code/")
    assert client.get("/connexion/code/").status_code == 200
    assert client.post("/connexion/code/", {"code": "000000"}).status_code == 422
    assert client.post("/connexion/code/", {"code": ""}).status_code == 422


@pytest.mark.parametrize(("demonstration", "status"), [(True, 200), (False, 302)])
def test_a_link_of_the_demonstration_is_both_factors_there_and_nowhere_else(
    account: Account, demonstration: bool, status: int
) -> None:
    client = Client()
    client.force_login(account)
    session = client.session
    session[DEMONSTRATION_KEY] = True
    session.save()
    with override_settings(DEMONSTRATION=demonstration):
        assert client.get("/accueil/").status_code == status
