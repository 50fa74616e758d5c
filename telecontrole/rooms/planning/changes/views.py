"""Pages on which diaries change: closings, weekly hours, and appointments moved by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web.formats import date_courte
from telecontrole.rooms.diaries import selectors as diaries
from telecontrole.rooms.diaries import services as diary_services
from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason, Modalite
from telecontrole.rooms.diaries.services import NewClosure, NewHours
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import MedecinInfo
from telecontrole.rooms.planning import rules
from telecontrole.rooms.planning.access import for_keepers
from telecontrole.rooms.planning.changes import kinds
from telecontrole.rooms.planning.changes.consulting import Asking, consult
from telecontrole.rooms.planning.changes.forms import (
    ClosingForm,
    DoctorClosingForm,
    HoursForm,
    RuleForm,
    SiteClosingForm,
    starts_on,
)
from telecontrole.rooms.planning.changes.proposal import Change
from telecontrole.rooms.planning.changes.texts import refusal_fr
from telecontrole.rooms.planning.texts import CLOSURE_REASONS, CLOSURES, WEEKDAYS
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import SiteInfo

_AHEAD = timedelta(days=400)
_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@for_keepers
def close_doctor(request: HttpRequest, actor: Actor, *, medecin_id: UUID) -> HttpResponseBase:
    """An absence, or time blocked: what it does is shown, then saved."""
    doctor, zone = _doctor(medecin_id, actor)
    asking = Asking(
        title=f"Dr {doctor.prenoms} {doctor.nom}",
        lead="Absence ou temps bloqué",
        back=_diary("doctor", doctor.id, request.POST.get("du", "")),
        done="C’est enregistré. Les messages nécessaires partent, les appels à faire sont dans les tâches.",
        again=lambda form: _closing_page(request, form, asking, medecin=doctor.id, zone=zone),
        crumbs=_crumbs(doctor=doctor),
    )
    form = DoctorClosingForm(request.POST or None, initial=_today(request, zone))

    def change() -> Change:
        kind = ClosureKind(form.cleaned_data["nature"])
        return kinds.closing(_closure(form, kind, zone, medecin=doctor.id))

    return _step(request, actor, form, change, asking)


@require_http_methods(_METHODS)
@for_keepers
def close_site(request: HttpRequest, actor: Actor, *, site_id: UUID) -> HttpResponseBase:
    """A closed site, or a room out of use."""
    site, zone = _site(site_id, actor)
    asking = Asking(
        title=site.nom,
        lead="Fermer le site ou une salle",
        back=_diary("site", site.id, request.POST.get("du", "")),
        done="C’est enregistré. Les messages nécessaires partent, les appels à faire sont dans les tâches.",
        again=lambda form: _closing_page(request, form, asking, site=site.id, zone=zone),
        crumbs=_crumbs(site=site),
    )
    form = SiteClosingForm(request.POST or None, rooms=site.salles, initial=_today(request, zone))

    def change() -> Change:
        room = int(form.cleaned_data["salle"] or 0) or None
        kind = ClosureKind.SALLE if room else ClosureKind.SITE
        return kinds.closing(_closure(form, kind, zone, site=site.id, salle=room))

    return _step(request, actor, form, change, asking)


@require_POST
@for_keepers
def lift(request: HttpRequest, actor: Actor, *, closure_id: UUID) -> HttpResponseBase:
    """Give back the time of a closing: nobody has to move for it."""
    found = diaries.closure(closure_id)
    if found is None:
        raise Http404
    if found.medecin:
        _doctor(found.medecin, actor)
        back = reverse("planning:close_doctor", args=[found.medecin])
    else:
        assert found.site is not None
        _site(found.site, actor)
        back = reverse("planning:close_site", args=[found.site])
    done = diary_services.lift(closure_id=closure_id, actor=actor)
    if not isinstance(done, Refusal):
        messages.success(request, "Ce temps est rendu à l’agenda.")
    return redirect(back)


@require_http_methods(_METHODS)
@for_keepers
def hours(request: HttpRequest, actor: Actor, *, medecin_id: UUID) -> HttpResponseBase:
    """Weekly hours of a doctor, hours given for one day, and a form for more."""
    doctor, zone = _doctor(medecin_id, actor)
    form = HoursForm(request.POST or None, places=_places(doctor), initial=_today(request, zone))
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
        "crumbs": _crumbs(doctor=doctor),
    }
    return _render(request, "planning/changes/hours.html", form, context)


@require_http_methods(_METHODS)
@for_keepers
def rule(request: HttpRequest, actor: Actor, *, rule_id: UUID) -> HttpResponseBase:
    """End a weekly rule, or take a day out of it."""
    found = diaries.rule(rule_id)
    if found is None:
        raise Http404
    doctor, zone = _doctor(found.medecin, actor)
    form = RuleForm(request.POST or None)
    words = _words(found, _sites())
    asking = Asking(
        title=words,
        lead=f"Heures du Dr {doctor.prenoms} {doctor.nom}",
        back=reverse("planning:hours", args=[doctor.id]),
        done="L’agenda est changé.",
        again=lambda wrong: _form_page(request, wrong, asking),
        crumbs=_crumbs(doctor=doctor),
    )

    def change() -> Change:
        day = form.cleaned_data["jour"]
        if form.cleaned_data["acte"] == "sauf":
            return kinds.excepting_day(rule_id, day)
        return kinds.ending_rule(rule_id, day, clock.today(zone))

    return _step(request, actor, form, change, asking)


@require_http_methods(_METHODS)
@for_keepers
def remove(
    request: HttpRequest, actor: Actor, *, medecin_id: UUID, hours_id: UUID
) -> HttpResponseBase:
    """Take away hours that were given for one day."""
    doctor, zone = _doctor(medecin_id, actor)
    today = clock.today(zone)
    offered = diaries.availabilities(today, today + _AHEAD, medecin=doctor.id, closed=True)
    found = next((one for one in offered if one.id == hours_id and one.rule is None), None)
    if found is None:
        raise Http404
    asking = Asking(
        title=f"{date_courte(found.date)}, {found.debut:%H:%M} – {found.fin:%H:%M}",
        lead=f"Retirer des heures du Dr {doctor.prenoms} {doctor.nom}",
        back=reverse("planning:hours", args=[doctor.id]),
        done="Ces heures sont retirées.",
        again=lambda wrong: _form_page(request, wrong, asking),
        crumbs=_crumbs(doctor=doctor),
    )
    return _step(request, actor, Form(request.POST), lambda: kinds.removing_hours(found), asking)


def _step(
    request: HttpRequest, actor: Actor, form: Form, change: Callable[[], Change], asking: Asking
) -> HttpResponse:
    """The form, or the consequences of what it says."""
    if request.method == "POST" and form.is_valid():
        return consult(request, actor, form, change(), asking)
    return asking.again(form)


def _form_page(request: HttpRequest, form: Form, asking: Asking, **more: Any) -> HttpResponse:
    context = {"form": form, "asking": asking, **more}
    return _render(request, "planning/changes/form.html", form, context)


def _closing_page(
    request: HttpRequest,
    form: Form,
    asking: Asking,
    *,
    zone: str,
    medecin: UUID | None = None,
    site: UUID | None = None,
) -> HttpResponse:
    now = clock.now()
    found = diaries.closures(
        now, now + _AHEAD, medecins=[medecin] if medecin else (), sites=[site] if site else ()
    )
    standing = [
        {"one": one, "kind": CLOSURES[one.kind], "reason": CLOSURE_REASONS[one.reason]}
        for one in found
    ]
    return _form_page(request, form, asking, standing=standing, zone=zone)


def _render(
    request: HttpRequest, template: str, form: Form, context: Mapping[str, Any]
) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, context, status=status)


def _doctor(medecin_id: UUID, actor: Actor) -> tuple[MedecinInfo, str]:
    """The doctor and their clock; of another caisse, they do not exist."""
    found = people.medecin(medecin_id)
    if found is None or not actor.serves(found.caisse):
        raise Http404
    return found, _zone(found.caisse)


def _site(site_id: UUID, actor: Actor) -> tuple[SiteInfo, str]:
    found = territory.site(site_id)
    if found is None or not actor.serves(found.caisse):
        raise Http404
    return found, _zone(found.caisse)


def _zone(code: str) -> str:
    caisse = territory.caisse(code)
    assert caisse is not None
    return caisse.fuseau


def _today(request: HttpRequest, zone: str) -> dict[str, date]:
    asked = starts_on(request.GET.get("date", ""), clock.today(zone))
    return {"du": asked, "au": asked}


def _diary(name: str, key: UUID, day: str) -> str:
    query = urlencode({"date": day, "vue": "jour"}) if day else ""
    return f"{reverse(f'planning:{name}', args=[key])}?{query}"


def _crumbs(
    *, doctor: MedecinInfo | None = None, site: SiteInfo | None = None
) -> list[tuple[str, str]]:
    crumbs = [("Agendas", reverse("planning:index"))]
    if doctor is not None:
        name = f"Dr {doctor.prenoms} {doctor.nom}"
        crumbs.append((name, reverse("planning:doctor", args=[doctor.id])))
    if site is not None:
        crumbs.append((site.nom, reverse("planning:site", args=[site.id])))
    return crumbs


def _closure(
    form: ClosingForm,
    kind: ClosureKind,
    zone: str,
    *,
    medecin: UUID | None = None,
    site: UUID | None = None,
    salle: int | None = None,
) -> NewClosure:
    data = form.cleaned_data
    start, end = kinds.day_span(data["du"], data["au"], zone)
    return NewClosure(
        kind=kind,
        start=rules.instant(data["du"], data["de"], zone) if data["de"] else start,
        end=rules.instant(data["au"], data["a"], zone) if data["a"] else end,
        reason=ClosureReason(data["motif"]),
        medecin=medecin,
        site=site,
        salle=salle,
    )


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


def _sites() -> dict[UUID, SiteInfo]:
    return territory.sites()


def _places(doctor: MedecinInfo) -> list[tuple[str, str]]:
    return [(str(s.id), s.nom) for s in _sites().values() if s.caisse == doctor.caisse]


def _words(one: diaries.RuleInfo, sites: Mapping[UUID, SiteInfo]) -> str:
    place = sites[one.site].nom if one.site else "visio"
    return f"{WEEKDAYS[one.weekday].capitalize()}, {_span(one.debut, one.fin)}, {place}"


def _span(start: time, end: time) -> str:
    return f"{start:%H:%M} – {end:%H:%M}"


def _rules(doctor: MedecinInfo, today: date) -> list[dict[str, Any]]:
    sites = _sites()
    found = diaries.weekly_rules(today, today + _AHEAD, medecin=doctor.id)
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
    sites = _sites()
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
