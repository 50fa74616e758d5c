"""« Mes données » : what a person may see, take away and have corrected. With the second factor only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.forms import KitForm
from telecontrole.hall.person.entering import Proof, Visitor, for_visitor
from telecontrole.hall.person.forms import REFUSED, RepresentativeForm
from telecontrole.hall.protection import correcting, exporting, readers
from telecontrole.hall.protection.correcting import Outcome, Topic
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.examinations.deciding import selectors as decisions
from telecontrole.rooms.people import representatives

TOPICS = {
    Topic.IDENTITE: "Mon nom, mes prénoms ou ma date de naissance",
    Topic.ADRESSE: "Mon adresse postale",
    Topic.DOSSIER: "Ce qui est écrit dans mon dossier",
}
ANSWERS = {
    Outcome.CORRIGE: "Corrigé",
    Outcome.EXACT: "Vérifié : la donnée est exacte",
    Outcome.AILLEURS: "Transmis au service compétent",
}
NOT_ONLINE = "Pour les données de la personne que vous représentez, écrivez à la caisse en joignant le jugement ou l’acte."
TOO_OFTEN = "Vous avez déjà fait cinq demandes aujourd’hui. Rien n’est changé. Réessayez demain, ou appelez votre caisse."
_NOT_DECLARED = {**REFUSED, "correction_too_often": (None, TOO_OFTEN)}
_TOPIC_WORDS = {**TOPICS, Topic.REPRESENTANT: "Mon représentant légal"}


def for_proved(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Only with the code, and the person's own link: neither a link alone nor an identity checked on screen opens it.

    Who acts for the person asks in writing: what a deed covers of a file is read before, by somebody.
    """

    @wraps(view)
    @for_visitor
    def guarded(request: HttpRequest, who: Visitor, **kwargs: Any) -> HttpResponseBase:
        if who.representative is not None:
            messages.info(request, NOT_ONLINE)
            return redirect("person:home")
        if who.proof is not Proof.CODE:
            return redirect("person:birth", "donnees")
        answer = view(request, who, **kwargs)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return guarded


class CorrectionForm(KitForm):
    """What is wrong, and what would be right."""

    topic = forms.ChoiceField(
        label="Que faut-il corriger ?",
        choices=[(one.value, text) for one, text in TOPICS.items()],
        widget=forms.RadioSelect,
    )
    wanted = forms.CharField(
        label="Qu’est-ce qui est inexact, et que faut-il écrire ?",
        help_text="Par exemple : mon nom s’écrit avec deux N.",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_safe
@for_proved
def home(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """What is kept, and what may be done about it."""
    asked = [
        {
            "one": one,
            "topic": _TOPIC_WORDS[one.topic],
            "answer": ANSWERS[one.outcome] if one.outcome else "",
        }
        for one in correcting.requests_of(who.person.id)
    ]
    context = {
        "person": who.person,
        "requests": asked,
        "export": exporting.standing(who.person.id),
        "representative": representatives.standing(who.person.id),
        "told": reading.outcome_for_insured(who.case.id) is not None,
        "decided": decisions.has_signed(who.case.id),
    }
    return render(request, "person/rights.html", context)


@require_safe
@for_proved
def read_by(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Who read my file: day, function, what."""
    context = {"readings": readers.readings(who.person.id), "most": readers.MOST}
    return render(request, "person/rights_readers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_proved
def download(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Ask for the archive, wait for it without holding anything up, take it."""
    if request.method == "POST":
        asked = exporting.ask(insured_id=who.person.id, actor=who.actor)
        if isinstance(asked, Refusal):
            messages.warning(request, "Vous l’avez déjà demandé trois fois. Réessayez demain.")
        return redirect("person:rights_download")
    context = {"export": exporting.standing(who.person.id)}
    return render(request, "person/rights_download.html", context)


@require_safe
@for_proved
def archive(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """The archive itself, journalled."""
    content = exporting.read(insured_id=who.person.id, actor=who.actor)
    if isinstance(content, Refusal):
        return redirect("person:rights_download")
    answer = HttpResponse(content, content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="mes-donnees.zip"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@for_proved
def correct(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Ask for a correction of what the caisse's file says."""
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        topic, wanted = Topic(form.cleaned_data["topic"]), form.cleaned_data["wanted"]
        asked = correcting.ask(case=who.case, topic=topic, wanted=wanted, actor=who.actor)
        if not isinstance(asked, Refusal):
            messages.success(request, "Votre demande est transmise. Réponse sous un mois, ici.")
            return redirect("person:rights")
        form.add_error(None, TOO_OFTEN)
    return render(
        request, "person/rights_correct.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_proved
def representative(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Declare a legal representative; a technician checks the judgment or the deed before it counts."""
    form = RepresentativeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = correcting.declare_representative(case=who.case, actor=who.actor, **form.given)
        if not isinstance(said, Refusal):
            messages.success(request, "Déclaration transmise. Votre caisse vérifie le document.")
            return redirect("person:rights")
        form.add_error(*_NOT_DECLARED[said.code])
    return render(
        request,
        "person/rights_representative.html",
        {"form": form},
        status=422 if form.errors else 200,
    )


@require_POST
@for_proved
def end_representative(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """The person says that nobody acts for them any longer: closed at once, links included."""
    representatives.end(insured_id=who.person.id, actor=who.actor)
    messages.success(request, "C’est noté.")
    return redirect("person:rights")
