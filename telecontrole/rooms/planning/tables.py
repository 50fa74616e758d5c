"""Lists of the planning's pages."""

from __future__ import annotations

from telecontrole.foundations.web.formats import date_heure_fr
from telecontrole.foundations.web.tables import Column, Filter, Table
from telecontrole.rooms.planning.agenda import case_url
from telecontrole.rooms.planning.texts import REASONS


class WithoutPlaceTable(Table):
    """Cases without a place, and why."""

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
        Column("caisse", "Caisse", sort="caisse"),
        Column("priorite", "Priorité", sort="priorite", number=True),
        Column(
            "reason",
            "Motif",
            value=lambda row: str(row.reason),
            show=lambda row: REASONS[row.reason],
        ),
        Column("since", "Depuis", sort="since", show=lambda row: date_heure_fr(row.since)),
    )
    filters = (
        Filter("reason", "Motif", choices=[(str(code), text) for code, text in REASONS.items()]),
        Filter("caisse", "Caisse"),
    )
