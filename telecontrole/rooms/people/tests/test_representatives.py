"""Who acts for an insured person by law: what the deed allows, until when, and that it ends at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from conftest import At
from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people import links, representatives, representing_rules
from telecontrole.rooms.people.models import AccessLink, Insured, Representative
from telecontrole.rooms.people.representing_rules import Power, Quality
from telecontrole.rooms.people.tests.test_links_and_codes import somebody

STAFF = Actor(ActorKind.STAFF, str(uuid4()), frozenset({Role.TECHNICIEN}), caisse="141")
NOW = "2026-12-01T08:00:00+00:00"
TODAY = date(2026, 12, 1)
LUCE: dict[str, Any] = {
    "quality": Quality.TUTEUR,
    "nom": "PETIT",
    "prenoms": "Luce",
    "email": "luce@exemple.test",
    "mobile": "06 12 34 56 78",
    "adresse": "2 rue des Lilas\n14000 Caen",
}


def note(person: Insured, until: date | None = None, **more: Any) -> UUID | Refusal:
    return representatives.note(insured_id=person.id, until=until, actor=STAFF, **{**LUCE, **more})


@pytest.mark.parametrize("quality", list(Quality))
def test_each_quality_acts_or_assists(quality: Quality) -> None:
    expected = Power.ASSIST if quality is Quality.CURATEUR else Power.ACT
    assert representing_rules.power(quality, TODAY) is expected


@given(st.dates(date(2005, 1, 1), date(2026, 11, 30)), st.none() | st.dates(date(2026, 1, 1)))
def test_parents_act_until_the_eve_of_majority_at_most(birth: date, until: date | None) -> None:
    last = representing_rules.last_day(Quality.PARENT, birth=birth, until=until, on=TODAY)
    assert last is not None
    assert (last + timedelta(days=1)).year <= birth.year + 18
    assert until is None or last <= until


def test_a_child_of_the_29_february_is_of_age_on_the_28() -> None:
    born = date(2008, 2, 29)
    last = representing_rules.last_day(Quality.PARENT, birth=born, until=None, on=TODAY)
    assert last == date(2026, 2, 27)


@pytest.mark.django_db
def test_declared_is_not_yet_acting_and_checked_is(at: At) -> None:
    at(NOW)
    person = somebody()
    assert isinstance(representatives.declare(insured_id=person.id, actor=STAFF, **LUCE), UUID)
    assert representatives.acting(person.id) is None
    assert representatives.check(insured_id=person.id, actor=STAFF) is None
    acting = representatives.acting(person.id)
    assert acting is not None
    assert acting.acts
    assert acting.mobile == "+33612345678"


@pytest.mark.django_db
def test_the_mandate_ends_with_its_last_day(at: At) -> None:
    at(NOW)
    person = somebody()
    made = note(person, until=date(2026, 12, 3))
    assert isinstance(made, UUID)
    at("2026-12-03T20:00:00+00:00")
    assert representatives.acting_as(made) is not None
    at("2026-12-04T08:00:00+00:00")
    assert representatives.acting_as(made) is None
    assert representatives.all_acting() == []


@pytest.mark.django_db
def test_a_mandate_that_is_over_is_not_noted_and_the_one_before_stays(at: At) -> None:
    at(NOW)
    person = somebody()
    before = note(person)
    over = note(person, until=date(2026, 11, 30), nom="AUTRE")
    assert over == Refusal("mandate_over")
    standing = representatives.standing(person.id)
    assert standing is not None
    assert standing.id == before


@pytest.mark.django_db
def test_the_parents_of_an_adult_do_not_act(at: At) -> None:
    at(NOW)
    assert note(somebody(), quality=Quality.PARENT) == Refusal("mandate_over")


@pytest.mark.django_db
def test_ending_the_mandate_closes_every_link_of_it_at_once(at: At) -> None:
    at(NOW)
    person = somebody()
    made = note(person)
    assert isinstance(made, UUID)
    mine = links.LinkWanted(f"case:{uuid4()}", "sms", representative_id=made)
    own = links.LinkWanted(mine.subject, "sms", insured_id=person.id)
    given_ = links.issue_links(wanted=[mine, own], valid_for=timedelta(days=9), actor=STAFF)
    assert given_[mine] != given_[own]
    found = links.resolve_link(given_[mine])
    assert found is not None
    assert (found.representative_id, found.insured_id) == (made, None)
    representatives.end(insured_id=person.id, actor=STAFF)
    assert links.resolve_link(given_[mine]) is None
    assert links.resolve_link(given_[own]) is not None


@pytest.mark.django_db
def test_a_link_has_one_holder_whatever_writes_it(at: At) -> None:
    at(NOW)
    person = somebody()
    made = note(person)
    assert isinstance(made, UUID)
    with pytest.raises(ValueError, match="one holder"):
        links.LinkWanted("case:1", "sms", insured_id=person.id, representative_id=made)
    with pytest.raises(IntegrityError, match="people_link_has_one_holder"), transaction.atomic():
        AccessLink.objects.create(
            token_hash=b"x",
            insured=person,
            representative_id=made,
            subject="case:1",
            channel="sms",
            created_at="2026-12-01T08:00:00Z",
            expires_at="2026-12-02T08:00:00Z",
        )


@pytest.mark.django_db
def test_an_unknown_quality_is_refused_by_the_table(at: At) -> None:
    at(NOW)
    made = note(somebody())
    assert isinstance(made, UUID)
    rows = Representative.objects.filter(id=made)
    with pytest.raises(IntegrityError, match="quality_known"), transaction.atomic():
        rows.update(quality="ami")
