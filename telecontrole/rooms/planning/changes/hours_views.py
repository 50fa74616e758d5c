"""Pages of the hours that a doctor offers: every week, or on one day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.formats import date_courte, date_fr, horaire_fr
from telecontrole.rooms.diaries import selectors as diaries
from telecontrole.rooms.diaries import services as diary_services
from telecontrole.rooms.diaries.enums import Modalite
from telecontrole.rooms.diaries.services import NewHours
from telecontrole.rooms.people.selectors import MedecinInfo
from telecontrole.rooms.planning.access import for_keepers
from telecontrole.rooms.planning.changes import kinds
from telecontrole.rooms.planning.changes.consulting import Asking
from telecontrole.rooms.planning.changes.forms import ACTS, HoursForm, RuleForm
from telecontrole.rooms.planning.changes.pages import (
    AHEAD,
    METHODS,
    answer,
    crumbs,
    doctor_of,
    form_page,
    proposed_days,
    step,
)
from telecontrole.rooms.planning.changes.proposal import Change
from telecontrole.rooms.planning.changes.texts import refusal_fr
from telecontrole.rooms.planning.texts import WEEKDAYS
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import SiteInfo


@require_http_methods(METHODS)
@for_keepers
def hours(request: HttpRequest, actor: Actor, *, medecin_id: UUID) -> HttpResponseBase:
    """Weekly hours of a doctor, hours given for one day, and a form for more."""
    doctor, zone = doctor_of(medecin_id, actor)
    form = HoursForm(
        request.POST or None, places=_places(doctor), initial=proposed_days(request, zone)
    )
    if request.method == "POST" and form.is_valid():
        made = diary_services.add_hours(new=_new_hours(doctor, form), actor=actor)
        if not isinstance(made, Refusal):
            messages.success(request, "Ces heures sont ajoutées. Le prochain plan les remplira.")
            return redirect(request.path)
        shown = {"date": date_courte(date.fromisoformat(str(made.params["date"])))}
        known = Refusal(made.code, shown) if "date" in made.params else made
        name, text = refusal_fr(known)
        form.add_error(name or None, text)
    today = clock.today(zone)
    context = {
        "doctor": doctor,
        "form": form,
        "rules": _rules(doctor, today),
        "dated": _dated(doctor, today),
        "crumbs": crumbs(doctor=doctor),
    }
    return answer(request, "planning/changes/hours.html", form, context)


@require_http_methods(METHODS)
@for_keepers
def rule(request: HttpRequest, actor: Actor, *, rule_id: UUID) -> HttpResponseBase:
    """End a weekly rule, or take a day out of it."""
    found = diaries.rule(rule_id)
    if found is None:
        raise Http404
    doctor, zone = doctor_of(found.medecin, actor)
    form = RuleForm(request.POST or None)
    words = _words(found, territory.sites())
    asking = replace(
        _asking(request, doctor, title=words, act="Heures", done="L’agenda est changé."),
        words=lambda: f"{ACTS[form.cleaned_data['acte']]} {date_fr(form.cleaned_data['jour'])}.",
    )

    def change() -> Change:
        day = form.cleaned_data["jour"]
        if form.cleaned_data["acte"] == "sauf":
            return kinds.excepting_day(rule_id, day)
        return kinds.ending_rule(rule_id, day, clock.today(zone))

    return step(request, actor, form, change, asking)


@require_http_methods(METHODS)
@for_keepers
def remove(
    request: HttpRequest, actor: Actor, *, medecin_id: UUID, hours_id: UUID
) -> HttpResponseBase:
    """Take away hours that were given for one day."""
    doctor, zone = doctor_of(medecin_id, actor)
    today = clock.today(zone)
    offered = diaries.availabilities(today, today + AHEAD, medecin=doctor.id, closed=True)
    found = next((one for one in offered if one.id == hours_id and one.rule is None), None)
    if found is None:
        raise Http404
    title = f"{date_fr(found.date).capitalize()}, {_span(found.debut, found.fin)}"
    done = "Ces heures sont retirées."
    asking = _asking(request, doctor, title=title, act="Retirer des heures", done=done)
    return step(request, actor, Form(request.POST), lambda: kinds.removing_hours(found), asking)


def _asking(
    request: HttpRequest, doctor: MedecinInfo, *, title: str, act: str, done: str
) -> Asking:
    """A change of a doctor's hours, which leads back to them."""
    asking = Asking(
        title=title,
        lead=f"{act} du Dr {doctor.prenoms} {doctor.nom}",
        back=reverse("planning:hours", args=[doctor.id]),
        done=done,
        again=lambda wrong: form_page(request, wrong, asking),
        crumbs=crumbs(doctor=doctor),
    )
    return asking


def _new_hours(doctor: MedecinInfo, form: HoursForm) -> NewHours:
    data = form.cleaned_data
    site = UUID(data["lieu"]) if data["lieu"] else None
    return NewHours(
        medecin=doctor.id,
        weekdays=frozenset(data["jours"]),
        first=data["du"],
        last=data["au"],
        debut=data["debut"],
        fin=data["fin"],
        modalite=Modalite.PRESENTIEL if site else Modalite.VISIO,
        site=site,
    )


def _places(doctor: MedecinInfo) -> list[tuple[str, str]]:
    return [(str(s.id), s.nom) for s in territory.sites().values() if s.caisse == doctor.caisse]


def _words(one: diaries.RuleInfo, sites: Mapping[UUID, SiteInfo]) -> str:
    place = sites[one.site].nom if one.site else "visio"
    return f"{WEEKDAYS[one.weekday].capitalize()}, {_span(one.debut, one.fin)}, {place}"


def _span(start: time, end: time) -> str:
    return f"{horaire_fr(start)} – {horaire_fr(end)}"


def _rules(doctor: MedecinInfo, today: date) -> list[dict[str, Any]]:
    sites = territory.sites()
    found = diaries.weekly_rules(today, today + AHEAD, medecin=doctor.id)
    return [
        {
            "one": one,
            "words": _words(one, sites),
            "except_on": [day for day in one.except_on if day >= today],
        }
        for one in found
    ]


def _dated(doctor: MedecinInfo, today: date) -> list[dict[str, Any]]:
    """Hours given for one day in the next four weeks."""
    sites = territory.sites()
    found = diaries.availabilities(today, today + timedelta(days=28), medecin=doctor.id)
    return [
        {
            "one": one,
            "span": _span(one.debut, one.fin),
            "place": sites[one.site].nom if one.site else "visio",
        }
        for one in found
        if one.rule is None
    ]
