"""Lists of the planning's pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.http import HttpRequest

from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.formats import date_heure_fr
from telecontrole.foundations.web.tables import Column, Filter, Table
from telecontrole.rooms.planning import listing
from telecontrole.rooms.planning.agenda import case_url
from telecontrole.rooms.planning.texts import REASONS
from telecontrole.rooms.territory import selectors as territory


class WithoutPlaceTable(Table):
    """Cases without a place, and why; the most urgent first."""

    caption = "Dossiers sans rendez-vous"
    filename = "sans-place"
    default_sort = "priorite"
    empty = "Tous les dossiers ont une place."
    columns = (
        Column(
            "reference",
            "Dossier",
            main=True,
            sort="reference",
            link=lambda row: case_url(row.reference) or None,
        ),
        Column("caisse", "Caisse", value="caisse_id"),
        Column("priorite", "Priorité", sort="priorite", number=True),
        Column("reason", "Motif", value=lambda row: REASONS.get(row.reason, "")),
        Column("since", "Depuis", show=lambda row: date_heure_fr(row.since) if row.since else ""),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter(
            "reason",
            "Motif",
            choices=[(str(code), text) for code, text in REASONS.items()],
            apply=listing.unplaced_for,
        ),
        Filter(
            "priorite", "Priorité", choices=[(str(n), str(n)) for n in range(1, 6)], every="Toutes"
        ),
    )


def without_place_table(actor: Actor, request: HttpRequest) -> Table:
    """The table of an actor."""
    rows = listing.unplaced_listed(actor.caisse)
    return WithoutPlaceTable(rows, request, more_filters=caisse_filter(actor, "caisse_id"))


def caisse_filter(actor: Actor, lookup: str = "") -> tuple[Filter, ...]:
    """The choice of a caisse, for who serves every one: a choice and no text, since exports are journalled with it."""
    if not actor.serves(""):
        return ()
    codes = [(info.code, info.nom) for info in territory.caisses().values()]
    return (Filter("caisse", "Caisse", lookup=lookup, choices=codes, every="Toutes"),)
