"""Tables of the imports."""

from __future__ import annotations

from django.urls import reverse

from telecontrole.foundations.importing import Verdict
from telecontrole.foundations.web.formats import date_courte, heure_fr
from telecontrole.foundations.web.tables import Column, Filter, Table
from telecontrole.rooms.cases import messages
from telecontrole.rooms.cases.enums import RunState
from telecontrole.rooms.cases.models import ImportLine, ImportRun

STATES = {
    RunState.RECU: ("En attente", "neutral"),
    RunState.EN_COURS: ("En cours", "warning"),
    RunState.TERMINE: ("Terminé", "success"),
    RunState.REFUSE: ("Refusé", "error"),
}


def _when(run: ImportRun) -> str:
    return f"{date_courte(run.received_at)} {heure_fr(run.received_at)}"


class RunTable(Table):
    """Files brought in, the latest first."""

    caption = "Fichiers importés"
    empty = "Aucun fichier n’a encore été importé."
    filename = "imports"
    default_sort = "-recu"
    columns = (
        Column("recu", "Reçu le", "received_at", show=_when, sort="received_at"),
        Column(
            "fichier",
            "Fichier",
            lambda run: run.file_name or "sans nom",
            link=lambda run: reverse("cases:import_report", args=[run.id]),
            main=True,
        ),
        Column("genre", "Contenu", lambda run: messages.KINDS[run.kind]),
        Column("acceptees", "Acceptées", "accepted", number=True),
        Column("avertissements", "À vérifier", "warnings", number=True),
        Column("rejetees", "Rejetées", "rejected", number=True),
        Column(
            "etat",
            "État",
            lambda run: STATES[RunState(run.state)][0],
            tone=lambda run: STATES[RunState(run.state)][1],
        ),
    )
    filters = (
        Filter("genre", "Contenu", choices=tuple(messages.KINDS.items()), lookup="kind"),
        Filter(
            "etat",
            "État",
            choices=tuple((state.value, label) for state, (label, _) in STATES.items()),
            lookup="state",
        ),
    )


def _status(line: ImportLine) -> tuple[str, str]:
    if line.corrected_at is not None:
        return "Corrigée", "success"
    return ("Rejetée", "error") if line.verdict == Verdict.REJET else ("À\u00a0vérifier", "warning")


class LineTable(Table):
    """Lines of one file that were not plainly accepted; no cell of the file is shown."""

    caption = "Lignes à vérifier"
    empty = "Aucune ligne à vérifier."
    filename = "rapport-import"
    default_sort = "ligne"
    columns = (
        Column(
            "ligne",
            "Ligne",
            "line",
            sort="line",
            number=True,
            main=True,
            link=lambda row: reverse("cases:import_line", args=[row.run_id, row.line]),
        ),
        Column("reference", "Référence", "reference"),
        Column(
            "constat",
            "Ce qui ne va pas",
            lambda row: " ".join(messages.fault_in_report(code) for code in row.codes),
        ),
        Column("codes", "Codes", lambda row: ", ".join(row.codes)),
        Column("etat", "État", lambda row: _status(row)[0], tone=lambda row: _status(row)[1]),
    )
    filters = (
        Filter(
            "verdict",
            "État",
            choices=((Verdict.REJET, "Rejetée"), (Verdict.AVERTISSEMENT, "À vérifier")),
        ),
    )
