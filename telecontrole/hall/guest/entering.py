"""Who is behind a guest's link: the session keeps the invitation's identifier, never its token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.rooms.examinations import calls
from telecontrole.rooms.examinations import guests as invitations
from telecontrole.rooms.visio import guests as visio_guests
from telecontrole.rooms.visio import selectors as visio
from telecontrole.rooms.visio.enums import GuestState
from telecontrole.rooms.visio.guests import GuestInfo

_GUEST = "guest_link"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A third person whose invitation stands."""

    guest: GuestInfo
    actor: Actor


def remember(request: HttpRequest, guest: GuestInfo) -> None:
    """Open the session of an invitation under a new session key, so that nobody can have prepared it."""
    request.session.cycle_key()
    request.session[_GUEST] = str(guest.id)


def visitor(request: HttpRequest) -> Visitor | None:
    """The guest whose link this browser opened; None without one, or once it was withdrawn."""
    kept = request.session.get(_GUEST)
    guest = visio_guests.guest(UUID(kept)) if kept else None
    if guest is None or guest.state is not GuestState.INVITED:
        return None
    # Nobody of ours: the journal names the invitation.
    return Visitor(guest, Actor(ActorKind.INSURED, guest.key, label="guest"))


def for_guest(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view the guest of the link; without one, a page says that the link is closed."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        who = visitor(request)
        if who is None:
            status = 410 if _GUEST in request.session else 403
            return render(request, "guest/closed.html", status=status)
        return view(request, who, **kwargs)

    return guarded


def resolve_seat(request: HttpRequest, session_id: UUID) -> UUID | None:
    """For the visio room: the seat of this guest in the session that the invitation opens now, no other."""
    who = visitor(request)
    appointment = invitations.appointment_of(who.guest) if who else None
    session = visio.session(session_id)
    if who is None or appointment is None or session is None:
        return None
    if session.subject != calls.subject_of(appointment.id):
        return None
    return calls.seat_of(appointment.id, who.guest.key)


def resolve_subject(request: HttpRequest) -> str | None:
    """For the equipment test: the guest's own, which says nothing about the insured person's device."""
    who = visitor(request)
    return who.guest.key if who else None
