"""Who takes part in the interview by video of a case: invited, asked for, withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.access import Actor, for_roles
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.guest.forms import BY_HAND, InviteForm
from telecontrole.hall.protection import readers
from telecontrole.hall.staff.access import READERS
from telecontrole.hall.staff.inviting import INVITERS, STATES
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import company
from telecontrole.rooms.examinations import guests as invitations
from telecontrole.rooms.examinations.inviting_words import REFUSALS, ROLES
from telecontrole.rooms.people import accounts
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.visio import guests as visio_guests
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import GuestState
from telecontrole.rooms.visio.guests import GuestInfo


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*INVITERS)
def guests(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponseBase:
    """Show who is invited, and do what was asked; a case of others does not exist."""
    case = _found(request, reference, actor)
    readers.note_reading(case_id=case.id, actor=actor)
    acts = {"accepter": _accept, "retirer": _withdraw, "lien": _link}
    asked = request.POST.get("acte", "")
    if asked in acts:
        return acts[asked](request, actor, case, _guest(request, case))
    if asked == "sur-place":
        return _on_site(request, actor, case)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _invite(request, actor, case, form)
    return _page(request, actor, case, form)


def _invite(
    request: HttpRequest, actor: Actor, case: CaseInfo, form: InviteForm
) -> HttpResponseBase:
    made = invitations.invite(case=case, actor=actor, **form.given)
    if isinstance(made, Refusal):
        form.add_error(None, REFUSALS[made.code])
        return _page(request, actor, case, form)
    if form.cleaned_data["by"] == BY_HAND:
        return _page(
            request, actor, case, InviteForm(), link=visio.show_link(guest_id=made, actor=actor)
        )
    messages.success(request, "L’invitation part maintenant.")
    return redirect("hall:guests", case.reference)


def _accept(
    request: HttpRequest, actor: Actor, case: CaseInfo, guest: GuestInfo
) -> HttpResponseBase:
    refused = invitations.accept(guest_id=guest.id, case=case, actor=actor)
    if refused is None:
        messages.success(request, "L’invitation part maintenant.")
    else:
        messages.warning(request, REFUSALS[refused.code])
    return redirect("hall:guests", case.reference)


def _withdraw(
    request: HttpRequest, actor: Actor, case: CaseInfo, guest: GuestInfo
) -> HttpResponseBase:
    invitations.withdraw(guest_id=guest.id, actor=actor)
    messages.success(request, "L’invitation est retirée : le lien ne sert plus.")
    return redirect("hall:guests", case.reference)


def _on_site(request: HttpRequest, actor: Actor, case: CaseInfo) -> HttpResponseBase:
    placed = company.receive_on_site(case=case, actor=actor)
    if isinstance(placed, Refusal):
        messages.warning(request, REFUSALS[placed.code])
    else:
        messages.success(
            request, "La personne est reçue sur place : le changement lui est annoncé."
        )
    return redirect("hall:guests", case.reference)


def _link(request: HttpRequest, actor: Actor, case: CaseInfo, guest: GuestInfo) -> HttpResponseBase:
    if guest.state is not GuestState.INVITED:
        return redirect("hall:guests", case.reference)
    shown = visio.show_link(guest_id=guest.id, actor=actor)
    return _page(request, actor, case, InviteForm(), link=shown)


def _found(request: HttpRequest, reference: str, actor: Actor) -> CaseInfo:
    """A case of the actor's caisse, or whose next interview is the actor's own."""
    case = cases.by_reference(reference)
    current = planning.current(case.id) if case else None
    own = current is not None and current.medecin == accounts.medecin_of(request.user)
    if case is None or not (actor.serves(case.caisse) or own):
        raise Http404
    return case


def _guest(request: HttpRequest, case: CaseInfo) -> GuestInfo:
    """The guest that a form names; one of another case does not exist."""
    try:
        found = visio_guests.guest(UUID(request.POST.get("guest", "")))
    except ValueError as error:
        raise Http404 from error
    if found is None or found.about != invitations.about(case.id):
        raise Http404
    return found


def _page(
    request: HttpRequest, actor: Actor, case: CaseInfo, form: InviteForm, *, link: str = ""
) -> HttpResponseBase:
    current = planning.current(case.id)
    context = {
        "case": case,
        "by_video": current is not None and current.ahead and current.modalite is Modalite.VISIO,
        "form": form,
        "link": f"{settings.BASE_URL}/r/{link}" if link else "",
        "lines": [
            (one, ROLES[one.role], *STATES[one.state])
            for one in visio_guests.guests(invitations.about(case.id))
        ],
        "crumbs": [(case.reference, reverse("hall:case", args=[case.reference]))]
        if actor.has(*READERS)
        else [],
    }
    return render(request, "staff/guests.html", context, status=422 if form.errors else 200)
