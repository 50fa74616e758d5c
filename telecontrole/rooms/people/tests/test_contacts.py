"""An address that is no longer the person's: what was sent there opens nothing, and no file gives it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from conftest import At
from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.events.models import Event
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.people import codes, contacts, links, readdressing, selectors, services
from telecontrole.rooms.people.models import AccessLink
from telecontrole.rooms.people.tests.test_insured import LINE
from telecontrole.rooms.territory.models import Caisse

pytestmark = pytest.mark.django_db
TEAM = Actor.system("test")
MONTH = timedelta(days=30)


@pytest.fixture
def person(at: At) -> UUID:
    at("2026-12-01T08:00:00+00:00")
    Caisse.objects.create(
        code="691",
        nom="CPAM du Rhône",
        region="Auvergne-Rhône-Alpes",
        departement="69",
        fuseau="Europe/Paris",
        calendrier="metropole",
    )
    return services.put_insured(lines=[LINE])[LINE.nir]


def link(person: UUID, channel: links.Channel, subject: str = "case:1") -> str:
    wanted = links.LinkWanted(subject, channel, insured_id=person)
    return links.issue_link(wanted=wanted, valid_for=MONTH, actor=TEAM)


def correct(person: UUID, kind: str, value: str, **said: Any) -> str | Refusal:
    return services.correct_contact(
        insured_id=person, channel=kind, value=value, source="telephone", actor=TEAM, **said
    )


def test_every_link_that_went_to_the_address_closes_and_no_other_one(person: UUID) -> None:
    gone = [link(person, "sms"), link(person, "sms", "case:2")]
    kept = [link(person, "email"), link(person, "lettre")]
    assert correct(person, "mobile", "06 12 34 56 78") == "+33612345678"
    assert [links.resolve_link(one) for one in gone] == [None, None]
    assert all(links.link_is_closed(one) for one in gone)
    assert None not in [links.resolve_link(one) for one in kept]
    closed = JournalEntry.objects.filter(action="people:link:revoked")
    assert sorted(closed.values_list("subject", flat=True)) == ["case:1", "case:2"]


def test_the_next_message_gets_another_link(person: UUID) -> None:
    gone = link(person, "sms")
    correct(person, "mobile", "0612345678")
    fresh = link(person, "sms")
    assert fresh != gone
    assert links.resolve_link(fresh) is not None
    assert links.renewed(gone, actor=TEAM) == fresh
    assert links.renewed(fresh, actor=TEAM) == fresh


def test_an_unchanged_contact_closes_nothing(person: UUID) -> None:
    token = link(person, "email")
    assert correct(person, "email", LINE.email) == LINE.email
    assert services.put_insured(lines=[LINE])[LINE.nir] == person
    assert links.resolve_link(token) is not None


def test_a_code_on_its_way_to_the_address_loses_its_force(person: UUID) -> None:
    link(person, "email")
    key = AccessLink.objects.get(channel="email").id
    sent = codes.issue_code(link_id=key, channel="sms", actor=TEAM)
    assert isinstance(sent, codes.IssuedCode)
    correct(person, "mobile", "")
    refused = codes.check_code(link_id=key, code=sent.code, actor=TEAM)
    assert refused == Refusal("code_missing")


def test_another_contact_in_a_file_closes_the_links_of_the_former_one(person: UUID) -> None:
    token = link(person, "email")
    services.put_insured(lines=[replace(LINE, email="autre@exemple.test")])
    assert links.resolve_link(token) is None
    told = Event.objects.get(name="people.contact_corrected").payload
    assert (told["insured"], told["channel"], told["removed"]) == (str(person), "email", False)


def test_a_file_does_not_give_back_what_was_not_the_persons(person: UUID) -> None:
    correct(person, "email", "")
    services.put_insured(lines=[LINE])
    assert selectors.insured_contacts([person])[person].email == ""
    services.put_insured(lines=[replace(LINE, email="autre@exemple.test")])
    assert selectors.insured_contacts([person])[person].email == "autre@exemple.test"


def test_a_code_sent_there_proves_nothing_from_then_on(person: UUID, at: At) -> None:
    proved = clock.now()
    at.advance(minutes=5)
    correct(person, "mobile", "0612345678")
    assert contacts.left_since(person, channel="sms", since=proved)
    assert not contacts.left_since(person, channel="email", since=proved)
    at.advance(minutes=5)
    assert not contacts.left_since(person, channel="sms", since=clock.now())


def test_an_address_corrected_on_a_message_is_kept_and_its_link_is_another(person: UUID) -> None:
    gone = link(person, "sms")
    said: dict[str, Any] = {"address": "+33612345678", "source": "telephone", "actor": TEAM}
    fresh = readdressing.keep_insured(str(person), channel=Channel.SMS, lien=gone, **said)
    assert isinstance(fresh, str)
    assert links.resolve_link(gone) is None
    assert links.resolve_link(fresh) is not None
    known = selectors.insured_contacts([person])[person]
    assert (known.mobile, known.mobile_source) == ("+33612345678", "telephone")
    # Messages may be about somebody the people do not know.
    assert readdressing.keep_insured("p:1", channel=Channel.SMS, lien="x", **said) == "x"
