"""The page on which a person chooses another slot for an appointment."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.addresses import FIRST_DAY, LAST_DAY
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import rules, selectors
from telecontrole.rooms.planning.access import for_keepers
from telecontrole.rooms.planning.agenda import case_url
from telecontrole.rooms.planning.changes.by_hand import Possible, Wish, first_day, moving, possible
from telecontrole.rooms.planning.changes.consulting import Asking
from telecontrole.rooms.planning.changes.forms import MoveForm, Searching, hour_in
from telecontrole.rooms.planning.changes.pages import METHODS, answer, step
from telecontrole.rooms.planning.forms import boxes, day_of
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory import selectors as territory

#: Slots proposed for a day: more than anybody reads.
_PROPOSED = 40
_DAY = timedelta(days=1)


@require_http_methods(METHODS)
@for_keepers
def move(request: HttpRequest, actor: Actor, *, appointment_id: UUID) -> HttpResponseBase:
    """Choose, see what it does, save."""
    found = selectors.appointment(appointment_id)
    case = cases.case(found.case) if found else None
    if found is None or case is None or not actor.serves(case.caisse):
        raise Http404
    form = _form(request, found, case)
    asking = Asking(
        title=f"Dossier {case.reference}",
        lead="Déplacer le rendez-vous",
        back=case_url(case.reference) or reverse("planning:index"),
        done="Le rendez-vous est déplacé. La personne en est informée si la date, l’heure, la façon ou le lieu changent.",
        again=lambda wrong: _page(request, wrong, found, asking),
        crumbs=[(case.reference, case_url(case.reference))],
    )
    if not found.ahead:
        return asking.again(form)
    return step(request, actor, form, lambda: moving(_wish(form, found)), asking)


def _form(request: HttpRequest, found: AppointmentInfo, case: CaseInfo) -> MoveForm:
    local = found.starts_at.astimezone(ZoneInfo(found.zone))
    query = request.GET
    initial = {
        "jour": day_of(query, "jour") or local.date(),
        "heure": hour_in(query.get("heure", "")) or local.time(),
        "medecin": query.get("medecin", "")[:36] or str(found.medecin),
        "lieu": query.get("lieu", "")[:36] if "lieu" in query else str(found.site or ""),
    }
    doctors = sorted(
        (one for one in people.medecins().values() if one.actif or one.id == found.medecin),
        key=lambda one: (one.caisse != case.caisse, one.nom, one.prenoms, one.rpps),
    )
    return MoveForm(
        request.POST or None,
        initial=initial,
        doctors=[(str(one.id), f"Dr {one.nom} {one.prenoms} ({one.caisse})") for one in doctors],
        places=[(str(s.id), s.nom) for s in territory.sites().values() if s.caisse == case.caisse],
    )


def _wish(form: MoveForm, found: AppointmentInfo) -> Wish:
    data = form.cleaned_data
    return Wish(
        appointment=found.id,
        medecin=UUID(data["medecin"]),
        start=rules.instant(data["jour"], data["heure"], found.zone),
        site=UUID(data["lieu"]) if data["lieu"] else None,
    )


def _page(request: HttpRequest, form: Form, found: AppointmentInfo, asking: Asking) -> HttpResponse:
    context = {"form": form, "asking": asking, "found": found}
    if found.ahead:
        day = _looked_at(request, found)
        context |= {
            "day": day,
            "before": max(day - _DAY, FIRST_DAY),
            "after": min(day + _DAY, LAST_DAY),
            "search": Searching(
                request.GET if boxes(request.GET, "jour") else None, initial={"jour": day}
            ),
            "proposed": _proposed(found, day),
            "most": _PROPOSED,
        }
    return answer(request, "planning/changes/move.html", form, context)


def _looked_at(request: HttpRequest, found: AppointmentInfo) -> date:
    """The day whose slots are shown: the one asked for, else the first that has any."""
    asked = day_of(request.POST or request.GET, "jour")
    here = found.starts_at.astimezone(ZoneInfo(found.zone)).date()
    return asked or first_day(found.id, clock.now()) or here


def _proposed(found: AppointmentInfo, day: date) -> list[dict[str, Any]]:
    doctors, sites = people.medecins(), territory.sites()
    slots = possible(found.id, day, clock.now(), _PROPOSED)
    return [
        {
            "at": slot.start,
            "doctor": doctors[slot.medecin],
            "site": sites[slot.site].nom if slot.site else "",
            "query": _query(slot, found.zone),
        }
        for slot in slots
    ]


def _query(slot: Possible, zone: str) -> str:
    local = slot.start.astimezone(ZoneInfo(zone))
    return urlencode(
        {
            "jour": local.date().isoformat(),
            "heure": f"{local:%H:%M}",
            "medecin": str(slot.medecin),
            "lieu": str(slot.site or ""),
        }
    )
