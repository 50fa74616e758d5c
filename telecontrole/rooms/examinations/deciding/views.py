"""The managers' pages: the queue, one décision, its letters."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor, for_roles, noting
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import acting, delegating, selectors, signing, texts
from telecontrole.rooms.examinations.deciding.access import own
from telecontrole.rooms.examinations.deciding.selectors import DecisionInfo
from telecontrole.rooms.examinations.deciding.tables import decision_table
from telecontrole.rooms.people import accounts
from telecontrole.rooms.territory import selectors as territory


@require_safe
@for_roles(*signing.MANAGERS)
def index(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The queue of the actor's caisse."""
    table = decision_table(actor, request)
    export = table.export()
    if export is not None:
        journal.record(
            action="examinations:decision:list_exported",
            actor=actor,
            subject="decisions",
            data=table.chosen,
        )
        return export
    to_validate, to_sign = selectors.pending(actor)
    context = {
        "table": table,
        "to_validate": to_validate,
        "to_sign": to_sign,
        "may_delegate": actor.has(*delegating.GRANTERS),
    }
    return render(request, "decisions/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*signing.MANAGERS)
def decision(request: HttpRequest, actor: Actor, *, decision_id: UUID) -> HttpResponseBase:
    """One décision: code, dates, what was done; and what may be done now."""
    found = own(decision_id, actor)
    noting.note_reading(
        action="examinations:decision:opened", subject=f"case:{found.case}", actor=actor
    )
    if request.method != "POST":
        return _page(request, found, actor, acting.forms_of(found))
    forms = acting.forms_of(found, request.POST)
    done = acting.act(found, forms, actor, request.POST.get("acte", ""))
    if done is None:
        return _page(request, found, actor, forms, status=422)
    return _answer(request, found, actor, done)


@require_POST
@for_roles(*signing.MANAGERS)
def sign(request: HttpRequest, actor: Actor, *, decision_id: UUID) -> HttpResponseBase:
    """Sign for the director."""
    found = own(decision_id, actor)
    refused = signing.sign(decision_id=found.id, actor=actor)
    return _answer(request, found, actor, refused or "La décision est signée. Elle part ce jour.")


@require_safe
@for_roles(*signing.MANAGERS)
def letter(request: HttpRequest, actor: Actor, *, decision_letter_id: UUID) -> HttpResponseBase:
    """A letter as it left."""
    content = selectors.by_letter(decision_letter_id, actor)
    if isinstance(content, Refusal):
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="courrier.pdf"'
    return answer


def _answer(
    request: HttpRequest, found: DecisionInfo, actor: Actor, said: str | Refusal
) -> HttpResponseBase:
    if isinstance(said, Refusal):
        now = own(found.id, actor)
        forms = acting.forms_of(now)
        return _page(request, now, actor, forms, refused=texts.sentence(said), status=409)
    messages.success(request, said)
    return redirect("decisions:decision", found.id)


def _page(
    request: HttpRequest,
    found: DecisionInfo,
    actor: Actor,
    forms: acting.Forms,
    *,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    caisse = territory.caisse(found.caisse)
    validator = accounts.holder(UUID(found.validated_by)) if found.validated_by else None
    context = {
        "one": found,
        "words": acting.words_of(found),
        "forms": forms,
        "wrong": forms.wrong,
        "refused": refused,
        "caisse": caisse,
        "zone": territory.zone_in(caisse),
        "now": clock.now(),
        "validator": validator.name if validator else "",
        "may_sign": selectors.may_sign(found, actor),
    }
    return render(request, "decisions/one.html", context, status=status)
