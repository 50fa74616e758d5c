"""One change, in two steps: its consequences are shown, then saved as shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning.agenda import case_url
from telecontrole.rooms.planning.changes.applying import apply
from telecontrole.rooms.planning.changes.forms import hidden
from telecontrole.rooms.planning.changes.proposal import Change, Fate, Outcome, Proposal
from telecontrole.rooms.planning.changes.texts import FATES, refusal_fr
from telecontrole.rooms.planning.texts import WAYS
from telecontrole.rooms.territory import selectors as territory

#: More lines help nobody to decide; the counts above them are complete.
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Asking:
    """What a page asks: its titles, where it leads, and the form's own page when something is wrong."""

    title: str
    lead: str
    back: str
    done: str
    again: Callable[[Form], HttpResponse]
    crumbs: Sequence[tuple[str, str]] = ()
    #: The change in words, of a form that is valid: what is saved is read once more.
    words: Callable[[], str] = str


def consult(
    request: HttpRequest, actor: Actor, form: Form, change: Change, asking: Asking
) -> HttpResponse:
    """Show what the change does; with the confirmation, do exactly that."""
    now = clock.now()
    warning = ""
    if request.POST.get("etape") == "enregistrer":
        seen = request.POST.get("vu", "")
        saved = apply(change=change, seen=seen, actor=actor, now=now)
        if isinstance(saved, Proposal):
            messages.success(request, asking.done)
            return redirect(asking.back)
        if saved.code != "consequences_changed":
            return _wrong(form, saved, asking)
        warning = refusal_fr(saved)[1]
    proposal = change.find(now)
    if isinstance(proposal, Refusal):
        return _wrong(form, proposal, asking)
    context = {
        "asking": asking,
        "words": asking.words(),
        "proposal": proposal,
        "counts": proposal.counts,
        "messages_leave": sum(one.told for one in proposal.outcomes),
        "lines": _lines(proposal.outcomes[:SHOWN]),
        "more": max(0, len(proposal.outcomes) - SHOWN),
        "hidden": hidden(form),
        "warning": warning,
    }
    return render(request, "planning/changes/consequences.html", context)


def _wrong(form: Form, refusal: Refusal, asking: Asking) -> HttpResponse:
    name, text = refusal_fr(refusal)
    form.add_error(name if name in form.fields else None, text)
    return asking.again(form)


def _lines(outcomes: Sequence[Outcome]) -> list[Mapping[str, Any]]:
    doctors, sites = people.medecins(), territory.sites()

    def who(key: str) -> str:
        found = doctors.get(UUID(key))
        return f"Dr {found.prenoms} {found.nom}" if found else ""

    def where(key: str | None) -> str:
        found = sites.get(UUID(key)) if key else None
        return found.nom if found else ""

    return [
        {
            "one": one,
            "url": case_url(one.reference),
            "fate": FATES[one.fate],
            "before": (
                WAYS[one.before.modalite],
                where(str(one.before.site) if one.before.site else None),
                who(str(one.before.medecin)),
            ),
            "after": (
                WAYS[one.place.modalite],
                where(one.place.site),
                who(one.place.doctor),
            )
            if one.place
            else None,
            "told": _told(one),
        }
        for one in outcomes
    ]


def _told(one: Outcome) -> str:
    if one.fate is Fate.GARDE:
        return "Aucun message"
    channel = "lettre" if one.by_letter else "courriel et SMS"
    if one.fate is Fate.SANS_PLACE:
        channel = "" if one.by_letter else "courriel et SMS d’annulation"
    words = [channel] if channel else []
    if one.phone:
        words.append("appel téléphonique à faire")
    told = ", ".join(words)
    return told[:1].upper() + told[1:]
