"""Lists of capacity and of what a plan would leave out."""

from __future__ import annotations

from dataclasses import dataclass

from telecontrole.foundations.web.formats import date_courte
from telecontrole.foundations.web.tables import Column, Filter, Table
from telecontrole.rooms.planning.enums import Reason
from telecontrole.rooms.planning.texts import COMPETENCES, REASONS


@dataclass(frozen=True, slots=True)
class Left:
    """Cases of a caisse that have no place, for one reason."""

    caisse: str
    nom: str
    reason: str
    number: int


class LoadTable(Table):
    """Slots by week, caisse and competence."""

    caption = "Charge des agendas"
    filename = "charge"
    default_sort = "week"
    empty = "Aucune heure n’est offerte dans les huit semaines."
    columns = (
        Column(
            "week",
            "Semaine du",
            main=True,
            sort="week",
            show=lambda row: date_courte(row.week),
        ),
        Column("caisse", "Caisse", sort="caisse"),
        Column(
            "competence",
            "Compétence",
            sort="competence",
            show=lambda row: COMPETENCES.get(row.competence, row.competence),
        ),
        Column("offered", "Créneaux", sort="offered", number=True),
        Column("taken", "Pris", sort="taken", number=True),
        Column("free", "Libres", sort="free", number=True),
        Column("share", "Pris, en %", sort="share", number=True),
    )
    filters = (
        Filter("competence", "Compétence", choices=list(COMPETENCES.items()), every="Toutes"),
    )


class ForecastTable(Table):
    """What the plan would leave out, by caisse and reason."""

    caption = "Dossiers qui resteraient sans place"
    filename = "prevision"
    default_sort = "-number"
    empty = "Tous les dossiers auraient une place."
    columns = (
        Column("nom", "Caisse", main=True, sort="nom"),
        Column(
            "reason",
            "Motif",
            show=lambda row: REASONS.get(Reason(row.reason), row.reason),
        ),
        Column("number", "Dossiers", sort="number", number=True),
    )
    filters = (
        Filter("reason", "Motif", choices=[(str(code), text) for code, text in REASONS.items()]),
    )
