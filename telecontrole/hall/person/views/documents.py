"""Showing a document to the médecin-conseil: a photo or a PDF, before the call or during it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault.enums import DocumentState
from telecontrole.foundations.vault.inspection import MAX_BYTES
from telecontrole.foundations.web.formats import heure_fr
from telecontrole.hall.person.entering import Visitor, for_acting
from telecontrole.hall.person.standing import Situation, Standing, standing
from telecontrole.rooms.examinations import call_documents

STATES = {
    DocumentState.PROPRE: ("Reçu : le médecin-conseil peut le voir.", "success"),
    DocumentState.QUARANTAINE: (
        "Reçu : l’antivirus l’examine, le médecin-conseil le verra ensuite.",
        "warning",
    ),
    DocumentState.INFECTE: ("Écarté : ce fichier contient un virus.", "error"),
    DocumentState.ILLISIBLE: ("Écarté : ce fichier est abîmé. Prenez plutôt une photo.", "error"),
    DocumentState.PURGE: ("Effacé : sa durée de conservation est passée.", "neutral"),
}
REFUSALS = {
    "document_empty": "Ce fichier est vide. Choisissez-en un autre.",
    "document_too_big": "Ce fichier est trop lourd : {megabytes} Mo au plus. Prenez plutôt une photo.",
    "document_type_refused": "Ce fichier n’est ni une photo (JPEG, PNG, WebP) ni un PDF. Prenez plutôt une photo.",
    "document_type_mismatch": "Ce fichier n’est pas ce que dit son nom. Prenez plutôt une photo.",
    "document_infected": "Ce fichier contient un virus : il n’a pas été gardé.",
    "document_protected": "Ce PDF est protégé par un mot de passe. Prenez plutôt une photo.",
    "document_unreadable": "Ce fichier est abîmé : il ne s’ouvre pas. Prenez plutôt une photo.",
    "documents_full": "Vous avez déjà envoyé {most} documents : c’est le maximum.",
    "too_often": "Trop d’essais. Attendez un quart d’heure.",
    "not_a_call": "Votre entretien en visio est terminé : ce document n’est pas parti.",
    "missing": "Choisissez une photo ou un PDF.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_acting
def documents(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """What was sent, in which state; send one more. The call's script gets the same as JSON."""
    if not who.may_join:
        return _away(request, "person:birth", "documents")
    here = standing(who.case)
    if here.situation not in (Situation.VISIO, Situation.HELD) or here.appointment is None:
        return _away(request, "person:home")
    said = _send(request, who, here) if request.method == "POST" else ""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"refused": said, "sent": [one["words"] for one in _lines(who, here)]})
    if request.method == "POST" and not said:
        messages.success(request, "Votre document est parti.")
        return redirect("person:documents")
    context = {
        "here": here,
        "refused": said,
        "lines": _lines(who, here),
        "may_send": here.situation is Situation.VISIO,
        "megabytes": MAX_BYTES // 1_000_000,
    }
    return render(request, "person/documents.html", context, status=422 if said else 200)


def _send(request: HttpRequest, who: Visitor, here: Standing) -> str:
    """Empty when it left; else the sentence that says why not."""
    given = request.FILES.get("document")
    if not isinstance(given, UploadedFile) or here.appointment is None:
        return REFUSALS["missing"]
    # One byte more than is taken says that it is too much; nothing longer is read.
    content = given.read(MAX_BYTES + 1)
    sent = call_documents.show(
        appointment=here.appointment, content=content, filename=given.name or "", actor=who.actor
    )
    if isinstance(sent, Refusal):
        return REFUSALS[sent.code].format(**sent.params)
    return ""


def _lines(who: Visitor, here: Standing) -> list[dict[str, Any]]:
    """One line per document, without anything of its content."""
    return [
        {
            "title": f"Document de {heure_fr(one.stored_at, here.zone)}",
            "state": STATES[one.state][0],
            "tone": STATES[one.state][1],
            "words": f"Document de {heure_fr(one.stored_at, here.zone)}. {STATES[one.state][0]}",
        }
        for one in call_documents.shown(who.case.id)
    ]


def _away(request: HttpRequest, *to: str) -> HttpResponseBase:
    """To another page; a script is told that the right is gone."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"refused": REFUSALS["not_a_call"], "sent": []}, status=403)
    return redirect(*to)
