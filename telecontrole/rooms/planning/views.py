"""Pages of the diaries. They read, and write nothing."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.calendars import Grid
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import agenda, explaining, forms, plan_runs, texts_why
from telecontrole.rooms.planning.access import for_keepers, for_readers, may_keep_diaries
from telecontrole.rooms.planning.agenda import Scope
from telecontrole.rooms.planning.tables import without_place_table
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import CaisseInfo


@require_GET
@for_readers
def index(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """One day of a caisse: a column for each doctor, or for each site."""
    caisses = _caisses(actor)
    asked = forms.read(request.GET, clock.today(), views=(forms.DAY,))
    caisse = caisses.get(asked.caisse) or next(iter(caisses.values()), None)
    if caisse is None:
        return render(request, "planning/empty.html")
    scope = Scope([asked.day], caisse, clock.today(caisse.fuseau))
    doctors = _doctors(caisse.code)
    sites = [site for site in territory.sites().values() if site.caisse == caisse.code]
    if asked.by == "sites":
        grid = agenda.of_sites(sites, people.medecins(), scope)
    else:
        grid = agenda.of_doctors(doctors, scope)
    more = {
        "caisses": caisses.values(),
        "caisse": caisse,
        "doctors": doctors,
        "sites": sites,
        "keeps": may_keep_diaries(actor),
    }
    return _page(request, "planning/index.html", asked, grid, **more)


@require_GET
@for_readers
def doctor(request: HttpRequest, actor: Actor, *, medecin_id: UUID) -> HttpResponseBase:
    """Day or week of one doctor."""
    found = people.medecin(medecin_id)
    if found is None or not actor.serves(found.caisse):
        raise Http404
    asked, scope = _scope(request, found.caisse)
    grid = agenda.of_doctor(found, scope)
    title = f"Dr {found.prenoms} {found.nom}"
    actions = _actions(
        actor, asked, found.id, {"Absence ou blocage": "close_doctor", "Horaires": "hours"}
    )
    return _page(request, "planning/one.html", asked, grid, title=title, actions=actions)


@require_GET
@for_readers
def site(request: HttpRequest, actor: Actor, *, site_id: UUID) -> HttpResponseBase:
    """Day or week of one site."""
    found = territory.site(site_id)
    if found is None or not actor.serves(found.caisse):
        raise Http404
    asked, scope = _scope(request, found.caisse)
    grid = agenda.of_site(found, people.medecins(), scope)
    actions = _actions(actor, asked, found.id, {"Fermer le site ou une salle": "close_site"})
    return _page(request, "planning/one.html", asked, grid, title=found.nom, actions=actions)


@require_GET
@for_readers
def without_place(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Cases that the last plan could not place, and why."""
    table = without_place_table(actor, request)
    export = table.exported(actor=actor, action="planning:list:exported", subject="unplaced")
    context = {
        "table": table,
        "plans": plan_runs.standing(clock.now()),
        "keeps": may_keep_diaries(actor),
    }
    return export or render(request, "planning/without_place.html", context)


@require_POST
@for_keepers
def plan_now(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Have the next plan made at once: it is the plan of the night, for everybody."""
    plan_runs.ask(actor=actor, now=clock.now())
    return redirect("planning:without_place")


@require_GET
@for_readers
def why(request: HttpRequest, actor: Actor, *, reference: str) -> HttpResponseBase:
    """Why a case has this doctor on this day, or no place at all."""
    case = cases.by_reference(reference)
    if case is None or not actor.serves(case.caisse):
        raise Http404
    found = explaining.explain(case, days=True)
    context = {
        "case": case,
        "found": found,
        "sentences": texts_why.sentences(found),
        "lines": [texts_why.day_line(run) for run in found.runs],
        "days": explaining.DAYS,
        "crumbs": [(reference, agenda.case_url(reference))],
    }
    return render(request, "planning/why.html", context)


def _actions(
    actor: Actor, asked: forms.Asked, key: UUID, names: dict[str, str]
) -> list[tuple[str, str]]:
    """What those who keep the diaries may do from here."""
    if not may_keep_diaries(actor):
        return []
    query = f"?date={asked.day.isoformat()}"
    return [(text, reverse(f"planning:{name}", args=[key]) + query) for text, name in names.items()]


def _caisses(actor: Actor) -> dict[str, CaisseInfo]:
    return {code: info for code, info in territory.caisses().items() if actor.serves(code)}


def _doctors(caisse: str) -> agenda.Doctors:
    return {
        key: one for key, one in people.medecins().items() if one.caisse == caisse and one.actif
    }


def _scope(request: HttpRequest, code: str) -> tuple[forms.Asked, Scope]:
    caisse = territory.caisse(code)
    assert caisse is not None
    asked = forms.read(request.GET, clock.today(caisse.fuseau), views=(forms.WEEK, forms.DAY))
    days = agenda.week_of(asked.day) if asked.view == forms.WEEK else [asked.day]
    return asked, Scope(days, caisse, clock.today(caisse.fuseau))


def _page(
    request: HttpRequest, template: str, asked: forms.Asked, grid: Grid, **more: object
) -> HttpResponse:
    before, after = asked.steps(request.path)
    tabs = [
        {
            "label": "Jour",
            "url": asked.url(request.path, vue=forms.DAY),
            "active": asked.view == forms.DAY,
        },
        {
            "label": "Semaine",
            "url": asked.url(request.path, vue=forms.WEEK),
            "active": asked.view == forms.WEEK,
        },
    ]
    by = [
        {
            "label": "Par médecin",
            "url": asked.url(request.path, par="medecins"),
            "active": asked.by != "sites",
        },
        {
            "label": "Par site",
            "url": asked.url(request.path, par="sites"),
            "active": asked.by == "sites",
        },
    ]
    context = {
        "asked": asked,
        "grid": grid,
        "before": before,
        "after": after,
        "tabs": tabs,
        "by": by,
    }
    return render(request, template, {**context, **more})
