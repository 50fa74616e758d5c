"""The caisse's décision: read it, keep its letter, contest it. With the code only; opening it is a POST."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.person.entering import Proof, Visitor, for_acting, for_visitor
from telecontrole.hall.person.standing import standing
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.deciding import appealing, selectors
from telecontrole.rooms.people import representatives

View = Callable[..., HttpResponseBase]


def with_code(purpose: str) -> Callable[[View], View]:
    """Let in who gave the code; ask anybody else for the second factor, then come back."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, who: Visitor, **kwargs: Any) -> HttpResponseBase:
            if who.proof is not Proof.CODE:
                return redirect("person:birth", purpose)
            return view(request, who, **kwargs)

        return guarded

    return guard


@require_safe
@for_visitor
@with_code("decision")
def decisions(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Every signed décision of the case; one that was not opened says only that it is there."""
    told = selectors.told_to_insured(who.case.id)
    if not told:
        return redirect("person:home")
    acting = representatives.acting(who.person.id)
    context = {
        "decisions": told,
        "here": standing(who.case),
        "person": who.person,
        "who": who,
        # Whoever acts for the person opens the décision: the delay to contest runs from there.
        "opener": acting if acting and acting.acts and who.representative is None else None,
    }
    return render(request, "person/decisions.html", context)


@require_POST
@for_acting
@with_code("decision")
def open_decision(request: HttpRequest, who: Visitor, *, decision_id: UUID) -> HttpResponseBase:
    """Open it: today counts as the day of receipt, if the registered letter was not there before.

    Where somebody acts for the person by law, he or she opens it (Code civil, article 475).
    """
    refused = examinations.read_online(
        decision_id=decision_id, case_id=who.case.id, actor=who.actor
    )
    if refused is not None and refused.code != "represented":
        raise Http404
    return redirect("person:decisions")


@require_safe
@for_visitor
@with_code("decision")
def letter(request: HttpRequest, who: Visitor, *, decision_letter_id: UUID) -> HttpResponseBase:
    """The letter of an opened décision."""
    content = selectors.letter_for_insured(
        letter_id=decision_letter_id, case_id=who.case.id, actor=who.actor
    )
    return _pdf(content, "decision.pdf")


@require_safe
@for_acting
@with_code("decision")
def appeal(request: HttpRequest, who: Visitor, *, decision_id: UUID) -> HttpResponseBase:
    """The form with which one contests, filled in."""
    content = appealing.form(decision_id=decision_id, case_id=who.case.id, actor=who.actor)
    return _pdf(content, "contestation.pdf")


def _pdf(content: bytes | Refusal, name: str) -> HttpResponse:
    if isinstance(content, Refusal):
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
