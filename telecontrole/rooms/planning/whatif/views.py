"""Pages: capacity week by week, a plan imagined, and what it would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import capacity
from telecontrole.rooms.planning.access import for_keepers
from telecontrole.rooms.planning.models import Simulation
from telecontrole.rooms.planning.tables import caisse_filter
from telecontrole.rooms.planning.texts import COMPETENCES, REASONS
from telecontrole.rooms.planning.whatif.forms import WhatIfForm
from telecontrole.rooms.planning.whatif.imagining import asked_of
from telecontrole.rooms.planning.whatif.simulating import DONE, STEPS, ask
from telecontrole.rooms.planning.whatif.tables import ForecastTable, Left, LoadTable
from telecontrole.rooms.territory import selectors as territory


@require_GET
@for_keepers
def load(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """How full the diaries are; the forecast of the next plan is one button away."""
    loads = capacity.loads(clock.now(), actor.caisse)
    table = LoadTable(loads, request, more_filters=caisse_filter(actor))
    export = table.exported(actor=actor, action="planning:list:exported", subject="capacity")
    return export or render(request, "planning/whatif/capacity.html", {"table": table})


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def imagine(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Ask; the answer has a page of its own."""
    form = _form(request, actor)
    if request.method == "POST" and form.is_valid():
        return redirect("planning:imagined", ask(asked=form.asked(), actor=actor))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "planning/whatif/ask.html", {"form": form}, status=status)


@require_GET
@for_keepers
def imagined(request: HttpRequest, actor: Actor, *, simulation_id: UUID) -> HttpResponseBase:
    """How far it is, then before and after."""
    row = Simulation.objects.filter(id=simulation_id, caisse=actor.caisse or "").first()
    if row is None:
        raise Http404
    context: dict[str, Any] = {"row": row, "step": STEPS[row.step], "steps": DONE}
    if row.step == DONE and row.result is not None:
        before, after = (_sum(row.result[key], actor) for key in ("before", "after"))
        left = _left(row.result["after"], actor)
        table = ForecastTable(left, request, more_filters=caisse_filter(actor))
        export = table.exported(actor=actor, action="planning:list:exported", subject="forecast")
        if export is not None:
            return export
        context |= {
            "lines": _lines(before, after),
            "table": table,
            "words": _words(row.asked),
            "same": asked_of(row.asked).nothing,
        }
    return render(request, "planning/whatif/imagined.html", context)


def _form(request: HttpRequest, actor: Actor) -> WhatIfForm:
    caisses = {k: one for k, one in territory.caisses().items() if actor.serves(k)}
    doctors = [one for one in people.medecins().values() if one.actif and one.caisse in caisses]
    skills = sorted({skill for one in doctors for skill in one.competences})
    sites = [one for one in territory.sites().values() if one.caisse in caisses]
    return WhatIfForm(
        request.POST if request.method == "POST" else None,
        caisses=[(code, one.nom) for code, one in caisses.items()],
        skills=[(skill, COMPETENCES.get(skill, skill)) for skill in skills],
        doctors=[(str(one.id), f"Dr {one.nom} {one.prenoms} ({one.caisse})") for one in doctors],
        sites=[(str(one.id), one.nom) for one in sites],
    )


def _sum(result: Mapping[str, Any], actor: Actor) -> Counter[str]:
    total: Counter[str] = Counter()
    for caisse, counts in result.items():
        if actor.serves(caisse):
            total.update({k: v for k, v in counts.items() if k != "reasons"})
            total.update(counts["reasons"])
            total["left"] += sum(counts["reasons"].values())
    return total


def _lines(before: Counter[str], after: Counter[str]) -> list[dict[str, Any]]:
    """Rows of the page: a label, before, after, and the difference."""
    names = {
        "placed": "Dossiers placés",
        "visio": "dont en visio",
        "left": "Sans place",
        **{str(code): f"– {text}" for code, text in REASONS.items()},
    }
    lines: list[dict[str, Any]] = [
        {
            "label": text,
            "before": before[key],
            "after": after[key],
            "gap": after[key] - before[key],
            "digits": 0,
        }
        for key, text in names.items()
        if before[key] or after[key] or key in ("placed", "left")
    ]
    if before["placed"] and after["placed"]:
        was, will = (Decimal(one["days"]) / one["placed"] for one in (before, after))
        wait = {"before": was, "after": will, "gap": will - was, "digits": 1}
        lines.append({"label": "Attente moyenne, en jours", **wait})
    return lines


def _left(result: Mapping[str, Any], actor: Actor) -> list[Left]:
    names = territory.caisses()
    return [
        Left(caisse, names[caisse].nom if caisse in names else caisse, reason, number)
        for caisse, counts in result.items()
        if actor.serves(caisse)
        for reason, number in sorted(counts["reasons"].items())
    ]


def _words(kept: Mapping[str, Any]) -> list[str]:
    """What was asked, in words."""
    asked = asked_of(kept)
    sites = {str(one.id): one.nom for one in territory.sites().values()}
    said = []
    if asked.doctors:
        plural = "s" if asked.doctors > 1 else ""
        said.append(f"{asked.doctors} médecin{plural}-conseil{plural} en plus")
    if asked.medecin:
        said.append("des heures en plus pour un médecin-conseil")
    if asked.closed:
        said.append(f"{sites.get(asked.closed, 'un site')} fermé")
    if asked.interview is not None:
        said.append(f"entretiens de {asked.interview} minutes")
    if asked.margin is not None:
        said.append(f"marge de {asked.margin} minutes")
    if asked.everything:
        said.append("comme si aucun rendez-vous à venir n’était fixé")
    return said or ["le prochain plan, sans rien changer"]
