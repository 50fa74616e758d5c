"""Whoever got a message by mistake says so: the link closes, and nothing more leaves for that address.

By the bare link: who has proved to be the person changes the contact instead. A person of the team then looks for
the right one (`hall.misdirected`).
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from telecontrole.hall.person import entering
from telecontrole.hall.person.entering import Proof, Visitor, for_visitor
from telecontrole.rooms.people import services as people
from telecontrole.rooms.people.contacts import KINDS

_SOURCE = "destinataire"


@require_http_methods(["GET", "HEAD", "POST"])
@for_visitor
def not_mine(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """Ask once more before closing; then the page is closed for everybody who had that link."""
    kind = KINDS.get(who.link.channel)
    if kind is None or who.representative is not None:
        return redirect("person:home")
    if who.proof is Proof.CODE:
        return redirect("person:rights_contact")
    if request.method != "POST":
        return render(request, "person/not_mine.html", {"by_email": kind == "email"})
    people.correct_contact(
        insured_id=who.person.id, channel=kind, value="", source=_SOURCE, actor=who.actor
    )
    entering.forget(request)
    messages.success(request, "Merci. Ce lien est fermé et nous ne vous écrirons plus ici.")
    return redirect("hall:home")
