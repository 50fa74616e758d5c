"""The record of the calls: rights, tickets, admissions, ends."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor
from telecontrole.foundations.events import registry
from telecontrole.foundations.events.models import Event
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import rules, selectors, services
from telecontrole.rooms.visio.enums import EndReason, Gone, Handover, SeatRole, SessionState
from telecontrole.rooms.visio.facts import Entry
from telecontrole.rooms.visio.models import Join, Seat, Session

pytestmark = pytest.mark.django_db
START = "2026-12-01T09:00:00+00:00"
TEST = Actor.system("test")


NAMES = ["seat_joined", "seat_admitted", "seat_left", "ended", "failed", "handed_over"]


@pytest.fixture(autouse=True)
def listener() -> Iterator[None]:
    """Somebody must listen: an event without a consumer is not kept."""
    for name in NAMES:
        events.handler(f"visio.{name}", consumer="test.listen")(_listen)
    yield
    for name in NAMES:
        registry._handlers[f"visio.{name}"].pop("test.listen")


def _listen(payload: dict[str, Any]) -> None:
    assert payload["session"]


@pytest.fixture
def session(at: Any) -> uuid.UUID:
    now = at(START)
    return services.open_session(
        subject="appointment:1",
        opens_at=now - timedelta(minutes=10),
        closes_at=now + timedelta(minutes=50),
    )


def sit(session: uuid.UUID, role: SeatRole, key: str = "") -> uuid.UUID:
    made = services.seat(session_id=session, role=role, name_shown="X", key=key or role.value)
    assert isinstance(made, uuid.UUID)
    return made


def ticket(seat: uuid.UUID, browser: str = "b") -> str:
    given = services.ticket(seat_id=seat, browser_session=browser)
    assert isinstance(given, str)
    return given


def enter(token: str, browser: str = "b") -> Entry | Refusal:
    return services.enter(token=token, browser_session=browser)


def test_a_subject_has_one_open_session(session: uuid.UUID) -> None:
    info = selectors.session(session)
    assert info is not None
    later = info.closes_at + timedelta(hours=1)
    again = services.open_session(subject="appointment:1", opens_at=info.opens_at, closes_at=later)
    assert again == session
    moved = selectors.session_of("appointment:1")
    assert moved is not None
    assert moved.closes_at == later


def test_the_database_allows_one_open_session_per_subject(session: uuid.UUID) -> None:
    row = Session.objects.get(id=session)
    row.id = uuid.uuid4()
    with (
        pytest.raises(IntegrityError, match="visio_session_one_open_per_subject"),
        transaction.atomic(),
    ):
        row.save(force_insert=True)


def test_a_session_cannot_close_before_it_opens(session: uuid.UUID) -> None:
    with pytest.raises(IntegrityError, match="closes_after_opening"), transaction.atomic():
        Session.objects.filter(id=session).update(closes_at="2020-01-01T00:00Z")


def test_four_people_and_no_fifth(session: uuid.UUID) -> None:
    for key in ("a", "b", "c"):
        sit(session, SeatRole.TIERS, key)
    sit(session, SeatRole.MEDECIN_CONSEIL)
    fifth = services.seat(session_id=session, role=SeatRole.TIERS, name_shown="X", key="e")
    assert fifth == Refusal("visio_session_full", {"most": 4})
    with pytest.raises(IntegrityError, match="visio_seat_at_most_four"), transaction.atomic():
        Seat.objects.filter(key="a").update(position=5)


def test_one_medecin_conseil_per_session(session: uuid.UUID) -> None:
    sit(session, SeatRole.MEDECIN_CONSEIL)
    second = services.seat(
        session_id=session, role=SeatRole.MEDECIN_CONSEIL, name_shown="X", key="other"
    )
    assert second == Refusal("visio_seat_taken")
    third = sit(session, SeatRole.TIERS)
    with pytest.raises(IntegrityError, match="one_medecin_conseil"), transaction.atomic():
        Seat.objects.filter(id=third).update(role=SeatRole.MEDECIN_CONSEIL)


def test_asking_again_for_a_seat_gives_the_same(session: uuid.UUID) -> None:
    assert sit(session, SeatRole.ASSURE) == sit(session, SeatRole.ASSURE)


def test_a_ticket_opens_once(session: uuid.UUID) -> None:
    token = ticket(sit(session, SeatRole.ASSURE))
    entry = enter(token)
    assert isinstance(entry, Entry)
    assert entry.connection == 1
    assert enter(token) == Refusal("visio_bad_ticket")


def test_whoever_comes_in_and_leaves_again_and_again_is_refused_before_it_is_written(
    session: uuid.UUID, at: Any
) -> None:
    seat = sit(session, SeatRole.ASSURE)
    for _ in range(rules.ENTRIES_AT_MOST):
        assert isinstance(enter(ticket(seat)), Entry)
        services.left(seat_id=seat, why=Gone.LEFT)
    assert enter(ticket(seat)) == Refusal("visio_too_many_connections")
    assert Join.objects.filter(seat=seat).count() == rules.ENTRIES_AT_MOST
    at.advance(minutes=11)
    assert isinstance(enter(ticket(seat)), Entry)


def test_a_ticket_is_good_for_its_browser_and_for_a_minute(session: uuid.UUID, at: Any) -> None:
    seat = sit(session, SeatRole.ASSURE)
    assert enter(ticket(seat), "thief") == Refusal("visio_bad_ticket")
    assert enter(ticket(seat) + "x") == Refusal("visio_bad_ticket")
    assert enter("") == Refusal("visio_bad_ticket")
    token = ticket(seat)
    at.advance(seconds=61)
    assert enter(token) == Refusal("visio_bad_ticket")


def test_no_ticket_before_the_hours_nor_after_nor_without_a_browser(
    session: uuid.UUID, at: Any
) -> None:
    seat = sit(session, SeatRole.ASSURE)
    assert services.ticket(seat_id=seat, browser_session="") == Refusal("visio_no_right")
    at.advance(minutes=-11)
    early = services.ticket(seat_id=seat, browser_session="b")
    assert early == Refusal("visio_session_not_open_yet")
    at.advance(hours=2)
    assert services.ticket(seat_id=seat, browser_session="b") == Refusal("visio_session_closed")


def test_a_ticket_given_before_an_exclusion_opens_nothing(session: uuid.UUID) -> None:
    host, seat = sit(session, SeatRole.MEDECIN_CONSEIL), sit(session, SeatRole.ASSURE)
    token = ticket(seat)
    assert services.exclude(by_seat=host, seat_id=seat) is None
    assert enter(token) == Refusal("visio_seat_excluded")
    assert services.admit(by_seat=host, seat_id=seat) == Refusal("visio_seat_excluded")


def test_only_the_medecin_conseil_of_the_session_admits(session: uuid.UUID) -> None:
    host, seat = sit(session, SeatRole.MEDECIN_CONSEIL), sit(session, SeatRole.ASSURE)
    third = sit(session, SeatRole.TIERS)
    assert services.admit(by_seat=third, seat_id=seat) == Refusal("visio_not_your_role")
    now = clock.now()
    other = services.open_session(
        subject="appointment:2", opens_at=now, closes_at=now + timedelta(hours=1)
    )
    stranger = sit(other, SeatRole.MEDECIN_CONSEIL)
    foreign = services.admit(by_seat=stranger, seat_id=seat)
    assert foreign == Refusal("visio_not_in_your_session")
    assert services.admit(by_seat=host, seat_id=seat) is None
    info = selectors.seat(seat)
    assert info is not None
    assert info.admitted_at == now


def test_what_happened_is_journalled_and_told_once_without_names(session: uuid.UUID) -> None:
    host, seat = sit(session, SeatRole.MEDECIN_CONSEIL), sit(session, SeatRole.ASSURE)
    enter(ticket(seat))
    services.admit(by_seat=host, seat_id=seat)
    services.admit(by_seat=host, seat_id=seat)
    services.left(seat_id=seat, why=Gone.LEFT)
    services.left(seat_id=seat, why=Gone.LOST)
    services.end_by_seat(by_seat=host, reason=EndReason.CONCLUDED)
    services.end(session_id=session, actor=TEST)
    actions = list(
        JournalEntry.objects.filter(subject="appointment:1")
        .order_by("seq")
        .values_list("action", flat=True)
    )
    assert actions[-4:] == [
        "visio:seat:joined",
        "visio:seat:admitted",
        "visio:seat:left",
        "visio:session:ended",
    ]
    told = list(Event.objects.filter(name__startswith="visio.").order_by("pk"))
    assert [event.name for event in told] == [
        "visio.seat_joined",
        "visio.seat_admitted",
        "visio.seat_left",
        "visio.ended",
    ]
    assert all(event.payload["subject"] == "appointment:1" for event in told)


def test_a_lost_person_is_a_failure_that_upper_rooms_hear_of(session: uuid.UUID) -> None:
    seat = sit(session, SeatRole.ASSURE)
    enter(ticket(seat))
    services.left(seat_id=seat, why=Gone.LOST)
    assert Event.objects.filter(name="visio.failed").exists()


def test_handing_over_ends_the_session_and_says_how_to_go_on(session: uuid.UUID) -> None:
    host = sit(session, SeatRole.MEDECIN_CONSEIL)
    assert services.hand_over(by_seat=host, how=Handover.PHONE) is None
    info = selectors.session(session)
    assert info is not None
    assert (info.state, info.end_reason) == (SessionState.ENDED, "phone")
    assert Event.objects.get(name="visio.handed_over").payload["by"] == "phone"
    again = services.hand_over(by_seat=host, how=Handover.PHONE)
    assert again == Refusal("visio_session_closed")


def test_sessions_long_over_end_by_themselves(session: uuid.UUID, at: Any) -> None:
    assert services.tick(clock.now()) == 0
    assert services.tick(at.advance(hours=2)) == 1
    info = selectors.session(session)
    assert info is not None
    assert info.end_reason == "expired"


def test_the_latest_report_of_a_browser_counts(session: uuid.UUID) -> None:
    seat = sit(session, SeatRole.ASSURE)
    services.keep_report(seat_id=seat, instance="a" * 16, report={"rtt_ms": 10})
    services.keep_report(seat_id=seat, instance="a" * 16, report={"rtt_ms": 20})
    assert selectors.reports(session) == [{"rtt_ms": 20}]


def test_a_notice_leads_nowhere_but_to_this_site(session: uuid.UUID) -> None:
    for url in ("https://elsewhere.invalid/", "//elsewhere.invalid", "javascript:x", "/\\x"):
        with pytest.raises(ValueError, match="path of this site"):
            services.tell(session_id=session, role=SeatRole.ASSURE, kind="outcome", url=url)


def test_reading_a_session_costs_the_same_with_more_seats(
    session: uuid.UUID, django_assert_num_queries: Any
) -> None:
    sit(session, SeatRole.ASSURE)
    with django_assert_num_queries(2):
        selectors.facts(str(session))
    for key in ("x", "y"):
        sit(session, SeatRole.TIERS, key)
    with django_assert_num_queries(2):
        selectors.facts(str(session))


def test_the_record_says_which_browser_sat_in_a_seat_at_an_instant(
    session: uuid.UUID, at: Any
) -> None:
    person = sit(session, SeatRole.ASSURE)

    def there(instant: Any) -> str | None:
        return selectors.browser_at(subject="appointment:1", key="assure", at=instant)

    start = clock.now()
    assert there(start) is None
    enter(ticket(person, "first"), "first")
    taken_over = at.advance(minutes=5)
    enter(ticket(person, "second"), "second")
    assert there(start) == selectors.browser("first")
    assert there(taken_over) == selectors.browser("second")
    assert selectors.browser("first") != "first"
