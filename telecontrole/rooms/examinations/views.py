"""The médecin-conseil's pages: the day, and the desk where call and record stand side by side."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.addresses import day_in
from telecontrole.foundations.web.policies import uses_camera
from telecontrole.rooms.examinations import (
    access,
    calls,
    conflicts,
    desk,
    selectors,
    services,
    submitting,
    texts,
)
from telecontrole.rooms.examinations.enums import ConflictKind, Ending, FoundBy
from telecontrole.rooms.examinations.forms import RecordForm
from telecontrole.rooms.planning.selectors import AppointmentInfo


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """The day list: who, when, how, who waits now."""
    _, medecin = access.medecin_of(request)
    listed = desk.day_list(medecin, day_in(request.GET.get("jour", "")))
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
    if conflicts.stopped(appointment.id):
        return HttpResponseRedirect(reverse("examinations:ended", args=[appointment.id]))
    screen = desk.screen(appointment, actor)
    if screen.avis is not None:
        return render(request, "examinations/concluded.html", {"screen": screen})
    if request.method != "POST":
        return _desk(request, screen)
    form = RecordForm(request.POST, motif=screen.case.motif, language=screen.case.langue)
    done = submitting.submit(form, appointment, actor, conclude="conclude" in request.POST)
    if done:
        return HttpResponseRedirect(request.path)
    return _desk(request, screen, form=form, status=422)


@require_POST
def notes(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Autosave of the record: 204, 409 when another window has saved since, 422 when it cannot be saved."""
    actor, appointment = access.own_appointment(request, appointment_id)
    motif, language = desk.told_of(appointment)
    form = RecordForm(request.POST, motif=motif, language=language)
    saved = submitting.autosave(form, appointment, actor)
    if isinstance(saved, Refusal):
        return HttpResponse(status=409 if saved.code == "notes_changed" else 422)
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
    if isinstance(opened, Refusal) and opened.code == "conflict":
        return _stopped(request, appointment, desk.conflict_of(appointment), FoundBy.DATA, actor)
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


@require_POST
def conflict(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """The médecin-conseil declares a conflict of interest: the interview stops, another doctor will see the person."""
    actor, appointment = access.own_appointment(request, appointment_id)
    said = request.POST.get("kind", "")
    if said not in set(ConflictKind):
        return HttpResponse(status=400)
    return _stopped(request, appointment, ConflictKind(said), FoundBy.DECLARED, actor)


@require_safe
def previous(request: HttpRequest, appointment_id: UUID, examination_id: UUID) -> HttpResponse:
    """The record of a previous control of the same person; the reading is journalled as such."""
    actor, appointment = access.own_appointment(request, appointment_id)
    if not appointment.ahead or conflicts.stopped(appointment.id):
        raise Http404
    found = desk.earlier_record(appointment, examination_id, actor)
    if found is None:
        raise Http404
    context = {"found": found, "appointment": appointment}
    return render(request, "examinations/previous.html", context)


@require_safe
def ended(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """What follows an interview that ended without an avis."""
    _, appointment = access.own_appointment(request, appointment_id)
    following = desk.following(appointment)
    record = selectors.examination_of(appointment.id)
    context = {
        "appointment": appointment,
        "following": following,
        "next": desk.after(appointment),
        "record": record,
        "conflict": conflicts.stopped(appointment.id),
    }
    return render(request, "examinations/ended.html", context)


def _refused(
    request: HttpRequest, appointment: AppointmentInfo, actor: Actor, refused: Refusal
) -> HttpResponse:
    """The desk with the sentence of a refusal."""
    screen = desk.screen(appointment, actor)
    return _desk(request, screen, refused=texts.sentence(refused), status=422)


def _stopped(
    request: HttpRequest,
    appointment: AppointmentInfo,
    kind: ConflictKind,
    found_by: FoundBy,
    actor: Actor,
) -> HttpResponse:
    """What follows a conflict of interest."""
    stopped = services.stop_for_conflict(
        appointment_id=appointment.id, kind=kind, found_by=found_by, actor=actor
    )
    if isinstance(stopped, Refusal):
        return _refused(request, appointment, actor, stopped)
    return HttpResponseRedirect(reverse("examinations:ended", args=[appointment.id]))


def _desk(
    request: HttpRequest,
    screen: desk.Screen,
    *,
    form: RecordForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    if form is None:
        language = screen.case.langue
        form = RecordForm(initial=screen.initial, motif=screen.case.motif, language=language)
    context = {
        "screen": screen,
        "form": form,
        "refused": refused,
        "conflicts": texts.CONFLICTS,
        "now": clock.now(),
    }
    return render(request, "examinations/desk.html", context, status=status)
