"""The page on which one chooses what follows for a case that waits: no name and no health data on it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.access import Actor, for_roles
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.errors import refused
from telecontrole.hall import words
from telecontrole.hall.staff import finding
from telecontrole.hall.staff import following as acts
from telecontrole.hall.staff.access import READERS
from telecontrole.hall.staff.forms import AbsenceForm, ClosingForm
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.planning import selectors as planning


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*acts.CHOOSERS)
def following(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponseBase:
    """Show the choices, or do the chosen one; a case of another caisse does not exist."""
    case = finding.own_case(reference, actor)
    if request.method != "POST":
        return _page(request, case, actor)
    return _choose(request, case, actor)


def _choose(request: HttpRequest, case: CaseInfo, actor: Actor) -> HttpResponseBase:
    if planning.waits(case) and not acts.may_choose(case, actor):
        raise PermissionDenied
    said: acts.Said
    chosen = request.POST.get("acte", "")
    if chosen in acts.ANSWERS or chosen == "annuler":
        return _ahead(request, case, actor, chosen)
    if chosen in acts.ACTS:
        said = acts.ACTS[chosen](case, actor)
    elif chosen == "clore":
        closing = ClosingForm(request.POST)
        if not closing.is_valid():
            return _page(request, case, actor, closing=closing)
        said = acts.close(case, actor, closing)
    elif chosen == "absence":
        absence = AbsenceForm(request.POST)
        if not absence.is_valid():
            return _page(request, case, actor, absence=absence)
        said = acts.hear(case, actor, absence)
    else:
        return _page(request, case, actor)
    return _answer(request, case, actor, said)


def _ahead(request: HttpRequest, case: CaseInfo, actor: Actor, chosen: str) -> HttpResponseBase:
    """What was said of the appointment to come, or its end."""
    if not actor.has(*acts.TEAM):
        raise PermissionDenied
    if chosen in acts.ANSWERS:
        version = request.POST.get("version", "")
        said = acts.answer(case, actor, acts.ANSWERS[chosen], version)
        return _answer(request, case, actor, said)
    closing = ClosingForm(request.POST)
    if not closing.is_valid():
        return _page(request, case, actor, closing=closing)
    return _answer(request, case, actor, acts.call_off(case, actor, closing))


def _answer(
    request: HttpRequest, case: CaseInfo, actor: Actor, said: acts.Said
) -> HttpResponseBase:
    if isinstance(said, Refusal):
        back = reverse("hall:next", args=[case.reference])
        return refused(request, acts.text_of(said), texts=acts.TEXTS, back=back)
    messages.success(request, said)
    # Who administrates does not read cases.
    return redirect("hall:case" if actor.has(*READERS) else "hall:next", case.reference)


def _page(
    request: HttpRequest,
    case: CaseInfo,
    actor: Actor,
    *,
    closing: ClosingForm | None = None,
    absence: AbsenceForm | None = None,
) -> HttpResponseBase:
    wrong = closing or absence
    reads, ahead = actor.has(*READERS), acts.ahead(case, actor)
    context = {
        "case": case,
        "state": words.CASE_STATES[case.state],
        "tone": words.CASE_TONES[case.state],
        "open": acts.may_choose(case, actor),
        "ahead": ahead,
        "when": acts.told(ahead) if ahead else "",
        "may_suspend": acts.may_suspend(case, actor),
        "in_person": bool(planning.in_person_only([case.id])),
        "closing": closing or ClosingForm(),
        "absence": (absence or AbsenceForm()) if acts.is_absence(case) else None,
        "wrong": wrong,
        "crumbs": [(case.reference, reverse("hall:case", args=[case.reference]))] if reads else [],
    }
    return render(request, "staff/next.html", context, status=422 if wrong else 200)
