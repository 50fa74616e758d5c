"""Reading what was decided, and its letters: with the second factor only."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.person import joining
from telecontrole.hall.person.entering import Proof, Visitor, for_acting
from telecontrole.hall.person.standing import standing
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.examinations.deciding import selectors as decisions
from telecontrole.rooms.examinations.reading import Outcome


@require_safe
@for_acting
def outcome(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """What was decided, from when, what to do, how to contest."""
    found = reading.outcome_for_insured(who.case.id)
    if found is None:
        return redirect("person:home")
    if not may_read(request, who, found):
        return redirect("person:birth", "resultat")
    context = {
        "outcome": found,
        "here": standing(who.case),
        "person": who.person,
        "who": who,
        "decided": decisions.has_signed(who.case.id),
    }
    return render(request, "person/outcome.html", context)


@require_safe
@for_acting
def letter(request: HttpRequest, who: Visitor, *, letter_id: UUID) -> HttpResponseBase:
    """A letter as PDF."""
    found = reading.outcome_for_insured(who.case.id)
    if found is None or not may_read(request, who, found):
        return redirect("person:outcome")
    content = reading.letter_content(letter_id=letter_id, case_id=who.case.id, actor=who.actor)
    if isinstance(content, Refusal):
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="courrier.pdf"'
    return answer


def may_read(request: HttpRequest, who: Visitor, found: Outcome) -> bool:
    """With a code; or without, for the browser that sat in the call when the médecin-conseil checked identity.

    Link and birth date alone are no proof, whenever they were given: another browser than the one on
    screen at that instant needs the code.
    """
    if who.proof is Proof.CODE:
        return True
    checked = found.identity_checked_at
    if who.proof is not Proof.ON_SCREEN or checked is None:
        return False
    return joining.sat_in(request, who, found.appointment, checked)
