"""Documents that the médecin-conseil asked for: which ones, until when, send them. With the code only."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault.inspection import MAX_BYTES
from telecontrole.hall.person.entering import Visitor, for_acting
from telecontrole.hall.person.standing import standing
from telecontrole.hall.person.views.decision import with_code
from telecontrole.hall.person.views.documents import REFUSALS
from telecontrole.rooms.examinations import reserving
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.reserve_kinds import LABELS, PieceKind
from telecontrole.rooms.examinations.reserving import ReserveInfo

_TEXTS = {
    **REFUSALS,
    "unknown": "Ces documents ne sont plus attendus.",
    "not_asked": "Choisissez un document de la liste.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_acting
@with_code("pieces")
def pieces(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """What is asked and what came; a POST sends one more."""
    held = reserving.of_case(who.case.id)
    if held is None:
        return redirect("person:home")
    refused = _send(request, who, held) if request.method == "POST" else ""
    if request.method == "POST" and not refused:
        messages.success(request, "Votre document est parti.")
        return redirect("person:pieces")
    context = {
        "held": held,
        "choices": [(kind.value, LABELS[kind]) for kind in held.asked],
        "missing": [LABELS[kind] for kind in held.missing],
        "refused": refused,
        "megabytes": MAX_BYTES // 1_000_000,
        "here": standing(who.case),
    }
    return render(request, "person/pieces.html", context, status=422 if refused else 200)


def _send(request: HttpRequest, who: Visitor, held: ReserveInfo) -> str:
    """Empty when it left; else the sentence that says why not."""
    given, asked = request.FILES.get("document"), request.POST.get("piece", "")
    if not isinstance(given, UploadedFile):
        return _TEXTS["missing"]
    if asked not in {kind.value for kind in held.asked}:
        return _TEXTS["not_asked"]
    done = examinations.receive_document(
        reserve_id=held.id,
        kind=PieceKind(asked),
        # One byte more than is taken says that it is too much; nothing longer is read.
        content=given.read(MAX_BYTES + 1),
        filename=given.name or "",
        actor=who.actor,
    )
    return _TEXTS[done.code].format(**done.params) if isinstance(done, Refusal) else ""
