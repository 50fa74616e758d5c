"""Why the appointment did not take place: a word of a closed list, by the link alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.person import answering
from telecontrole.hall.person.entering import Visitor, for_acting
from telecontrole.hall.person.forms import AbsenceForm
from telecontrole.hall.person.standing import standing
from telecontrole.rooms.examinations import absences
from telecontrole.rooms.planning.enums import AbsenceReason

_DONE = {
    True: "Merci. Votre absence est justifiée, sans conséquence pour vous.",
    None: "Merci. Nous lisons votre réponse et nous vous écrirons.",
}
_LATER = "Nous n’avons pas pu noter votre réponse pour le moment. Réessayez dans une minute."


@require_http_methods(["GET", "HEAD", "POST"])
@for_acting
def absence(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """The question and its answers; afterwards, where one stands."""
    found = absences.latest(who.case.id)
    if found is None or found.answered or found.excused is not None:
        return redirect("person:home")
    form = AbsenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = AbsenceReason(form.cleaned_data["motif"])
        done = answering.excuse(who=who, reason=reason)
        if isinstance(done, Refusal):
            messages.warning(request, _LATER)
            return redirect("person:absence")
        messages.success(request, _DONE[done.excused or None])
        return redirect("person:home")
    context = {"form": form, "absence": found, "here": standing(who.case)}
    return render(request, "person/absence.html", context, status=422 if form.errors else 200)
