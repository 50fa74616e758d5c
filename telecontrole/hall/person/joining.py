"""The person's place in the call: given after the second factor, found again by every later request."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest

from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.person.entering import Proof, Visitor, visitor
from telecontrole.hall.person.standing import Situation, Standing
from telecontrole.rooms.examinations import calls
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.representing import BESIDE
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.visio import selectors as visio
from telecontrole.rooms.visio import services as seats
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.selectors import SeatInfo

TO_CHECK = "identité à vérifier à l’écran"
# The browser session that asked for the last ticket, as the calls' record names it. It outlives the
# session's key, which changes at each door.
_BROWSER = "person_browser"


def opens_at(appointment: AppointmentInfo) -> datetime:
    """When the waiting room opens: a quarter of an hour before."""
    return appointment.starts_at - calls.OPENS_BEFORE


def open_now(here: Standing) -> bool:
    """Whether the waiting room is open: by video, from a quarter of an hour before to the end of the slot."""
    by_video = here.appointment if here.situation is Situation.VISIO else None
    return by_video is not None and here.now >= opens_at(by_video)


def take_seat(*, who: Visitor, appointment: AppointmentInfo) -> UUID | Refusal:
    """Prepare the call if nobody did, and the person's seat; asking again gives the same.

    Without a code the seat says to the médecin-conseil that identity is to be checked on screen.
    Refusals: those of `examinations.prepare_call` and `visio.seat`.
    """
    session = examinations.prepare_call(appointment_id=appointment.id)
    return session if isinstance(session, Refusal) else _sit(who, session)


def _sit(who: Visitor, session: UUID) -> UUID | Refusal:
    held = _held(who, session)
    # Once written it stays: the browser that gave no code may come back to the same seat.
    to_check = who.proof is not Proof.CODE or (held is not None and TO_CHECK in held.detail)
    beside = who.representative is not None or (held is not None and BESIDE in held.detail)
    return seats.seat(
        session_id=session,
        role=SeatRole.ASSURE,
        name_shown=f"{who.person.prenoms} {who.person.nom}",
        key=calls.insured_key(who.person.id),
        detail=", ".join([TO_CHECK] * to_check + [BESIDE] * beside),
        actor=who.actor,
    )


def seat_held(who: Visitor, appointment: AppointmentInfo) -> UUID | None:
    """The seat that this person already has."""
    return calls.seat_of(appointment.id, calls.insured_key(who.person.id))


def resolve_seat(request: HttpRequest, session_id: UUID) -> UUID | None:
    """For the visio room: the seat of this browser in a session. An address is never a right.

    Asked with each ticket (a POST). Seats are prepared before anybody comes: whoever gave no code
    gets one only once the médecin-conseil's screen says that identity is to be checked. None once the
    appointment no longer stands (see `calls.may_sit`). The browser remembers under which name it asked.
    """
    who = visitor(request)
    appointment = calls.appointment_of(visio.session(session_id))
    if (
        who is None
        or not (who.may_join and who.acts)
        or appointment is None
        or appointment.case != who.case.id
    ):
        return None
    held = _held(who, session_id)
    if held is None or not calls.may_sit(appointment, clock.now()):
        return None
    if who.proof is not Proof.CODE and TO_CHECK not in held.detail:
        marked = _sit(who, session_id)
        if isinstance(marked, Refusal):
            return None
    request.session[_BROWSER] = visio.browser(request.session.session_key or "")
    return held.id


def sat_in(request: HttpRequest, who: Visitor, appointment: UUID, at: datetime) -> bool:
    """Whether this very browser was in the person's seat at an aware instant.

    The last that came in by then counts: whoever opened the link elsewhere, or took the seat later, was not there.
    """
    subject, key = calls.subject_of(appointment), calls.insured_key(who.person.id)
    there = visio.browser_at(subject=subject, key=key, at=at)
    return there is not None and request.session.get(_BROWSER) == there


def resolve_subject(request: HttpRequest) -> str | None:
    """For the equipment test: the appointment that this browser prepares."""
    who = visitor(request)
    current = planning.current(who.case.id) if who else None
    if current is None or not current.ahead or current.modalite is not Modalite.VISIO:
        return None
    return calls.subject_of(current.id)


def _held(who: Visitor, session_id: UUID) -> SeatInfo | None:
    key = calls.insured_key(who.person.id)
    return next((seat for seat in visio.seats(session_id) if seat.key == key), None)
