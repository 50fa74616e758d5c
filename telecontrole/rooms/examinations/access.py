"""Who may do what here: the médecin-conseil of the appointment, nobody else."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, Role
from telecontrole.rooms.examinations import calls
from telecontrole.rooms.people import accounts
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.visio import selectors as visio


def medecin_of(request: HttpRequest) -> tuple[Actor, UUID]:
    """The actor and the médecin-conseil who asks. Raises `Http404` for anybody else: the page does not exist."""
    actor = getattr(request, "actor", None)
    medecin = accounts.medecin_of(request.user)
    if not isinstance(actor, Actor) or not actor.has(Role.MEDECIN_CONSEIL) or medecin is None:
        raise Http404
    return actor, medecin


def own_appointment(request: HttpRequest, appointment_id: UUID) -> tuple[Actor, AppointmentInfo]:
    """An appointment of the médecin-conseil who asks. Raises `Http404` for another one's."""
    actor, medecin = medecin_of(request)
    appointment = planning.appointment(appointment_id)
    if appointment is None or appointment.medecin != medecin:
        raise Http404
    return actor, appointment


def seat_of(request: HttpRequest, session_id: UUID) -> UUID | None:
    """The seat of a signed-in médecin-conseil in a call: asked by the visio room, which knows nobody.

    None for an account without the role, and once the appointment no longer stands (see `calls.may_sit`).
    """
    actor, medecin = getattr(request, "actor", None), accounts.medecin_of(request.user)
    if not isinstance(actor, Actor) or not actor.has(Role.MEDECIN_CONSEIL) or medecin is None:
        return None
    appointment = calls.appointment_of(visio.session(session_id))
    if appointment is None or not calls.may_sit(appointment, clock.now()):
        return None
    key = calls.medecin_key(medecin)
    return next((seat.id for seat in visio.seats(session_id) if seat.key == key), None)
