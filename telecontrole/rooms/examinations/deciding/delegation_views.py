"""The page of the director's delegations."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, for_roles
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import delegating, selectors, texts
from telecontrole.rooms.examinations.deciding.forms import DelegationForm
from telecontrole.rooms.people import accounts
from telecontrole.rooms.territory import selectors as territory


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*delegating.GRANTERS)
def delegations(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Those in force and those of before; a form for a new one."""
    sent = request.POST if request.method == "POST" else None
    form = DelegationForm(sent, delegates=_delegates(actor), caisses=_caisses(actor))
    refused = ""
    if request.method == "POST" and form.is_valid():
        starts_on, ends_on = form.days
        granted = delegating.grant(
            delegate_id=UUID(form.cleaned_data["delegate"]),
            kinds=form.chosen,
            caisse=form.cleaned_data["caisse"],
            starts_on=starts_on,
            ends_on=ends_on,
            deed=form.cleaned_data["deed"],
            title=form.cleaned_data["title"],
            actor=actor,
        )
        if not isinstance(granted, Refusal):
            messages.success(request, "La délégation est notée.")
            return redirect("decisions:delegations")
        refused = texts.sentence(granted)
    return _page(request, actor, form, refused)


@require_POST
@for_roles(*delegating.GRANTERS)
def end(request: HttpRequest, actor: Actor, *, delegation_id: UUID) -> HttpResponseBase:
    """End a delegation this evening."""
    refused = delegating.end(delegation_id=delegation_id, actor=actor)
    if refused is not None and refused.code in ("unknown", "not_granter"):
        # Another caisse's does not exist for whoever asks.
        raise Http404
    if refused is not None:
        messages.warning(request, texts.sentence(refused))
    else:
        messages.success(request, "La délégation se termine ce soir.")
    return redirect("decisions:delegations")


def _page(request: HttpRequest, actor: Actor, form: DelegationForm, refused: str) -> HttpResponse:
    found = selectors.delegations(actor, clock.today())
    context = {
        "form": form,
        "wrong": form if form.errors else None,
        "refused": refused,
        "delegations": [(one, texts.KINDS[one.kind]) for one in found],
    }
    status = 422 if form.errors else 409 if refused else 200
    return render(request, "decisions/delegations.html", context, status=status)


def _delegates(actor: Actor) -> list[tuple[str, str]]:
    known = accounts.holders(roles=delegating.SIGNERS, caisse=actor.caisse)
    return [(str(one.id), f"{one.name} ({one.caisse or 'national'})") for one in known]


def _caisses(actor: Actor) -> list[tuple[str, str]]:
    return [(one.code, one.nom) for one in territory.caisses().values() if actor.serves(one.code)]
