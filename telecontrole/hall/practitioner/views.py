"""The practitioner's pages: give the RPPS number, then the code, then read the avis."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.codes import masked
from telecontrole.hall.forms import CodeForm
from telecontrole.hall.practitioner import entering, exchanging, proving
from telecontrole.hall.practitioner.entering import Proof, Reader
from telecontrole.hall.practitioner.forms import LetterCodeForm, RppsForm
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.people import codes
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.territory import selectors as territory

TEXTS = {
    "rpps_wrong": "Ce message a été envoyé à un autre médecin. Vérifiez votre numéro RPPS.",
    "letter_code_wrong": "Ce code et ce numéro RPPS ne vont pas ensemble, ou le code ne sert plus. Vérifiez les deux.",
    "too_often": "Trop d’essais. Attendez un quart d’heure puis recommencez.",
    "code_missing": "Ce code ne sert plus : il est valable 10 minutes. Demandez-en un nouveau.",
    "code_wrong": "Ce code n’est pas le bon. Recopiez les 6 chiffres du dernier message reçu.",
    "code_exhausted": "Trop d’essais avec ce code. Demandez-en un nouveau.",
    "code_too_often": "Vous avez déjà demandé plusieurs codes. Attendez une heure avant d’en demander un autre.",
    "no_address": "Nous n’avons plus d’adresse pour vous envoyer un code. Appelez le service médical de la caisse.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponseBase:
    """The entry: by the link of a message (RPPS number), else by the code of a letter (both)."""
    who = entering.reader(request)
    if who is not None and who.proof is Proof.CODE:
        return redirect("practitioner:avis")
    form = (RppsForm if who else LetterCodeForm)(request.POST or None)
    status = 200
    if request.method == "POST":
        refused = _enter(request, who, form) if form.is_valid() else Refusal("form")
        if refused is None:
            return redirect("practitioner:code")
        if refused.code in TEXTS:
            form.add_error("code" if "code" in form.fields else "rpps", TEXTS[refused.code])
        status = 429 if refused.code == "too_often" else 422
    context = {"form": form, "by_link": who is not None}
    return render(request, "practitioner/home.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """The one-time code sent to the address of the link."""
    who = entering.reader(request)
    if who is None or who.doctor is None or who.proof is Proof.LINK:
        return redirect("practitioner:home")
    if who.proof is Proof.CODE:
        return redirect("practitioner:avis")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        refused = codes.check_code(link_id=who.link.id, code=typed, actor=who.actor)
        if refused is None:
            _let_in(request, who.doctor.rpps, who)
            return redirect("practitioner:avis")
        form.add_error("code", TEXTS[refused.code])
    to = proving.destination(who)
    context = {"form": form, "where": masked(to) if to else ""}
    return render(request, "practitioner/code.html", context, status=422 if form.errors else 200)


@require_POST
def another_code(request: HttpRequest) -> HttpResponseBase:
    """One more code to the same address."""
    who = entering.reader(request)
    if who is None or who.proof is not Proof.RPPS:
        return redirect("practitioner:home")
    _send(request, who)
    return redirect("practitioner:code")


@require_safe
def avis(request: HttpRequest) -> HttpResponseBase:
    """What the service told the patient: conclusion and dates, in the words that the patient got."""
    who = entering.reader(request)
    outcome = reading.outcome_of_avis(who.avis_id) if who else None
    case = cases.case(outcome.case) if outcome else None
    if who is None or who.proof is not Proof.CODE or outcome is None or case is None:
        return redirect("practitioner:home")
    context = {
        "who": who,
        "outcome": outcome,
        "case": case,
        "patient": people.insured(case.insured),
        "medecin": people.medecin(outcome.medecin),
        "caisse": territory.caisse(case.caisse),
        "news": exchanging.news(who),
    }
    return render(request, "practitioner/avis.html", context)


@require_POST
def leave(request: HttpRequest) -> HttpResponseBase:
    """Close the reading on this computer."""
    entering.forget(request)
    messages.success(request, "Votre lecture est fermée sur cet appareil.")
    return redirect("practitioner:home")


def _enter(request: HttpRequest, who: Reader | None, form: RppsForm) -> Refusal | None:
    """Check the number (and the letter's code), then send the one-time code or let in."""
    rpps = form.cleaned_data["rpps"]
    if who is None:
        client = request.META.get("REMOTE_ADDR", "")
        typed = form.cleaned_data["code"]
        link = proving.open_letter(rpps=rpps, code=typed, client=client)
        if isinstance(link, Refusal):
            return link
        entering.remember(request, link)
    else:
        link = who.link
        doctor = proving.check_rpps(link=link, rpps=rpps)
        if isinstance(doctor, Refusal):
            return doctor
    entering.prove(request, rpps, Proof.RPPS)
    known = entering.reader(request)
    assert known is not None  # the link was open a moment ago
    if proving.by_letter(link):
        _let_in(request, rpps, known)
    else:
        _send(request, known)
    return None


def _let_in(request: HttpRequest, rpps: str, who: Reader) -> None:
    entering.prove(request, rpps, Proof.CODE)
    reading.note_reading_by_doctor(avis_id=who.avis_id, actor=who.actor)


def _send(request: HttpRequest, who: Reader) -> None:
    sent = proving.ask_code(who)
    if isinstance(sent, Refusal):
        messages.warning(request, TEXTS[sent.code])
