"""Coming in: a ticket is given to a browser that has the right, and used up at the websocket's door."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import rules, selectors, tickets
from telecontrole.rooms.visio.enums import SessionState
from telecontrole.rooms.visio.facts import Entry
from telecontrole.rooms.visio.models import Join, Seat, Session, UsedTicket
from telecontrole.rooms.visio.telling import actor_of, note, publish


def ticket(*, seat_id: UUID, browser_session: str) -> str | Refusal:
    """A ticket of 60 seconds for one connection from one browser session.

    The caller has checked the right to the seat. Answers the refusals of `rules.may_connect`.
    """
    row = Seat.objects.select_related("session").filter(id=seat_id).first()
    if row is None or not browser_session:
        return Refusal("visio_no_right")
    refusal = _refusal(row, row.session)
    if refusal is not None:
        return refusal
    expires_at = clock.now() + rules.TICKET_LIFE
    return tickets.write(seat=str(seat_id), browser_session=browser_session, expires_at=expires_at)


@transaction.atomic
def enter(*, token: str, browser_session: str) -> Entry | Refusal:
    """Use a ticket up and record that its seat joined.

    One refusal for all that is wrong with a ticket: a forger learns nothing.
    """
    read = tickets.read(token)
    if (
        read is None
        or read.browser != tickets.browser_digest(browser_session)
        or clock.now() > read.expires_at
        or not _first_use(read)
    ):
        return Refusal("visio_bad_ticket")
    seat = Seat.objects.select_for_update(of=("self",)).filter(id=read.seat).first()
    session = Session.objects.filter(id=seat.session_id).first() if seat else None
    if seat is None or session is None:
        return Refusal("visio_bad_ticket")
    refusal = _refusal(seat, session) or _too_often(seat)
    return refusal if refusal is not None else _joined(seat, session, read.browser)


def _first_use(read: tickets.Ticket) -> bool:
    """Whether nobody used this ticket before; of two at once, the database lets one through."""
    return UsedTicket.objects.get_or_create(
        nonce=read.nonce, defaults={"expires_at": read.expires_at}
    )[1]


def _refusal(seat: Seat, session: Session) -> Refusal | None:
    reason = rules.may_connect(
        state=SessionState(session.state),
        opens_at=session.opens_at,
        closes_at=session.closes_at,
        excluded=seat.excluded_at is not None,
        now=clock.now(),
    )
    return Refusal(reason) if reason else None


def _too_often(seat: Seat) -> Refusal | None:
    """Counted on the record, before anything is written: leaving in between makes nothing forgotten."""
    lately = Join.objects.filter(seat=seat, at__gt=clock.now() - rules.ENTRIES_WITHIN)
    if lately.count() < rules.ENTRIES_AT_MOST:
        return None
    return Refusal("visio_too_many_connections")


def _joined(seat: Seat, session: Session, browser: str) -> Entry | Refusal:
    now = clock.now()
    Seat.objects.filter(id=seat.id).update(
        connections=F("connections") + 1,
        first_joined_at=seat.first_joined_at or now,
        joined_at=now,
        left_at=None,
    )
    Join.objects.create(seat=seat, browser=browser, at=now)
    note("joined", session=session, seat=seat, actor=actor_of(seat))
    publish("seat_joined", session=session, seat=seat)
    facts = selectors.facts(str(session.id))
    if facts is None:
        raise LookupError("a locked session cannot vanish")
    return Entry(facts=facts, seat=str(seat.id), connection=seat.connections + 1)
