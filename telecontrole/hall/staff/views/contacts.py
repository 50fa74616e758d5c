"""The email and the mobile of a case's person: note another one, or say that one is not theirs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.access import Actor, for_roles
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.forms import KitForm
from telecontrole.hall.protection import readers
from telecontrole.hall.protection.correcting import SETTLERS
from telecontrole.hall.staff import finding
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.notices.words import SOURCES
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people import services

_INVALID = "Vérifiez : cette adresse ou ce numéro n’est pas valable."
_FIELDS = {"courriel_invalide": "value", "mobile_invalide": "value"}


class ContactForm(KitForm):
    """Another contact, or none; and whose the former one was."""

    kind = forms.ChoiceField(
        label="Quel contact ?",
        choices=[("email", "L’adresse électronique"), ("mobile", "Le téléphone mobile")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le contact."},
    )
    value = forms.CharField(
        label="La nouvelle adresse ou le nouveau numéro",
        help_text="Laissez vide si la personne n’en a pas d’autre. Plus rien ne part alors à l’ancien.",
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    former = forms.ChoiceField(
        label="L’ancien contact était-il le sien ?",
        help_text="Sinon, les réponses venues par son lien sont à vérifier auprès de la personne.",
        choices=[("non", "Non, ou on ne sait pas"), ("oui", "Oui, elle en a changé")],
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si l’ancien contact était le sien."},
    )
    source = forms.ChoiceField(
        label="Qui vous l’a dit ?",
        choices=[(code, words) for code, words in SOURCES.items() if code != "annuaire"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*SETTLERS)
def contacts(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponseBase:
    """Show both contacts; a POST notes another one, or none."""
    case = finding.own_case(reference, actor)
    readers.note_reading(case_id=case.id, actor=actor)
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _note(case, form, actor):
        messages.success(request, _said(form.cleaned_data))
        return redirect("hall:case", case.reference)
    context = {
        "case": case,
        "person": people.insured(case.insured),
        "form": form,
        "crumbs": [
            ("Dossiers", reverse("hall:cases")),
            (case.reference, reverse("hall:case", args=[case.reference])),
        ],
    }
    return render(request, "staff/contacts.html", context, status=422 if form.errors else 200)


def _note(case: CaseInfo, form: ContactForm, actor: Actor) -> bool:
    """Whether it was noted; else the form says why not."""
    said = form.cleaned_data
    noted = services.correct_contact(
        insured_id=case.insured,
        channel=said["kind"],
        value=said["value"],
        source=said["source"],
        actor=actor,
        wrong=said["former"] == "non",
    )
    if isinstance(noted, Refusal):
        form.add_error(_FIELDS.get(noted.code), _INVALID)
    return not isinstance(noted, Refusal)


def _said(said: dict[str, Any]) -> str:
    closed = "Les liens envoyés à l’ancien contact sont fermés."
    if said["value"]:
        return f"C’est noté. {closed} Les messages qui attendent partent au nouveau."
    return f"C’est noté. {closed} Plus rien n’y part."
