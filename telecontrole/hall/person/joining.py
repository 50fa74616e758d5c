"""The person's place in the call: given after the second factor, found again by every later request."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.person.entering import Proof, Visitor, visitor
from telecontrole.rooms.examinations import calls
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.visio import selectors as visio
from telecontrole.rooms.visio import services as seats
from telecontrole.rooms.visio.enums import SeatRole

TO_CHECK = "identité à vérifier à l'écran"
SUBJECT = "appointment:"


def opens_at(appointment: AppointmentInfo) -> datetime:
    """When the waiting room opens: a quarter of an hour before."""
    return appointment.starts_at - calls.OPENS_BEFORE


def is_open(appointment: AppointmentInfo, now: datetime, margin: timedelta) -> bool:
    """Whether a person may still come in: from a quarter of an hour before to the end of the slot."""
    return opens_at(appointment) <= now < appointment.ends_at + margin


def take_seat(*, who: Visitor, appointment: AppointmentInfo) -> UUID | Refusal:
    """Prepare the call if nobody did, and the person's seat; asking again gives the same.

    Without a code the seat says to the médecin-conseil that identity is to be checked on screen.
    Refusals: those of `examinations.prepare_call` and `visio.seat`.
    """
    session = examinations.prepare_call(appointment_id=appointment.id)
    return session if isinstance(session, Refusal) else _sit(who, session)


def _sit(who: Visitor, session: UUID) -> UUID | Refusal:
    return seats.seat(
        session_id=session,
        role=SeatRole.ASSURE,
        name_shown=f"{who.person.prenoms} {who.person.nom}",
        key=calls.insured_key(who.person.id),
        detail="" if who.proof is Proof.CODE else TO_CHECK,
        actor=who.actor,
    )


def seat_held(who: Visitor, appointment: AppointmentInfo) -> UUID | None:
    """The seat that this person already has."""
    return calls.seat_of(appointment.id, calls.insured_key(who.person.id))


def resolve_seat(request: HttpRequest, session_id: UUID) -> UUID | None:
    """For the visio room: the seat of this browser in a session. An address is never a right.

    Asked with each ticket (a POST). Seats are prepared before anybody comes: whoever gave no code
    gets one only once the médecin-conseil's screen says that identity is to be checked.
    """
    who = visitor(request)
    session = visio.session(session_id)
    if who is None or not who.may_join or session is None:
        return None
    appointment = _appointment(who, session.subject)
    if appointment is None:
        return None
    key = calls.insured_key(who.person.id)
    held = next((seat for seat in visio.seats(session_id) if seat.key == key), None)
    if held is None or who.proof is Proof.CODE or held.detail == TO_CHECK:
        return held.id if held else None
    marked = _sit(who, session_id)
    return None if isinstance(marked, Refusal) else marked


def resolve_subject(request: HttpRequest) -> str | None:
    """For the equipment test: the appointment that this browser prepares."""
    who = visitor(request)
    current = planning.current(who.case.id) if who else None
    if current is None or not current.ahead or current.modalite is not Modalite.VISIO:
        return None
    return calls.subject_of(current.id)


def _appointment(who: Visitor, subject: str) -> AppointmentInfo | None:
    """The appointment of a call, if it is of this person's case."""
    if not subject.startswith(SUBJECT):
        return None
    found = planning.appointment(UUID(subject.removeprefix(SUBJECT)))
    return found if found is not None and found.case == who.case.id else None
