"""The list of tasks on screen."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.formats import date_heure_fr
from telecontrole.foundations.web.tables import Column, Filter, Table

from . import access, rules, selectors, titles
from .enums import Queue, TaskState
from .models import Task

STATE_LABELS = {
    TaskState.OPEN: "À prendre",
    TaskState.CLAIMED: "Prises",
    TaskState.DONE: "Faites",
}
LATE, TODAY, WEEK = "retard", "jour", "semaine"
DUE_LABELS = {LATE: "En retard", TODAY: "Dans les 24 heures", WEEK: "Dans les 7 jours"}
_DUE = {LATE: timedelta(), TODAY: timedelta(days=1), WEEK: timedelta(days=7)}


def task_table(actor: Actor, request: HttpRequest) -> Table:
    """The table of one actor's tasks, the most urgent first."""

    class Tasks(Table):
        caption = "Tâches"
        columns = _columns(actor, clock.now())
        filters = _filters(actor)
        default_sort = "echeance"
        empty = "Aucune tâche ne vous attend."
        filename = "taches"

    return Tasks(selectors.listed(actor, request.GET.get("etat", "")), request)


def _columns(actor: Actor, now: datetime) -> tuple[Column, ...]:
    return (
        Column(
            "tache",
            "Tâche",
            value=lambda row: titles.title(selectors.info_of(row, now=now)),
            link=lambda row: reverse("worklist:task", args=[row.pk]),
            main=True,
        ),
        Column("file", "File", value=lambda row: Queue(row.queue).label),
        Column("caisse", "Caisse", sort="caisse"),
        Column(
            "echeance",
            "À faire avant",
            value=lambda row: row.due_at.isoformat(timespec="minutes"),
            show=lambda row: date_heure_fr(row.due_at),
            sort="due_at",
        ),
        Column(
            "etat",
            "État",
            value=lambda row: _state(row, actor, now)[0],
            tone=lambda row: _state(row, actor, now)[1],
        ),
    )


def _filters(actor: Actor) -> tuple[Filter, ...]:
    queues = [(str(queue), queue.label) for queue in access.queues_of(actor)]
    states = [(str(state), label) for state, label in STATE_LABELS.items()]
    states.insert(1, (selectors.MINE, "Prises par moi"))
    caisses = [(code, code) for code in selectors.caisses(actor)]
    found = [
        Filter("file", "File", choices=queues, lookup="queue", every="Toutes"),
        # The source is already narrowed: a list shows what waits unless a state is asked.
        Filter(
            "etat",
            "État",
            choices=states,
            apply=lambda rows, value: rows,
            every="Ce qui attend",
        ),
        Filter(
            "echeance", "Échéance", choices=list(DUE_LABELS.items()), apply=_due, every="Toutes"
        ),
    ]
    if len(caisses) > 1:
        found.insert(1, Filter("caisse", "Caisse", choices=caisses, every="Toutes"))
    return tuple(found)


def _due(rows: QuerySet[Any], value: str) -> QuerySet[Any]:
    """What is late already, or will be."""
    return rows.filter(due_at__lte=clock.now() + _DUE[value])


def _state(row: Task, actor: Actor, now: datetime) -> tuple[str, str]:
    """The words of a row's state and their tone."""
    if row.done_at is not None:
        return "Faite", "success"
    late = rules.is_late(row.due_at, now=now, done=False)
    if not row.claimed_by:
        return ("En retard", "error") if late else ("À prendre", "neutral")
    held = "prise par vous" if row.claimed_by == actor.id else "prise"
    return (f"En retard, {held}", "error") if late else (held.capitalize(), "warning")
