"""My appointment: see it, put it in a calendar, say "not by video" or "I cannot"."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.policies import uses_camera
from telecontrole.hall.person import answering, diary, joining
from telecontrole.hall.person.asked import asked
from telecontrole.hall.person.entering import Proof, Visitor, for_acting, for_visitor
from telecontrole.hall.person.standing import Situation, standing
from telecontrole.rooms.people.contacts import KINDS
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.visio import screens

CHOICES = {"pas-en-visio": AppointmentState.REFUSE, "empeche": AppointmentState.EMPECHE}
_CHANGED = "Votre rendez-vous a changé entre-temps. Voici où vous en êtes."
_REFUSALS = {
    "appointment_closed": _CHANGED,
    "appointment_unknown": _CHANGED,
    "too_late": "L’heure de ce rendez-vous est passée. Appelez votre caisse : nous trouverons une autre date.",
}


@require_safe
@for_visitor
def home(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Where the case stands, in plain words."""
    here = standing(who.case)
    context = {
        "here": here,
        "asked": asked(who.case.id, acts=who.acts),
        "person": who.person,
        "who": who,
        "langue": who.case.langue,
        # Somebody else's message, perhaps: only who has proved nothing is asked.
        "stranger": who.proof is Proof.LINK
        and who.representative is None
        and who.link.channel in KINDS,
        "situation": f"person/situations/{here.situation.value}.html",
    }
    if here.appointment is not None:
        context["opens_at"] = joining.opens_at(here.appointment)
        context["open_now"] = here.situation is Situation.VISIO and (
            here.now >= joining.opens_at(here.appointment)
        )
    return render(request, "person/home.html", context)


@require_safe
@for_visitor
def calendar(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """The calendar entry of the appointment that stands."""
    here = standing(who.case)
    if here.appointment is None or not here.appointment.ahead:
        return redirect("person:home")
    content = diary.entry(here.appointment, here.site, clock.now())
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="rendez-vous.ics"'
    return answer


@require_POST
@for_acting
def choose(request: HttpRequest, who: Visitor, *, choice: str) -> HttpResponseBase:
    """One tap, always accepted. The form names the version it was about: a second tap is no second refusal."""
    if choice not in CHOICES:
        raise Http404
    asked = request.POST.get("version", "")
    one = next((v for v in planning.versions(who.case.id) if str(v.version) == asked), None)
    if one is None:
        messages.info(request, _CHANGED)
        return redirect("person:home")
    said = answering.decline(who=who, appointment_id=one.id, reason=CHOICES[choice])
    if isinstance(said, Refusal):
        messages.info(request, _REFUSALS[said.code])
        return redirect("person:home")
    return redirect("person:chosen")


@require_safe
@for_visitor
def chosen(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """What follows from the person's choice: the meeting in person, or that we will write."""
    here = standing(who.case)
    if here.declined is None:
        return redirect("person:home")
    refused_video = (
        here.declined.state is AppointmentState.REFUSE and here.declined.modalite is Modalite.VISIO
    )
    return render(request, "person/chosen.html", {"here": here, "refused_video": refused_video})


@uses_camera
@require_safe
@for_visitor
def test(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Try camera and microphone before the day."""
    here = standing(who.case)
    if here.situation is not Situation.VISIO:
        return redirect("person:home")
    return render(request, "person/test.html", {"here": here, "test": screens.test()})
