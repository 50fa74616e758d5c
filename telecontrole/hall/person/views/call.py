"""Joining the call: the waiting room, from a quarter of an hour before."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.policies import uses_camera
from telecontrole.hall.person import joining
from telecontrole.hall.person.entering import Visitor, for_acting
from telecontrole.hall.person.standing import Situation, Standing, standing
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.visio import screens

_NOT_NOW = "La salle n’est pas accessible pour le moment. Réessayez dans une minute."


@uses_camera
@require_http_methods(["GET", "HEAD", "POST"])
@for_acting
def join(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """The waiting room of who has proved who they are; before the hour, when it opens. A POST takes the seat."""
    here = standing(who.case)
    appointment = here.appointment
    if here.situation is not Situation.VISIO or appointment is None:
        return redirect("person:home")
    if not who.may_join:
        return redirect("person:birth", "rejoindre")
    opens_at = joining.opens_at(appointment)
    context: dict[str, object] = {"here": here, "opens_at": opens_at}
    if here.now < opens_at:
        return render(request, "person/too_early.html", context)
    if request.method == "POST":
        if isinstance(joining.take_seat(who=who, appointment=appointment), Refusal):
            messages.warning(request, _NOT_NOW)
        return redirect("person:join")
    context["call"] = _screen(who, here, appointment)
    return render(request, "person/join.html", context)


def _screen(
    who: Visitor, here: Standing, appointment: AppointmentInfo
) -> screens.CallScreen | None:
    """The call of the person's seat; the médecin-conseil is named even before they sit."""
    seat = joining.seat_held(who, appointment)
    screen = screens.call(seat_id=seat, leave_url=reverse("person:home")) if seat else None
    if screen is None or screen.host_name or here.medecin is None:
        return screen
    return replace(
        screen,
        host_name=f"Dr {here.medecin.prenoms} {here.medecin.nom}",
        host_detail="médecin-conseil",
    )
