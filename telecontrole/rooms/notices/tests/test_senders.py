"""Whom messages come from: what the operator chose, else the site."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core import checks as system

from telecontrole.rooms.notices import checks, drafting
from telecontrole.rooms.notices.gateways import configured
from telecontrole.rooms.notices.gateways.configured import BadGateway


def test_emails_come_from_the_chosen_address_and_bounces_go_to_its_domain(settings: Any) -> None:
    settings.BASE_URL, settings.EMAIL_FROM = "https://rdv.exemple.fr:8443", ""
    assert drafting.sender_address() == "ne-pas-repondre@rdv.exemple.fr"
    settings.EMAIL_FROM = "rendez-vous@caisse.exemple.fr"
    assert drafting.sender_address() == "rendez-vous@caisse.exemple.fr"
    assert drafting.sender_host() == "caisse.exemple.fr"


def test_sms_come_from_the_chosen_name(settings: Any) -> None:
    settings.SMS_SENDER = "CPAM14"
    assert configured._sender(urlsplit("smpp://u:p@h")) == "CPAM14"
    assert configured._sender(urlsplit("smpp://u:p@h?sender=CPAM50")) == "CPAM50"
    settings.SMS_SENDER = ""
    assert configured._sender(urlsplit("smpp://u:p@h")) == "ASSURMAL"
    settings.SMS_SENDER = "TROP LONG NOM"
    with pytest.raises(BadGateway):
        configured.sms_gateway("smpp://u:p@h")


def test_a_sender_that_would_be_refused_is_an_error_of_the_site(settings: Any) -> None:
    assert checks.check_senders(None) == []
    settings.EMAIL_FROM, settings.SMS_SENDER = "Caisse <a@b.fr>", "3646"
    found = {e.id for e in system.run_checks() if str(e.id).startswith("notices.")}
    assert found == {"notices.E002", "notices.E003"}
