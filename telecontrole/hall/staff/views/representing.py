"""The legal representative of a case's person: who it is, note one on the deed, end the mandate."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.access import Actor, for_roles
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.forms import DateField
from telecontrole.hall.person.forms import REFUSED, RepresentativeForm
from telecontrole.hall.protection import readers
from telecontrole.hall.protection.correcting import SETTLERS
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.people import representatives
from telecontrole.rooms.people import selectors as people

UNTIL_HELP = "Comme dans le jugement ou l’acte. Laissez vide s’il n’en donne pas. Pour un parent, la majorité y met fin."


class DeedForm(RepresentativeForm):
    """The same as the person declares, and what the deed says."""

    until = DateField(label="Dernier jour du mandat", help_text=UNTIL_HELP, required=False)
    seen = forms.BooleanField(
        label="J’ai vu le jugement, l’acte ou le livret de famille",
        error_messages={"required": "Sans ce document, personne n’agit pour un autre."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*SETTLERS)
def representative(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponseBase:
    """Show who acts for the person; a case of another caisse does not exist."""
    case = cases.by_reference(reference)
    if case is None or not actor.serves(case.caisse):
        raise Http404
    readers.note_reading(case_id=case.id, actor=actor)
    if request.POST.get("acte") == "fin":
        representatives.end(insured_id=case.insured, actor=actor)
        messages.success(request, "Le mandat est terminé : ses liens ne s’ouvrent plus.")
        return redirect("hall:case", case.reference)
    form = DeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _note(case, form, actor):
        messages.success(request, "C’est noté. Cette personne est prévenue du rendez-vous à venir.")
        return redirect("hall:case", case.reference)
    context = {
        "case": case,
        "person": people.insured(case.insured),
        "one": representatives.standing(case.insured),
        "form": form,
        "crumbs": [
            ("Dossiers", reverse("hall:cases")),
            (case.reference, reverse("hall:case", args=[case.reference])),
        ],
    }
    return render(request, "staff/representative.html", context, status=422 if form.errors else 200)


def _note(case: CaseInfo, form: DeedForm, actor: Actor) -> bool:
    """Whether it was noted; else the form says why not."""
    noted = representatives.note(
        insured_id=case.insured, actor=actor, until=form.cleaned_data["until"], **form.given
    )
    if isinstance(noted, Refusal):
        form.add_error(*REFUSED[noted.code])
        return False
    return True
