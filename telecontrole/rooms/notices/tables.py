"""Messages that nobody received, on screen. No address, no name: only what an export may hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from django.http import HttpRequest
from django.urls import reverse

from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.formats import date_heure_fr
from telecontrole.foundations.web.tables import Column, Filter, Table
from telecontrole.rooms.notices import selectors, words
from telecontrole.rooms.notices.models import Notice


class UndeliveredTable(Table):
    """Notices that need a person, the oldest failure first."""

    caption, filename, default_sort = "Messages non remis", "messages-non-remis", "depuis"
    empty = "Tous les messages ont été remis."
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "message",
            "Message",
            value=lambda row: words.KINDS.get(row.kind, row.kind),
            link=lambda row: reverse("notices:notice", args=[row.pk]),
            main=True,
        ),
        Column("canal", "Par", value=lambda row: words.CHANNELS.get(row.channel, row.channel)),
        Column("pour", "À", value=lambda row: words.RECIPIENTS.get(row.recipient, row.recipient)),
        Column(
            "raison",
            "Ce qui s'est passé",
            value=lambda row: words.FAILURES.get(row.failure, row.failure),
            tone=lambda row: "warning" if row.failure == "unknown" else "error",
        ),
        Column("caisse", "Caisse", sort="caisse"),
        Column(
            "depuis",
            "Depuis",
            value=lambda row: row.failed_at.isoformat(timespec="minutes") if row.failed_at else "",
            show=lambda row: date_heure_fr(row.failed_at, row.zone) if row.failed_at else "",
            sort="failed_at",
        ),
        Column("rendez_vous", "Rendez-vous", value=lambda row: _start(row)),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("raison", "Raison", choices=list(words.FAILURES.items()), lookup="failure"),
        Filter("canal", "Par", choices=list(words.CHANNELS.items()), lookup="channel"),
        Filter("genre", "Message", choices=list(words.KINDS.items()), lookup="kind"),
    )


def undelivered_table(actor: Actor, request: HttpRequest) -> Table:
    """The table of the actor's caisse."""
    return UndeliveredTable(selectors.undelivered(actor.caisse), request)


def _start(row: Notice) -> str:
    return date_heure_fr(row.starts_at, row.zone) if row.starts_at else ""
