"""Who may meet whom, and when. Pure: instants and states are arguments."""

from __future__ import annotations

from datetime import datetime, timedelta

from telecontrole.rooms.visio.enums import GuestRole, Link, SeatRole, SessionState

SEATS_AT_MOST = 4
"""A mesh of browsers holds four; a fifth person is refused politely (measured on old phones)."""

GUESTS_AT_MOST = SEATS_AT_MOST - 2
"""Beside the insured person and the médecin-conseil."""

AFTERWARDS = timedelta(minutes=30)
"""How long after its end a page may stay connected, to be told the outcome at once."""

TICKET_LIFE = timedelta(seconds=60)
CREDENTIAL_LIFE = timedelta(minutes=10)
TEST_CREDENTIAL_LIFE = timedelta(seconds=60)

ENTRIES_AT_MOST, ENTRIES_WITHIN = 20, timedelta(minutes=10)
"""How often one seat may be entered anew: each entry is journalled."""

TESTS_AT_MOST, TESTS_WITHIN = 60, timedelta(hours=1)
"""How many equipment tests are kept of one subject: nobody makes so many, a program might."""

HOST = SeatRole.MEDECIN_CONSEIL


def may_connect(
    *, state: SessionState, opens_at: datetime, closes_at: datetime, excluded: bool, now: datetime
) -> str | None:
    """Reason why a seat may not connect at `now`, or None. All instants are aware."""
    if excluded:
        return "visio_seat_excluded"
    if now < opens_at:
        return "visio_session_not_open_yet"
    if now > closes_at + AFTERWARDS:
        return "visio_session_closed"
    if state is SessionState.OPEN and now > closes_at:
        return "visio_session_closed"
    return None


def link(
    *,
    state: SessionState,
    one: tuple[SeatRole, bool],
    other: tuple[SeatRole, bool],
    relayed: bool,
) -> Link:
    """What two present seats, each (role, admitted), may exchange.

    Before admission only the médecin-conseil's side is connected, without any track, and only
    through relays. Without relays a connection would show each browser's address to the other:
    the two only agree on codecs and certificates beforehand, and the service holds their
    addresses back.
    """
    if state is not SessionState.OPEN:
        return Link.NONE
    if one[1] and other[1]:
        return Link.LIVE
    if HOST in (one[0], other[0]):
        return Link.WARM if relayed else Link.PREPARED
    return Link.NONE


def sees(*, viewer: tuple[SeatRole, bool], seen: SeatRole) -> bool:
    """Whether a seat is told that another exists: before admission, only its médecin-conseil."""
    return viewer[1] or viewer[0] is HOST or seen is HOST


def seat_role(role: GuestRole) -> SeatRole:
    """Where a guest sits: a doctor as a colleague, anybody else as a third person."""
    return SeatRole.CONFRERE if role is GuestRole.MEDECIN else SeatRole.TIERS


def polite(*, role: SeatRole, seat: str, other_role: SeatRole, other_seat: str) -> bool:
    """Which side of a pair yields when both offer: never the médecin-conseil's."""
    if HOST in (role, other_role) and role is not other_role:
        return role is not HOST
    return seat < other_seat
