"""The doctor's page of the secret address, and what the address answers."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from telecontrole.foundations.access import Actor, Role, for_roles
from telecontrole.foundations.access.throttling import attempt
from telecontrole.rooms.feeds import selectors, services, writing
from telecontrole.rooms.people import accounts
from telecontrole.rooms.people import selectors as people

# Programs ask every quarter of an hour; several stand behind one address of a caisse.
_LIMIT, _WINDOW = 600, timedelta(minutes=15)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The diary behind a secret address; an unknown, changed or closed one does not exist."""
    if not attempt(f"feed:{request.META.get('REMOTE_ADDR', '')}", limit=_LIMIT, window=_WINDOW):
        return HttpResponse(status=429)
    medecin_id = selectors.medecin_of(secret)
    doctor = people.medecin(medecin_id) if medecin_id else None
    if doctor is None or not doctor.actif:
        raise Http404
    desk = settings.BASE_URL + reverse("examinations:interview", args=[UUID(int=0)])
    content = writing.diary(doctor.id, desk.replace(str(UUID(int=0)), "{id}"))
    answer = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="entretiens.ics"'
    return answer


@require_safe
@for_roles(Role.MEDECIN_CONSEIL)
def page(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Whether my address is open, and what I may do."""
    since = selectors.open_since(_medecin(request))
    return render(request, "feeds/page.html", {"since": since})


@require_POST
@for_roles(Role.MEDECIN_CONSEIL)
def issue(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """A new address, shown this once; the one before is closed."""
    secret = services.issue(medecin_id=_medecin(request), actor=actor)
    path = reverse("feeds:feed", args=[secret])
    since = selectors.open_since(_medecin(request))
    context = {"since": since, "address": f"{settings.BASE_URL}{path}"}
    return render(request, "feeds/page.html", context)


@require_POST
@for_roles(Role.MEDECIN_CONSEIL)
def revoke(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Close my address."""
    if services.revoke(medecin_id=_medecin(request), actor=actor):
        messages.success(request, "Le lien est fermé : plus aucun agenda ne se met à jour.")
    return redirect("feeds:page")


def _medecin(request: HttpRequest) -> UUID:
    found = accounts.medecin_of(request.user)
    if found is None:
        raise PermissionDenied
    return found
