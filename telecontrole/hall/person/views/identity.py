"""The second factor: birth date, then the code that comes by the other channel."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.codes import Destination, masked
from telecontrole.hall.forms import CodeForm
from telecontrole.hall.person import joining, second_factor
from telecontrole.hall.person.entering import Proof, Visitor, for_acting, for_visitor, prove
from telecontrole.hall.person.forms import BirthDateForm
from telecontrole.hall.person.standing import Situation, standing

# Where the second factor leads to; the words stand in the address.
PURPOSES = {
    "rejoindre": "person:join",
    "resultat": "person:outcome",
    "decision": "person:decisions",
    "pieces": "person:pieces",
    "documents": "person:documents",
    "donnees": "person:rights",
}
TEXTS = {
    "birth_date_wrong": "Cette date n’est pas celle de votre dossier. Vérifiez le jour, le mois et l’année.",
    "too_often": "Trop d’essais. Attendez un quart d’heure puis recommencez, ou appelez votre caisse.",
    "code_missing": "Ce code ne sert plus : il est valable 10 minutes. Demandez-en un nouveau.",
    "code_wrong": "Ce code n’est pas le bon. Recopiez les 6 chiffres du dernier message reçu.",
    "code_exhausted": "Trop d’essais avec ce code. Demandez-en un nouveau.",
    "code_too_often": "Vous avez déjà demandé plusieurs codes. Attendez une heure avant d’en demander un autre.",
    "not_now": "Sans code, on entre seulement au moment de l’entretien en visio : le médecin-conseil vérifie alors à l’écran.",
    "no_other_channel": "Nous n’avons pas d’autre adresse ni d’autre numéro pour vous envoyer un code.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@for_visitor
def birth(request: HttpRequest, who: Visitor, *, purpose: str) -> HttpResponseBase:
    """Birth date; when it is right a code leaves at once."""
    _known(purpose)
    form = BirthDateForm(request.POST or None)
    if who.representative is not None:
        form.fields["birth"].label = "Sa date de naissance"
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            refused = second_factor.check_birth_date(who=who, birth=form.cleaned_data["birth"])
            if refused is None:
                prove(request, who, Proof.BIRTH_DATE)
                _tell(request, second_factor.ask_code(who))
                return redirect("person:code", purpose)
            form.add_error("birth", TEXTS[refused.code])
            status = 429 if refused.code == "too_often" else 422
    context = {"form": form, "purpose": purpose, "who": who}
    return render(request, "person/birth.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_visitor
def code(request: HttpRequest, who: Visitor, *, purpose: str) -> HttpResponseBase:
    """The code that came by the other channel."""
    _known(purpose)
    if who.proof is Proof.CODE:
        return redirect(PURPOSES[purpose])
    if who.proof is not Proof.BIRTH_DATE:
        return redirect("person:birth", purpose)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = second_factor.check_code(who=who, code=form.cleaned_data["code"])
        if refused is None:
            return _proved(request, who, Proof.CODE, purpose)
        form.add_error("code", TEXTS[refused.code])
    to, here = second_factor.destination(who), standing(who.case)
    by_video = here.appointment if here.situation is Situation.VISIO else None
    context = {
        "form": form,
        "purpose": purpose,
        "where": masked(to) if to else "",
        "here": here,
        "open_now": joining.open_now(here),
        "opens_at": joining.opens_at(by_video) if by_video else None,
        "by_sms": to is not None and to.channel.value == "sms",
    }
    return render(request, "person/code.html", context, status=422 if form.errors else 200)


@require_POST
@for_visitor
def another_code(request: HttpRequest, who: Visitor, *, purpose: str) -> HttpResponseBase:
    """One more code; the earlier ones lose their force."""
    _known(purpose)
    if who.proof is not Proof.BIRTH_DATE:
        return redirect("person:birth", purpose)
    _tell(request, second_factor.ask_code(who))
    return redirect("person:code", purpose)


@require_POST
@for_acting
def without_code(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """No code comes: the person may join, and the médecin-conseil checks who it is on screen.

    Only while the waiting room of a call is open: at any other time nobody would check.
    """
    if who.proof is not Proof.BIRTH_DATE:
        return redirect("person:birth", "rejoindre")
    if not joining.open_now(standing(who.case)):
        messages.warning(request, TEXTS["not_now"])
        return redirect("person:code", "rejoindre")
    second_factor.note_without_code(who=who)
    return _proved(request, who, Proof.ON_SCREEN, "rejoindre")


def _proved(request: HttpRequest, who: Visitor, proof: Proof, purpose: str) -> HttpResponseBase:
    """Keep the proof; who comes at the hour gets the seat at once."""
    to = second_factor.destination(who) if proof is Proof.CODE else None
    prove(request, who, proof, channel=to.channel.value if to else "")
    here = standing(who.case)
    if purpose == "rejoindre" and here.appointment is not None and joining.open_now(here):
        joining.take_seat(who=who.proved(proof), appointment=here.appointment)
    return redirect(PURPOSES[purpose])


def _known(purpose: str) -> None:
    if purpose not in PURPOSES:
        raise Http404


def _tell(request: HttpRequest, sent: Destination | Refusal) -> None:
    if isinstance(sent, Refusal):
        messages.warning(request, TEXTS[sent.code])
