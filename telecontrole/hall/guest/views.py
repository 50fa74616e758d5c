"""The pages of a third person: who invites, when, as what; the waiting room. No health data, no other name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.policies import uses_camera
from telecontrole.hall.guest.entering import Visitor, for_guest
from telecontrole.rooms.examinations import calls, inviting_words
from telecontrole.rooms.examinations import guests as invitations
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import MedecinInfo
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import CaisseInfo
from telecontrole.rooms.visio import screens


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a guest may know: when, with which médecin-conseil, of which caisse, under which name and role."""

    name: str
    role: str
    appointment: AppointmentInfo | None
    medecin: MedecinInfo | None
    caisse: CaisseInfo | None
    zone: str
    clock: str
    now: datetime

    @property
    def opens_at(self) -> datetime | None:
        """When the waiting room opens."""
        return self.appointment.starts_at - calls.OPENS_BEFORE if self.appointment else None

    @property
    def is_open(self) -> bool:
        """Whether the waiting room is open."""
        return self.opens_at is not None and self.now >= self.opens_at


def invitation(who: Visitor) -> Invitation:
    """What the pages show to this guest."""
    appointment = invitations.appointment_of(who.guest)
    medecin = people.medecin(appointment.medecin) if appointment else None
    case = invitations.case_of(who.guest)
    own = territory.caisse(case.caisse) if case else None
    zone = territory.zone_in(own)
    return Invitation(
        name=who.guest.name,
        role=inviting_words.ROLES[who.guest.role],
        appointment=appointment,
        medecin=medecin,
        caisse=territory.caisse(medecin.caisse) if medecin else own,
        zone=zone,
        clock=inviting_words.clock_of(zone),
        now=clock.now(),
    )


@require_safe
@for_guest
def home(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Who invites, when, and what to do."""
    return render(request, "guest/home.html", {"here": invitation(who)})


@uses_camera
@require_safe
@for_guest
def test(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Try camera and microphone before the day."""
    here = invitation(who)
    if here.appointment is None:
        return redirect("guest:home")
    return render(request, "guest/test.html", {"here": here, "test": screens.test()})


@uses_camera
@require_http_methods(["GET", "HEAD", "POST"])
@for_guest
def room(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """The waiting room, then the call. A POST takes the seat."""
    here = invitation(who)
    if here.appointment is None or not here.is_open:
        return redirect("guest:home")
    if request.method == "POST":
        taken = invitations.take_seat(guest=who.guest, actor=who.actor)
        if isinstance(taken, Refusal):
            known = inviting_words.REFUSALS.get(taken.code)
            messages.warning(request, known or "La salle n’est pas accessible pour le moment.")
            return redirect("guest:home")
        return redirect("guest:room")
    seat = calls.seat_of(here.appointment.id, who.guest.key)
    screen = screens.call(seat_id=seat, leave_url=reverse("guest:home")) if seat else None
    if screen is None:
        return redirect("guest:home")
    return render(request, "guest/room.html", {"here": here, "call": screen})
