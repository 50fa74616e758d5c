"""The médecin-conseil's pages: the day, and the desk where call and record stand side by side."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.policies import uses_camera
from telecontrole.rooms.examinations import (
    access,
    calls,
    desk,
    selectors,
    services,
    submitting,
    texts,
)
from telecontrole.rooms.examinations.enums import Ending
from telecontrole.rooms.examinations.forms import RecordForm
from telecontrole.rooms.planning.selectors import AppointmentInfo


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The day list: who, when, how, who waits now."""
    _, medecin = access.medecin_of(request)
    listed = desk.day_list(medecin, _asked_day(request))
    context = {
        "listed": listed,
        "now": clock.now(),
        "yesterday": listed.day - timedelta(days=1),
        "tomorrow": listed.day + timedelta(days=1),
    }
    return render(request, "examinations/day.html", context)


@uses_camera
@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """The desk: the call and the record. A submission saves what it can, then concludes when asked to."""
    actor, appointment = access.own_appointment(request, appointment_id)
    screen = desk.screen(appointment, actor)
    if screen.avis is not None:
        return render(request, "examinations/concluded.html", {"screen": screen})
    if request.method != "POST":
        form = RecordForm(initial=screen.initial, motif=screen.case.motif)
        return render(request, "examinations/desk.html", {"screen": screen, "form": form})
    form = RecordForm(request.POST, motif=screen.case.motif)
    done = submitting.submit(form, appointment, actor, conclude="conclude" in request.POST)
    if done:
        return HttpResponseRedirect(request.path)
    return render(request, "examinations/desk.html", {"screen": screen, "form": form}, status=422)


@require_POST
def notes(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Autosave of the notes: 204, or 409 when another window has saved since."""
    actor, appointment = access.own_appointment(request, appointment_id)
    form = RecordForm(request.POST, motif=desk.motif_of(appointment))
    form.is_valid()
    saved = submitting.save_notes(form, appointment, actor)
    if isinstance(saved, Refusal):
        return HttpResponse(status=409)
    response = HttpResponse(status=204)
    response["X-Version"] = str(saved)
    return response


@require_POST
def start(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Open the record, and the call when there is one; then the desk."""
    actor, appointment = access.own_appointment(request, appointment_id)
    opened = services.open_examination(
        appointment_id=appointment.id, medecin_id=appointment.medecin, actor=actor
    )
    if isinstance(opened, Refusal):
        return _refused(request, appointment, actor, opened)
    services.prepare_call(appointment_id=appointment.id)
    return HttpResponseRedirect(reverse("examinations:interview", args=[appointment.id]))


@require_POST
def end(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """End without an avis: in person next, technical failure, or absence."""
    actor, appointment = access.own_appointment(request, appointment_id)
    ending = request.POST.get("ending", "")
    if ending == Ending.ABSENCE:
        refused = services.record_absence(
            appointment_id=appointment.id,
            seen=calls.insured_was_seen(appointment),
            technical_failure=calls.equipment_failed(appointment),
            actor=actor,
        )
    elif ending in {Ending.PRESENTIEL_REQUIS, Ending.ECHEC_TECHNIQUE}:
        result = services.end_for_in_person(
            appointment_id=appointment.id, ending=Ending(ending), actor=actor
        )
        refused = result if isinstance(result, Refusal) else None
    else:
        return HttpResponse(status=400)
    if refused is not None:
        return _refused(request, appointment, actor, refused)
    return HttpResponseRedirect(reverse("examinations:ended", args=[appointment.id]))


@require_safe
def ended(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """What follows an interview that ended without an avis."""
    _, appointment = access.own_appointment(request, appointment_id)
    following = desk.following(appointment)
    record = selectors.examination_of(appointment.id)
    context = {"appointment": appointment, "following": following, "record": record}
    return render(request, "examinations/ended.html", context)


def _refused(
    request: HttpRequest, appointment: AppointmentInfo, actor: Actor, refused: Refusal
) -> HttpResponse:
    """The desk with the sentence of a refusal."""
    screen = desk.screen(appointment, actor)
    form = RecordForm(initial=screen.initial, motif=screen.case.motif)
    context = {"screen": screen, "form": form, "refused": texts.sentence(refused)}
    return render(request, "examinations/desk.html", context, status=422)


def _asked_day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return None
