"""A request of correction: what the person wrote, and the technician's answer."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.access import Actor, for_roles
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.forms import DateField, KitForm
from telecontrole.hall.person.forms import REFUSED
from telecontrole.hall.protection import correcting, readers
from telecontrole.hall.protection.correcting import Outcome, RequestInfo, Topic
from telecontrole.hall.staff.views.representing import UNTIL_HELP
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.people import representatives
from telecontrole.rooms.people import selectors as people

TOPICS = {
    Topic.IDENTITE: "Nom, prénoms ou date de naissance",
    Topic.ADRESSE: "Adresse postale",
    Topic.DOSSIER: "Le contenu du dossier",
    Topic.REPRESENTANT: "Représentant légal",
}
ANSWERS = {
    Outcome.CORRIGE: "Corrigé dans le fichier de la caisse",
    Outcome.EXACT: "Vérifié : la donnée est exacte",
    Outcome.AILLEURS: "Transmis au service compétent",
}


class AnswerForm(KitForm):
    """How it was settled."""

    outcome = forms.ChoiceField(
        label="Réponse",
        choices=[(one.value, ANSWERS[one]) for one in Outcome],
        widget=forms.RadioSelect,
    )


class DeedAnswerForm(AnswerForm):
    """For a representative: what the deed says, besides."""

    until = DateField(label="Dernier jour du mandat", help_text=UNTIL_HELP, required=False)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*correcting.SETTLERS)
def correction(request: HttpRequest, actor: Actor, *, request_id: UUID) -> HttpResponseBase:
    """Read a request and settle it; one of another caisse does not exist."""
    found = correcting.request_of(request_id)
    case = cases.case(found.case) if found else None
    if found is None or case is None or not actor.serves(case.caisse):
        raise Http404
    readers.note_reading(case_id=case.id, actor=actor)
    on_deed = found.topic is Topic.REPRESENTANT
    form = (DeedAnswerForm if on_deed else AnswerForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = _settle(found, form, actor)
        if refused is None or refused.code not in REFUSED:
            if refused is not None:
                messages.info(request, "Un collègue a déjà répondu à cette demande.")
            return redirect("hall:correction", request_id)
        form.add_error(*REFUSED[refused.code])
    context = {
        "found": found,
        "case": case,
        "person": people.insured(found.insured),
        "representative": correcting.declared_by(found) if on_deed else None,
        "topic": TOPICS[found.topic],
        "answer": ANSWERS[found.outcome] if found.outcome else "",
        "form": form,
        "crumbs": [("Tâches", reverse("worklist:index"))],
    }
    return render(
        request, "protection/correction.html", context, status=422 if form.errors else 200
    )


@transaction.atomic
def _settle(found: RequestInfo, form: AnswerForm, actor: Actor) -> Refusal | None:
    """Answer; for a representative, `corrige` says that the judgment or the deed was seen."""
    outcome = Outcome(form.cleaned_data["outcome"])
    if found.topic is Topic.REPRESENTANT and outcome is Outcome.CORRIGE:
        if correcting.declared_by(found) is None:
            return Refusal("declared_since")
        until = form.cleaned_data["until"]
        seen = representatives.check(insured_id=found.insured, actor=actor, until=until)
        if seen is not None and seen.code in REFUSED:
            return seen
    return correcting.settle(request_id=found.id, outcome=outcome, actor=actor)
