"""The exchange with the médecin-conseil, for the treating doctor: write, read, ask to be called.

No address of these pages names an avis: it is the one of the link, proved by RPPS number and code.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.practitioner import entering
from telecontrole.hall.practitioner.entering import Proof, Reader
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.examinations.thread import selectors, services, texts
from telecontrole.rooms.examinations.thread.forms import CallForm, MessageForm
from telecontrole.rooms.territory import selectors as territory


@require_http_methods(["GET", "HEAD", "POST"])
def exchange(request: HttpRequest) -> HttpResponseBase:
    """The messages; a submission writes one. The reading is journalled in the doctor's name."""
    who = _proved(request)
    if who is None:
        return redirect("practitioner:home")
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        sent = services.write_as_doctor(
            avis_id=who.avis_id,
            practitioner_id=_id(who),
            text=form.cleaned_data["text"],
            actor=who.actor,
        )
        if not isinstance(sent, Refusal):
            messages.success(request, "Votre message est envoyé au médecin-conseil.")
            return redirect("practitioner:exchange")
        form.add_error("text", texts.sentence(sent))
    return _page(request, who, form, CallForm())


@require_POST
def open_exchange(request: HttpRequest) -> HttpResponseBase:
    """Take note of what is new, then read it."""
    who = _proved(request)
    if who is None:
        return redirect("practitioner:home")
    services.open_as_doctor(avis_id=who.avis_id, practitioner_id=_id(who))
    return redirect("practitioner:exchange")


@require_POST
def ask_call(request: HttpRequest) -> HttpResponseBase:
    """Ask to be called, with the moments that suit."""
    who = _proved(request)
    if who is None:
        return redirect("practitioner:home")
    form = CallForm(request.POST)
    if form.is_valid():
        asked = services.ask_call(
            avis_id=who.avis_id,
            practitioner_id=_id(who),
            preferences=form.cleaned_data["preferences"],
            number=form.cleaned_data["number"],
            actor=who.actor,
        )
        if not isinstance(asked, Refusal):
            messages.success(request, "Votre demande d’appel est transmise.")
            return redirect("practitioner:exchange")
        form.add_error("number" if asked.code == "number_wrong" else None, texts.sentence(asked))
    return _page(request, who, MessageForm(), form)


def news(who: Reader) -> int:
    """How many answers of the médecin-conseil the doctor has not opened."""
    head = selectors.head(who.avis_id)
    return head.unread_by_practitioner if head else 0


def _proved(request: HttpRequest) -> Reader | None:
    who = entering.reader(request)
    return who if who is not None and who.proof is Proof.CODE else None


def _id(who: Reader) -> UUID:
    holder = who.link.practitioner_id
    assert holder is not None  # `entering.reader` opens links of practitioners only
    return holder


def _page(request: HttpRequest, who: Reader, form: MessageForm, call: CallForm) -> HttpResponse:
    outcome = reading.outcome_of_avis(who.avis_id)
    case = cases.case(outcome.case) if outcome else None
    head = selectors.head(who.avis_id)
    asked = head.call if head else None
    context = {
        "form": form,
        "call_form": call,
        "words": services.read_as_doctor(
            avis_id=who.avis_id, practitioner_id=_id(who), actor=who.actor
        ),
        "asked": asked,
        "asked_words": texts.CALLS[asked.state.value] if asked else "",
        "case": case,
        "zone": territory.zone_of(case.caisse if case else None),
    }
    wrong = form.is_bound or call.is_bound
    return render(request, "practitioner/exchange.html", context, status=422 if wrong else 200)
