"""The managers' queue: reference, code, dates. No name, not one medical word."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.formats import date_courte
from telecontrole.foundations.web.tables import Column, Filter, Table
from telecontrole.rooms.examinations.deciding import replacing, selectors, texts
from telecontrole.rooms.examinations.deciding.rules import PENDING
from telecontrole.rooms.territory import selectors as territory

_REPLACED = "remplacee"


def _named(code: str) -> str:
    """A code with its words beside it."""
    return f"{code} : {texts.CODES[code]}"


class DecisionTable(Table):
    """Décisions, the most urgent first."""

    caption, filename, default_sort = "Décisions", "decisions", "echeance"
    empty = "Aucune décision ne correspond."
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "dossier",
            "Dossier",
            value="case.reference",
            main=True,
            link=lambda row: reverse("decisions:decision", args=[row.pk]),
        ),
        Column("nature", "Nature", value="kind", show=lambda row: texts.KINDS[row.kind]),
        # The export keeps the bare code: it is what the caisse's system knows.
        Column("code", "Code", sort="code", show=lambda row: _named(row.code)),
        Column(
            "date_effet",
            "Date d’effet",
            sort="date_effet",
            show=lambda row: date_courte(row.date_effet) if row.date_effet else "",
        ),
        Column(
            "etat",
            "État",
            value="state",
            show=lambda row: _state(row)[0],
            tone=lambda row: _state(row)[1],
        ),
        Column(
            "echeance",
            "À décider avant",
            value=lambda row: row.due_at.isoformat(timespec="minutes"),
            # Always an evening, where the caisse is.
            show=lambda row: date_courte(row.due_at, row.caisse.fuseau) if _waits(row) else "",
            sort="due_at",
        ),
        Column(
            "recue",
            "Reçue le",
            value="received_on",
            show=lambda row: date_courte(row.received_on) if row.received_on else "",
        ),
        Column(
            "accusee",
            "Accusée",
            value=lambda row: "oui" if row.acknowledged_at else "non",
            show=lambda row: "Oui" if row.acknowledged_at else "",
        ),
        Column("caisse", "Caisse", value="caisse_id", sort="caisse_id"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter(
            "etat",
            "État",
            apply=lambda rows, value: _in_state(rows, value),
            choices=[
                *((key.value, text) for key, (text, _) in texts.STATES.items()),
                (_REPLACED, texts.REPLACED[0]),
            ],
        ),
        Filter(
            "nature",
            "Nature",
            lookup="kind",
            choices=[(key.value, text) for key, text in texts.KINDS.items()],
            every="Toutes",
        ),
        Filter("code", "Code", choices=[(code, _named(code)) for code in texts.CODES]),
        Filter(
            "retard",
            "Échéance",
            choices=[("oui", "En retard")],
            apply=lambda rows, value: replacing.waiting(rows).filter(due_at__lte=clock.now()),
            every="Toutes",
        ),
        Filter(
            "accuse",
            "Accusé",
            choices=[("non", "Sans accusé du système"), ("oui", "Accusée")],
            apply=lambda rows, value: rows.filter(
                signed_at__isnull=False, acknowledged_at__isnull=value == "non"
            ),
        ),
    )


class NationalDecisionTable(DecisionTable):
    """The same for who serves every caisse: one more filter."""

    def __init__(self, source: QuerySet[Any], request: HttpRequest) -> None:
        codes = [(info.code, info.nom) for info in territory.caisses().values()]
        own = Filter("caisse", "Caisse", lookup="caisse_id", choices=codes, every="Toutes")
        self.filters = (*DecisionTable.filters, own)  # type: ignore[misc]
        super().__init__(source, request)


def decision_table(actor: Actor, request: HttpRequest) -> Table:
    """The table of an actor: what waits, unless a state is asked."""
    rows = selectors.listed(actor)
    if not any(request.GET.get(name) for name in ("etat", "accuse")):
        rows = replacing.waiting(rows)
    return (DecisionTable if actor.caisse else NationalDecisionTable)(rows, request)


def _in_state(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """The state in words: what a new avis replaced waits no longer."""
    if value == _REPLACED:
        return replacing.replaced(rows)
    found = rows.filter(state=value)
    return replacing.waiting(found) if value in PENDING else found


def _waits(row: Any) -> bool:
    return row.state in PENDING and not row.newer


def _state(row: Any, now: datetime | None = None) -> tuple[str, str]:
    if row.gone:
        return "Retirée", "neutral"
    if row.lifted:
        return "Levée", "success"
    if row.state in PENDING and row.newer:
        return texts.REPLACED
    if row.state in PENDING and row.due_at <= (now or clock.now()):
        return f"{texts.STATES[row.state][0]}, en retard", "error"
    return texts.STATES[row.state]
