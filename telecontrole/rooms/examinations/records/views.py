"""The page of reusable paragraphs: one's own, and the service's."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.forms import KitForm
from telecontrole.rooms.examinations import access
from telecontrole.rooms.examinations.records import paragraphs
from telecontrole.rooms.people import selectors as people

_REFUSALS = {
    "paragraph_empty": "Donnez un titre et un texte.",
    "paragraph_too_long": "Ce texte est trop long : 5 000 signes au plus.",
    "paragraphs_too_many": "Il y a déjà soixante paragraphes : retirez-en un d’abord.",
}


class ParagraphForm(KitForm):
    """A new paragraph."""

    title = forms.CharField(
        label="Titre",
        max_length=paragraphs.TITLE_LIMIT,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    body = forms.CharField(
        label="Texte",
        help_text="Sans nom ni rien qui désigne quelqu’un : ce texte servira pour d’autres.",
        widget=forms.Textarea,
        max_length=paragraphs.BODY_LIMIT,
    )
    shared = forms.BooleanField(
        label="Partager avec le service médical de la caisse", required=False
    )


@require_http_methods(["GET", "HEAD", "POST"])
def paragraphs_page(request: HttpRequest) -> HttpResponse:
    """The list, and the form of a new one."""
    actor, medecin_id = access.medecin_of(request)
    caisse = _caisse(medecin_id)
    form = ParagraphForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = paragraphs.keep(
            medecin_id=medecin_id, caisse=caisse, actor=actor, **form.cleaned_data
        )
        if not isinstance(kept, Refusal):
            messages.success(request, "Le paragraphe est gardé.")
            return redirect("examinations:paragraphs")
        form.add_error("body", _REFUSALS[kept.code])
    context = {"form": form, "listed": paragraphs.usable(medecin_id, caisse, actor)}
    status = 422 if form.errors else 200
    return render(request, "examinations/paragraphs.html", context, status=status)


@require_POST
def remove_paragraph(request: HttpRequest, paragraph_id: UUID) -> HttpResponse:
    """Remove one of one's own or of one's service; another does not exist."""
    actor, medecin_id = access.medecin_of(request)
    refused = paragraphs.remove(
        paragraph_id=paragraph_id, medecin_id=medecin_id, caisse=_caisse(medecin_id), actor=actor
    )
    if refused is not None:
        raise Http404
    messages.success(request, "Le paragraphe est retiré.")
    return redirect("examinations:paragraphs")


def _caisse(medecin_id: UUID) -> str:
    medecin = people.medecin(medecin_id)
    assert medecin is not None  # the account points to it
    return medecin.caisse
