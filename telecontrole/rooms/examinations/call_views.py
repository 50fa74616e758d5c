"""What the médecin-conseil reads and keeps of a call: documents that were shown, the written exchange."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations import access, call_documents, calls
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.visio import filing
from telecontrole.rooms.visio import services as visio

_BODY_AT_MOST = 1_000_000
# Shown beside our own pages: it may do nothing of its own.
_HARMLESS = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def document(request: HttpRequest, appointment_id: UUID, document_id: UUID) -> HttpResponse:
    """A document that the person showed; another case's does not exist."""
    actor, appointment = access.own_appointment(request, appointment_id)
    found = call_documents.read(appointment=appointment, document_id=document_id, actor=actor)
    if isinstance(found, Refusal):
        if found.code == "document_not_shown":
            return render(request, "examinations/document_waits.html", status=409)
        raise Http404
    info, content = found
    answer = HttpResponse(content, content_type=info.media.value)
    answer.headers["Content-Disposition"] = "inline"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "no-store"
    if info.media.value.startswith("image/"):
        answer.headers["Content-Security-Policy"] = _HARMLESS
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Read the exchanges that were kept; a POST (by the call's script) keeps one."""
    actor, appointment = access.own_appointment(request, appointment_id)
    subject = calls.subject_of(appointment.id)
    if request.method != "POST":
        medecin = people.medecin(appointment.medecin)
        context = {
            "kept": filing.read_exchanges(subject=subject, actor=actor),
            "zone": territory.zone_of(medecin.caisse if medecin else None),
            "appointment": appointment,
        }
        return render(request, "examinations/call_exchange.html", context)
    said = _said(request)
    seat = calls.seat_of(appointment.id, calls.medecin_key(appointment.medecin))
    if said is None or seat is None:
        return JsonResponse({"code": "visio_bad_json"}, status=400)
    kept = visio.file_exchange(subject=subject, by_seat=seat, said=said, actor=actor)
    if isinstance(kept, Refusal):
        return JsonResponse({"code": kept.code}, status=422)
    return JsonResponse({"kept": True})


def _said(request: HttpRequest) -> list[tuple[str, str]] | None:
    """What the script sent, as (seat, text); None for anything else."""
    if len(request.body) > _BODY_AT_MOST:
        return None
    try:
        given: Any = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    lines = given.get("lines") if isinstance(given, dict) else None
    if not isinstance(lines, list):
        return None
    pairs = [_pair(one) for one in lines]
    return None if None in pairs else [pair for pair in pairs if pair is not None]


def _pair(line: Any) -> tuple[str, str] | None:
    if not isinstance(line, dict):
        return None
    seat, text = line.get("seat"), line.get("text")
    if not isinstance(seat, str) or not isinstance(text, str):
        return None
    # PostgreSQL and JSON keep anything but a NUL.
    return seat, text.replace("\x00", "")
