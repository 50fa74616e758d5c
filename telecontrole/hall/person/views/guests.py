"""The insured person asks for somebody at their side in the call, and withdraws whom they do not want."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.guest.forms import AskForm
from telecontrole.hall.person import answering
from telecontrole.hall.person.answering import Answer
from telecontrole.hall.person.entering import Visitor, for_acting
from telecontrole.hall.person.second_factor import WINDOW
from telecontrole.hall.person.standing import Situation, standing
from telecontrole.rooms.examinations import guests as invitations
from telecontrole.rooms.examinations.inviting_words import REFUSALS, ROLES
from telecontrole.rooms.visio import guests as visio_guests
from telecontrole.rooms.visio.enums import GuestState

STATES = {
    GuestState.ASKED: ("Demandé", "warning"),
    GuestState.INVITED: ("Invité", "success"),
}
# Whoever asks and withdraws again and again would have somebody else written to.
ASKED_AT_MOST = 6


@require_http_methods(["GET", "HEAD", "POST"])
@for_acting
def guests(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Who will be there; ask for a companion or a lawyer; withdraw anybody, without saying why."""
    here = standing(who.case)
    if here.situation is not Situation.VISIO:
        return redirect("person:home")
    if request.POST.get("acte") == "retirer":
        return _withdraw(request, who)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = _ask(who, form)
        if refused is None:
            messages.success(
                request, "Votre demande est partie. Votre caisse envoie le lien à cette personne."
            )
            return redirect("person:guests")
        form.add_error(None, refused)
    found = visio_guests.guests(invitations.about(who.case.id))
    lines = [(g, ROLES[g.role], *STATES[g.state]) for g in found if g.state in STATES]
    # A link in other hands names nobody: who was asked for is named after the second factor.
    context = {"here": here, "form": form, "lines": lines, "named": who.may_join}
    return render(request, "person/guests.html", context, status=422 if form.errors else 200)


def _ask(who: Visitor, form: AskForm) -> str | None:
    """None when it is asked; else the sentence that says why not."""
    if not attempt(f"guest-asked:{who.case.id}", limit=ASKED_AT_MOST, window=WINDOW):
        return "Trop de demandes. Attendez un quart d’heure, ou appelez votre caisse."
    asked = invitations.ask(case=who.case, actor=who.actor, **form.given)
    answering.note(who, Answer.TIERS_DEMANDE)
    return REFUSALS[asked.code] if isinstance(asked, Refusal) else None


def _withdraw(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Consent may be taken back at any moment, also for those whom the team invited."""
    try:
        guest = visio_guests.guest(UUID(request.POST.get("guest", "")))
    except ValueError as error:
        raise Http404 from error
    if guest is None or guest.about != invitations.about(who.case.id):
        raise Http404
    invitations.withdraw(guest_id=guest.id, actor=who.actor)
    answering.note(who, Answer.TIERS_RETIRE)
    messages.success(request, "C’est noté : cette personne ne viendra pas.")
    return redirect("person:guests")
