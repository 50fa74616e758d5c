"""Third persons: a link of their own, a place among four, closed at once when it is withdrawn."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from telecontrole.foundations.access import Actor
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import guests, selectors, services
from telecontrole.rooms.visio.enums import GuestRole, GuestState, SeatRole
from telecontrole.rooms.visio.models import Guest, Seat

pytestmark = pytest.mark.django_db
TEST = Actor.system("test")
CASE = "case:1"


@pytest.fixture
def session(at: Any) -> uuid.UUID:
    now = at("2026-12-01T09:00:00+00:00")
    made = services.open_session(
        subject="appointment:1",
        opens_at=now - timedelta(minutes=10),
        closes_at=now + timedelta(hours=1),
    )
    for role in (SeatRole.MEDECIN_CONSEIL, SeatRole.ASSURE):
        services.seat(session_id=made, role=role, name_shown="X", key=role.value)
    return made


def invited(name: str = "Ana Lopez", **more: Any) -> uuid.UUID:
    given: dict[str, Any] = {"role": GuestRole.INTERPRETE, "about": CASE, "actor": TEST, **more}
    made = services.invite_guest(name=name, **given)
    assert isinstance(made, uuid.UUID)
    return made


def sit(session: uuid.UUID, guest: uuid.UUID) -> uuid.UUID | Refusal:
    found = guests.guest(guest)
    assert found is not None
    return services.seat(
        session_id=session, role=SeatRole.TIERS, name_shown=found.name, key=found.key
    )


def test_a_link_is_found_by_its_token_which_is_nowhere_in_the_database(session: uuid.UUID) -> None:
    guest = invited(channel="email", address="ana@exemple.test")
    token = services.show_link(guest_id=guest, actor=TEST)
    found = guests.guest_by_token(f" {token.lower()} ")
    assert found is not None
    assert (found.id, found.state) == (guest, GuestState.INVITED)
    row = Guest.objects.get(id=guest)
    assert token.encode() not in bytes(row.token_hash)
    assert b"ana@exemple.test" not in bytes(row.address_sealed)
    assert guests.address_of(guest) == "ana@exemple.test"
    assert guests.guest_by_token("ABCDEFGHIJKL") is None
    assert guests.guest_by_token("1") is None
    assert JournalEntry.objects.filter(action="visio:guest:link_shown", subject=CASE).count() == 1


def test_two_guests_at_most_and_a_withdrawn_one_makes_room(session: uuid.UUID) -> None:
    first, second = invited("A"), invited("B", role=GuestRole.AVOCAT)
    full = services.invite_guest(about=CASE, role=GuestRole.PROCHE, name="C", actor=TEST)
    assert isinstance(full, Refusal)
    assert full.code == "visio_guests_full"
    for guest in (first, second):
        assert isinstance(sit(session, guest), uuid.UUID)
    assert services.withdraw_guest(guest_id=first, actor=TEST)
    assert not services.withdraw_guest(guest_id=first, actor=TEST)
    third = invited("C")
    assert isinstance(sit(session, third), uuid.UUID), "the place of who was shown out is free"
    assert isinstance(sit(session, first), uuid.UUID), "a seat asked again is the same seat"
    assert [seat.excluded_at is None for seat in selectors.seats(session)].count(False) == 1


def test_a_withdrawn_guest_is_shown_out_and_gets_no_ticket(session: uuid.UUID) -> None:
    guest = invited(channel="sms", address="+33612345678")
    seat = sit(session, guest)
    assert isinstance(seat, uuid.UUID)
    assert isinstance(services.ticket(seat_id=seat, browser_session="b"), str)
    services.withdraw_guest(guest_id=guest, actor=TEST)
    refused = services.ticket(seat_id=seat, browser_session="b")
    assert isinstance(refused, Refusal)
    assert refused.code == "visio_seat_excluded"
    assert guests.address_of(guest) == ""
    found = guests.guest(guest)
    assert found is not None
    assert found.state is GuestState.WITHDRAWN


def test_what_is_only_asked_for_is_no_invitation_until_somebody_gives_it(
    session: uuid.UUID,
) -> None:
    guest = invited(only_asked=True)
    assert [one.state for one in guests.guests(CASE)] == [GuestState.ASKED]
    assert guests.standing(CASE) == []
    assert services.accept_guest(guest_id=guest, actor=TEST) is True
    assert services.accept_guest(guest_id=guest, actor=TEST) is False
    assert [one.id for one in guests.standing(CASE)] == [guest]
    services.withdraw_guest(guest_id=guest, actor=TEST)
    assert isinstance(services.accept_guest(guest_id=guest, actor=TEST), Refusal)


def test_the_record_says_who_was_let_in_and_as_what(session: uuid.UUID) -> None:
    guest, absent = invited(), invited("B")
    host = selectors.seats(session)[0].id
    seat, other = sit(session, guest), sit(session, absent)
    assert isinstance(seat, uuid.UUID)
    assert isinstance(other, uuid.UUID)
    services.admit(by_seat=host, seat_id=seat)
    (found,) = guests.presences("appointment:1")
    assert (found.name, found.role, found.left_at) == ("Ana Lopez", GuestRole.INTERPRETE, None)


def test_the_database_knows_four_places_and_two_guests(session: uuid.UUID) -> None:
    invited("A")
    with pytest.raises(IntegrityError, match="visio_guest_one_per_place"), transaction.atomic():
        _raw_guest(place=1)
    with pytest.raises(IntegrityError, match="visio_guest_two_at_most"), transaction.atomic():
        _raw_guest(place=3)
    with pytest.raises(IntegrityError, match="visio_guest_two_at_most"), transaction.atomic():
        _raw_guest(place=None)
    with pytest.raises(IntegrityError, match="visio_guest_role_known"), transaction.atomic():
        _raw_guest(place=2, role="voisin")
    with pytest.raises(IntegrityError, match="visio_seat_at_most_four"), transaction.atomic():
        Seat.objects.filter(session=session).update(position=None)


def _raw_guest(**given: Any) -> None:
    now = Guest.objects.values_list("asked_at", flat=True)[0]
    values = {"about": CASE, "role": "proche", "name": "X", "asked_by": "x", "asked_at": now}
    Guest.objects.create(token_hash=uuid.uuid4().bytes, **{**values, **given})


def test_a_call_passes_to_a_colleague_before_it_is_hosted_and_not_after(
    session: uuid.UUID,
) -> None:
    given: dict[str, Any] = {
        "session_id": session,
        "name_shown": "Dr B",
        "detail": "médecin-conseil",
    }
    assert services.pass_host(key="agent:2", **given) is None
    assert services.pass_host(key="agent:2", **given) is None
    host = selectors.seats(session)[0]
    assert (host.key, host.name_shown, host.role) == ("agent:2", "Dr B", SeatRole.MEDECIN_CONSEIL)
    Seat.objects.filter(id=host.id).update(first_joined_at=host.admitted_at)
    late = services.pass_host(key="agent:3", **given)
    assert isinstance(late, Refusal)
    assert late.code == "visio_seat_taken"
