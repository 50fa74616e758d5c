"""Letting in, showing out, leaving, ending, handing over."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import rules
from telecontrole.rooms.visio.enums import EndReason, Gone, Handover, SessionState
from telecontrole.rooms.visio.models import Seat, Session
from telecontrole.rooms.visio.telling import actor_of, note, publish, to_signalling


@transaction.atomic
def admit(*, by_seat: UUID | str, seat_id: UUID | str) -> Refusal | None:
    """The médecin-conseil lets a seat of the same session in; twice changes nothing.

    Answers `visio_not_your_role`, `visio_not_in_your_session`, `visio_session_closed`.
    """
    found = _host_and(by_seat, seat_id)
    if isinstance(found, Refusal):
        return found
    host, seat, session = found
    return _admitted(session, seat, actor_of(host))


@transaction.atomic
def admit_as(*, actor: Actor, seat_id: UUID) -> Refusal | None:
    """As `admit`, for a page that has checked its right itself."""
    seat = Seat.objects.filter(id=seat_id).first()
    if seat is None:
        return Refusal("visio_not_in_your_session")
    session = Session.objects.select_for_update().get(id=seat.session_id)
    return _admitted(session, seat, actor)


@transaction.atomic
def exclude(*, by_seat: UUID | str, seat_id: UUID | str) -> Refusal | None:
    """The médecin-conseil shows a seat out; its tickets and relay credentials end here."""
    found = _host_and(by_seat, seat_id)
    if isinstance(found, Refusal):
        return found
    host, seat, session = found
    if seat.id == host.id:
        return Refusal("visio_not_your_role")
    shown_out(session, seat, actor_of(host))
    return None


def shown_out(session: Session, seat: Seat, actor: Actor) -> None:
    """Take a seat away, in the caller's transaction, under the lock of its session; twice changes nothing.

    Its place becomes free: somebody else may be invited instead.
    """
    if seat.excluded_at is not None:
        return
    seat.excluded_at = seat.left_at = clock.now()
    seat.position = None
    seat.save(update_fields=["excluded_at", "left_at", "position"])
    note("excluded", session=session, seat=seat, actor=actor)
    publish("seat_left", session=session, seat=seat, why=Gone.EXCLUDED.value)
    to_signalling(session, k="facts")


@transaction.atomic
def left(*, seat_id: UUID | str, why: Gone) -> None:
    """A seat is empty: its person left, or was lost for longer than the grace."""
    seat = Seat.objects.select_for_update().filter(id=seat_id).first()
    if seat is None or seat.left_at is not None:
        return
    session = Session.objects.get(id=seat.session_id)
    seat.left_at = clock.now()
    seat.save(update_fields=["left_at"])
    note("left", session=session, seat=seat, actor=actor_of(seat), why=why.value)
    name = "failed" if why is Gone.LOST else "seat_left"
    publish(name, session=session, seat=seat, why=why.value)


@transaction.atomic
def end(
    *, session_id: UUID, actor: Actor, reason: EndReason = EndReason.CONCLUDED
) -> Refusal | None:
    """End a session for everyone; ending twice changes nothing."""
    session = Session.objects.select_for_update().filter(id=session_id).first()
    if session is None:
        return Refusal("visio_session_closed")
    if session.state == SessionState.OPEN:
        session.state, session.ended_at = SessionState.ENDED.value, clock.now()
        session.end_reason = reason.value
        session.save(update_fields=["state", "ended_at", "end_reason"])
        note("ended", session=session, actor=actor, reason=reason.value)
        publish("ended", session=session, reason=reason.value)
        to_signalling(session, k="facts")
    return None


@transaction.atomic
def end_by_seat(*, by_seat: UUID | str, reason: EndReason) -> Refusal | None:
    """The médecin-conseil's seat ends its session."""
    host = Seat.objects.filter(id=by_seat, role=rules.HOST.value).first()
    if host is None:
        return Refusal("visio_not_your_role")
    return end(session_id=host.session_id, actor=actor_of(host), reason=reason)


@transaction.atomic
def hand_over(*, by_seat: UUID | str, how: Handover) -> Refusal | None:
    """The video does not work: the session ends, and the upper rooms are told how to go on."""
    host = Seat.objects.filter(id=by_seat, role=rules.HOST.value).first()
    if host is None:
        return Refusal("visio_not_your_role")
    session = Session.objects.select_for_update().get(id=host.session_id)
    if session.state != SessionState.OPEN:
        return Refusal("visio_session_closed")
    note("handed_over", session=session, actor=actor_of(host), by=how.value)
    publish("handed_over", session=session, by=how.value)
    return end(session_id=session.id, actor=actor_of(host), reason=EndReason(how.value))


def _host_and(by_seat: UUID | str, seat_id: UUID | str) -> tuple[Seat, Seat, Session] | Refusal:
    # One question for both: the médecin-conseil's click waits for it.
    hosts = Seat.objects.select_related("session").select_for_update(of=("session",))
    host = hosts.filter(id=by_seat, role=rules.HOST.value).first()
    if host is None:
        return Refusal("visio_not_your_role")
    seat = Seat.objects.filter(id=seat_id, session=host.session_id).first()
    return (host, seat, host.session) if seat else Refusal("visio_not_in_your_session")


def _admitted(session: Session, seat: Seat, actor: Actor) -> Refusal | None:
    if session.state != SessionState.OPEN:
        return Refusal("visio_session_closed")
    if seat.excluded_at is not None:
        return Refusal("visio_seat_excluded")
    if seat.admitted_at is None:
        seat.admitted_at = clock.now()
        seat.save(update_fields=["admitted_at"])
        note("admitted", session=session, seat=seat, actor=actor)
        publish("seat_admitted", session=session, seat=seat)
        to_signalling(session, k="facts")
    return None
