"""The page of the heads, and its tables as files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor, for_roles
from telecontrole.foundations.law.parameters import load
from telecontrole.foundations.web.formats import date_courte
from telecontrole.foundations.web.sheets import CSV_TYPE, csv_chunks, download
from telecontrole.rooms.observatory import rules, selectors, sheets
from telecontrole.rooms.observatory.access import READERS
from telecontrole.rooms.observatory.cards import Card, Longer, cards, explained
from telecontrole.rooms.observatory.enums import WAYS
from telecontrole.rooms.observatory.forms import PERIOD_WORDS, PeriodForm
from telecontrole.rooms.surveys.rules import questionnaire
from telecontrole.rooms.territory import selectors as territory

FACTORS = ("satisfaction_target", "road_factor", "road_speed", "co2_per_km")


@require_safe
@for_roles(*READERS)
def index(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The numbers of a period, drawn and written."""
    today = clock.today()
    form, chosen, caisses = _asked(request, actor)
    found = selectors.board(on=today, **chosen)
    answers = selectors.satisfaction(on=today, weeks=chosen["weeks"])
    asked = sheets.questions(questionnaire(selectors.QUESTIONNAIRE))
    target = load(rules.PARAMETERS).decimal("satisfaction_target", on=today)
    context = {
        "form": form,
        "board": found,
        "charts": sheets.charts(found, answers, asked),
        "tables": _tables(found, answers, caisses),
        "query": request.GET.urlencode(),
        "cards": _cards(request, today, chosen, cards(found, answers, target), target),
        "factors": [_factor(key, today) for key in FACTORS],
    }
    return render(request, "observatory/index.html", context)


def _cards(
    request: HttpRequest, today: date, chosen: dict[str, Any], shown: list[Card], target: Decimal
) -> list[dict[str, object]]:
    """The cards; one that says nothing says why, and leads to the first longer period that shows it."""

    def longer() -> Iterator[Longer]:
        for weeks in rules.PERIODS:
            if weeks > chosen["weeks"]:
                found = selectors.board(on=today, **{**chosen, "weeks": weeks})
                answers = selectors.satisfaction(on=today, weeks=weeks)
                yield weeks, cards(found, answers, target)

    return [
        {**card, "longer": _period(request, card.get("weeks"))}
        for card in explained(shown, longer())
    ]


def _period(request: HttpRequest, weeks: object) -> dict[str, str] | None:
    """The same page over other weeks: its address and its words."""
    if not isinstance(weeks, int):
        return None
    asked = request.GET.copy()
    asked["semaines"] = str(weeks)
    return {"query": asked.urlencode(), "words": PERIOD_WORDS[weeks]}


@require_safe
@for_roles(*READERS)
def table(request: HttpRequest, actor: Actor, *, name: str) -> HttpResponseBase:
    """One table of the page as CSV; what the page hides, the file hides."""
    _, chosen, caisses = _asked(request, actor)
    today = clock.today()
    answers = selectors.satisfaction(on=today, weeks=chosen["weeks"])
    tables = _tables(selectors.board(on=today, **chosen), answers, caisses)
    rows = next((one["rows"] for one in tables if one["name"] == name), None)
    if rows is None:
        raise Http404
    journal.record(
        action="observatory:table:exported", actor=actor, subject=f"table:{name}", data=chosen
    )
    chunks = csv_chunks([str(cell) for cell in rows[0]], rows[1:])
    return download(request, chunks, filename=f"{name}.csv", content_type=CSV_TYPE)


def _asked(request: HttpRequest, actor: Actor) -> tuple[PeriodForm, dict[str, Any], dict[str, str]]:
    """The form, what was chosen, and the caisses that the actor may see: of one caisse, never another's."""
    names = {code: one.nom for code, one in territory.caisses().items()}
    seen = {actor.caisse: names.get(actor.caisse, actor.caisse)} if actor.caisse else names
    form = PeriodForm(list(seen.items()), request.GET)
    chosen = form.chosen
    if actor.caisse:
        chosen["caisse"] = actor.caisse
    return form, chosen, seen


def _tables(found: selectors.Board, answers: Any, caisses: dict[str, str]) -> list[dict[str, Any]]:
    """Name, title and rows of every table."""
    asked = sheets.questions(questionnaire(selectors.QUESTIONNAIRE))
    mondays = {line.label: date_courte(date.fromisoformat(line.label)) for line in found.weeks}
    tables = [
        ("semaines", "Par semaine", sheets.states("Semaine du", found.weeks, mondays)),
        ("modalites", "Par modalité", sheets.states("Modalité", found.modalities, WAYS)),
        ("caisses", "Par caisse", sheets.states("Caisse", found.caisses, caisses)),
        (
            "conclusions",
            "Conclusions, côte à côte",
            sheets.compared("Conclusion", found.outcomes, sheets.conclusions()),
        ),
        (
            "reponses",
            "Réponses au questionnaire (pays entier)",
            sheets.compared("Question", answers, asked),
        ),
    ]
    return [{"name": name, "title": title, "rows": list(rows)} for name, title, rows in tables]


def _factor(key: str, on: date) -> dict[str, object]:
    table = load(rules.PARAMETERS)
    entry, value = table.entry(key, on=on), table.decimal(key, on=on)
    return {
        "text": table[key].description,
        "value": value,
        "decimals": max(0, -int(value.as_tuple().exponent)),
        "unit": table[key].unit,
        "since": entry.since,
        "reference": entry.reference,
        "doubt": entry.doubt,
    }
