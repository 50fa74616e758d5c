"""The médecin-conseil's page of a suspended avis: ask for documents, see what came, then conclude."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.forms import KitForm
from telecontrole.rooms.examinations import access, reserving, selectors, texts
from telecontrole.rooms.examinations.reserve_forms import PiecesForm, PostForm
from telecontrole.rooms.examinations.reserve_kinds import LABELS, PieceKind


@require_http_methods(["GET", "HEAD", "POST"])
def reserve(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Ask for documents; afterwards what came, and what came on paper."""
    actor, appointment = access.own_appointment(request, appointment_id)
    record = selectors.examination_of(appointment.id)
    if record is None:
        raise Http404
    held = reserving.of_examination(record.id)
    if held is not None and held.concluded:
        return redirect("examinations:interview", appointment.id)
    form: KitForm = (PiecesForm if held is None else PostForm)(_sent(request))
    refused = ""
    if request.method == "POST" and form.is_valid():
        done = _do(form, held, record.id, actor)
        if done is None:
            messages.success(request, "C’est noté.")
            return redirect("examinations:reserve", appointment.id)
        refused = texts.sentence(done)
    context = {
        "appointment": appointment,
        "held": held,
        "missing": [LABELS[kind] for kind in held.missing] if held else [],
        "form": form,
        "refused": refused,
    }
    status = 422 if form.errors else 409 if refused else 200
    return render(request, "examinations/reserve.html", context, status=status)


@require_safe
def piece(request: HttpRequest, appointment_id: UUID, piece_id: UUID) -> HttpResponse:
    """A document; the reading is journalled."""
    actor, appointment = access.own_appointment(request, appointment_id)
    record = selectors.examination_of(appointment.id)
    if record is None:
        raise Http404
    found = reserving.content(piece_id=piece_id, examination_id=record.id, actor=actor)
    if isinstance(found, Refusal):
        raise Http404
    info, content = found
    return HttpResponse(
        content,
        content_type=info.media,
        headers={"Content-Disposition": "inline", "X-Content-Type-Options": "nosniff"},
    )


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _do(
    form: KitForm, held: reserving.ReserveInfo | None, examination: UUID, actor: Actor
) -> Refusal | None:
    if held is not None:
        kind = PieceKind(form.cleaned_data["piece"])
        return reserving.note_by_post(reserve_id=held.id, kind=kind, actor=actor)
    kinds = [PieceKind(code) for code in form.cleaned_data["pieces"]]
    done = reserving.hold(examination_id=examination, pieces=kinds, actor=actor)
    return done if isinstance(done, Refusal) else None
