"""What the pages of the changes share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import MedecinInfo
from telecontrole.rooms.planning.changes.consulting import Asking, consult
from telecontrole.rooms.planning.changes.proposal import Change
from telecontrole.rooms.planning.forms import day_of
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import SiteInfo

METHODS = ["GET", "HEAD", "POST"]
#: How far ahead the pages look in a diary.
AHEAD = timedelta(days=400)


def step(
    request: HttpRequest, actor: Actor, form: Form, change: Callable[[], Change], asking: Asking
) -> HttpResponse:
    """The form, or the consequences of what it says."""
    if request.method == "POST" and form.is_valid():
        return consult(request, actor, form, change(), asking)
    return asking.again(form)


def form_page(request: HttpRequest, form: Form, asking: Asking, **more: Any) -> HttpResponse:
    """The form on its own, with what is wrong beside its fields."""
    context = {"form": form, "asking": asking, **more}
    return answer(request, "planning/changes/form.html", form, context)


def answer(
    request: HttpRequest, template: str, form: Form, context: Mapping[str, Any]
) -> HttpResponse:
    """A page; 422 when its form has faults."""
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)


def doctor_of(medecin_id: UUID, actor: Actor) -> tuple[MedecinInfo, str]:
    """The doctor and their clock; of another caisse, they do not exist."""
    found = people.medecin(medecin_id)
    if found is None or not actor.serves(found.caisse):
        raise Http404
    return found, territory.zone_of(found.caisse)


def site_of(site_id: UUID, actor: Actor) -> tuple[SiteInfo, str]:
    """The site and its clock; of another caisse, it does not exist."""
    found = territory.site(site_id)
    if found is None or not actor.serves(found.caisse):
        raise Http404
    return found, territory.zone_of(found.caisse)


def proposed_days(request: HttpRequest, zone: str) -> dict[str, date]:
    """First and last day that a form proposes: the day of the address, or today."""
    asked = day_of(request.GET, "date") or clock.today(zone)
    return {"du": asked, "au": asked}


def crumbs(
    *, doctor: MedecinInfo | None = None, site: SiteInfo | None = None
) -> list[tuple[str, str]]:
    """The way back: the diaries, then the diary of the doctor or of the site."""
    crumbs = [("Agendas", reverse("planning:index"))]
    if doctor is not None:
        name = f"Dr {doctor.prenoms} {doctor.nom}"
        crumbs.append((name, reverse("planning:doctor", args=[doctor.id])))
    if site is not None:
        crumbs.append((site.nom, reverse("planning:site", args=[site.id])))
    return crumbs
