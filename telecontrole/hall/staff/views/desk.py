"""The staff's home, by role."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, Role, for_staff
from telecontrole.hall import words
from telecontrole.hall.context import address
from telecontrole.hall.staff import home
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import reading
from telecontrole.rooms.examinations.texts import CONCLUSIONS
from telecontrole.rooms.people import accounts
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.worklist import selectors as worklist
from telecontrole.rooms.worklist import titles

_TASKS = 8


@require_safe
@for_staff
def desk(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """What is due now, and where to go."""
    now = clock.now()
    tasks = worklist.waiting(actor, limit=_TASKS)
    context: dict[str, Any] = {
        "now": now,
        "cards": home.cards(actor),
        "tasks": [{"one": task, "title": titles.title(task)} for task in tasks],
        "import_url": address("cases:imports") if actor.has(Role.TECHNICIEN) else "",
        "agenda_url": address("planning:index") if actor.has(Role.TECHNICIEN, Role.CHEF) else "",
        "zone": territory.zone_of(actor.caisse),
    }
    if actor.has(Role.MEDECIN_CONSEIL):
        context["day"] = _day(request, now, context["zone"])
        context["day_url"] = address("examinations:day")
    if actor.has(Role.GESTIONNAIRE):
        context["outcomes"] = _outcomes(actor)
    return render(request, "staff/desk.html", context)


def _day(request: HttpRequest, now: datetime, zone: str) -> list[dict[str, Any]]:
    """The appointments of today of the médecin-conseil who looks."""
    medecin = accounts.medecin_of(request.user)
    if medecin is None:
        return []
    listed = planning.day_of(medecin, clock.today(zone), zone)
    files = cases.cases(one.case for one in listed)
    persons = people.insured_many(file.insured for file in files.values())
    return [
        {
            "one": one,
            "case": files[one.case],
            "person": persons[files[one.case].insured],
            "way": words.MODALITIES[one.modalite],
            "state": words.APPOINTMENT_STATES[one.state],
            "ahead": one.ahead and one.ends_at > now,
        }
        for one in listed
    ]


def _outcomes(actor: Actor) -> list[dict[str, Any]]:
    """The avis given last for the caisse: code and dates, nothing else."""
    lines = reading.latest_lines(limit=20, caisse=actor.caisse)
    files = cases.cases(line.case for line in lines)
    return [
        {"line": line, "case": files[line.case], "label": CONCLUSIONS[line.code]} for line in lines
    ]
