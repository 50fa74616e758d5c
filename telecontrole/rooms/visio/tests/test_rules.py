from __future__ import annotations

from datetime import UTC, datetime, timedelta

from telecontrole.rooms.visio import rules
from telecontrole.rooms.visio.enums import Link, SeatRole, SessionState

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
TEN = NINE + timedelta(hours=1)
HOST, PERSON, THIRD = SeatRole.MEDECIN_CONSEIL, SeatRole.ASSURE, SeatRole.TIERS


def reason(
    now: datetime, state: SessionState = SessionState.OPEN, *, excluded: bool = False
) -> str | None:
    return rules.may_connect(state=state, opens_at=NINE, closes_at=TEN, excluded=excluded, now=now)


def test_a_seat_connects_within_the_hours_only() -> None:
    assert reason(NINE - timedelta(seconds=1)) == "visio_session_not_open_yet"
    assert reason(NINE) is None
    assert reason(TEN) is None
    assert reason(TEN + timedelta(seconds=1)) == "visio_session_closed"


def test_after_the_end_a_page_may_come_back_for_the_outcome() -> None:
    assert reason(TEN + timedelta(minutes=29), SessionState.ENDED) is None
    assert reason(TEN + timedelta(minutes=31), SessionState.ENDED) == "visio_session_closed"


def test_an_excluded_seat_never_connects_again() -> None:
    assert reason(NINE, excluded=True) == "visio_seat_excluded"


def link(one: tuple[SeatRole, bool], other: tuple[SeatRole, bool], *, relayed: bool) -> Link:
    return rules.link(state=SessionState.OPEN, one=one, other=other, relayed=relayed)


def test_before_admission_only_with_the_medecin_conseil_and_no_address_without_relay() -> None:
    assert link((HOST, True), (PERSON, False), relayed=True) is Link.WARM
    assert link((HOST, True), (PERSON, False), relayed=False) is Link.PREPARED
    assert link((THIRD, False), (PERSON, False), relayed=True) is Link.NONE
    assert link((THIRD, True), (PERSON, False), relayed=True) is Link.NONE
    assert link((THIRD, True), (PERSON, True), relayed=False) is Link.LIVE


def test_nothing_is_linked_once_the_session_ended() -> None:
    ended = rules.link(
        state=SessionState.ENDED, one=(HOST, True), other=(PERSON, True), relayed=True
    )
    assert ended is Link.NONE


def test_those_who_wait_do_not_see_each_other() -> None:
    assert rules.sees(viewer=(PERSON, False), seen=HOST)
    assert not rules.sees(viewer=(PERSON, False), seen=THIRD)
    assert rules.sees(viewer=(HOST, True), seen=PERSON)
    assert rules.sees(viewer=(PERSON, True), seen=THIRD)


def test_exactly_one_side_of_a_pair_is_polite() -> None:
    for one, other in [(HOST, PERSON), (PERSON, THIRD), (PERSON, PERSON)]:
        first = rules.polite(role=one, seat="a", other_role=other, other_seat="b")
        second = rules.polite(role=other, seat="b", other_role=one, other_seat="a")
        assert first is not second
    assert not rules.polite(role=HOST, seat="z", other_role=PERSON, other_seat="a")
