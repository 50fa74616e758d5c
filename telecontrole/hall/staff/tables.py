"""The table of cases. No name in it: what is listed and exported is administrative."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.http import HttpRequest
from django.urls import reverse

from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.formats import date_courte
from telecontrole.foundations.web.tables import Column, Filter, Table
from telecontrole.hall import words
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.territory import selectors as territory


class CaseTable(Table):
    """Cases by reference, state and dates."""

    caption, filename, default_sort = "Dossiers", "dossiers", "reference"
    empty = "Aucun dossier ne correspond."
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "reference",
            "Dossier",
            main=True,
            sort="reference",
            link=lambda case: reverse("hall:case", args=[case.reference]),
        ),
        Column("caisse", "Caisse", value="caisse_id", sort="caisse_id"),
        Column("motif", "Motif", show=lambda case: words.MOTIFS[case.motif]),
        Column("priorite", "Priorité", sort="priorite", number=True),
        Column(
            "date_debut",
            "Début",
            sort="date_debut",
            show=lambda case: date_courte(case.date_debut),
        ),
        Column(
            "date_fin",
            "Fin",
            sort="date_fin",
            show=lambda case: date_courte(case.date_fin) if case.date_fin else "",
        ),
        Column(
            "state",
            "État",
            show=lambda case: words.CASE_STATES[case.state],
            tone=lambda case: words.CASE_TONES[case.state],
        ),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter(
            "etat",
            "État",
            lookup="state",
            choices=[(k.value, v) for k, v in words.CASE_STATES.items()],
        ),
        Filter("motif", "Motif", choices=[(k.value, v) for k, v in words.MOTIFS.items()]),
        Filter(
            "priorite", "Priorité", choices=[(str(n), str(n)) for n in range(1, 6)], every="Toutes"
        ),
    )


def case_table(actor: Actor, request: HttpRequest) -> Table:
    """The table of an actor; who serves every caisse may choose one."""
    more = () if actor.caisse else (caisse_filter("caisse_id"),)
    return CaseTable(cases.listed(actor.caisse), request, more_filters=more)


def caisse_filter(lookup: str) -> Filter:
    """For who serves every caisse: which one."""
    codes = [(info.code, info.nom) for info in territory.caisses().values()]
    return Filter("caisse", "Caisse", lookup=lookup, choices=codes, every="Toutes")
