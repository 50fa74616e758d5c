"""Messages that nobody received and letters to post, on screen. No address, no name: only what an export may hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from django.db.models import DateField, F, Func, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.formats import date_courte, date_heure_fr, euros, mois_fr
from telecontrole.foundations.web.tables import Column, Filter, Table
from telecontrole.rooms.notices import selectors, words
from telecontrole.rooms.notices.access import may_act, may_see_addresses
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.notices.spending import spending

#: Percents of a budget.
_SPENT = 100


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
            "Ce qui s’est passé",
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
        Filter(
            "raison",
            "Raison",
            choices=list(words.FAILURES.items()),
            lookup="failure",
            every="Toutes",
        ),
        Filter("canal", "Par", choices=list(words.CHANNELS.items()), lookup="channel"),
        Filter("genre", "Message", choices=list(words.KINDS.items()), lookup="kind"),
    )


class LettersTable(Table):
    """Letters to print and post, the most urgent first. One page is one batch: it is made while somebody waits."""

    caption, filename, default_sort = "Lettres à poster", "lettres-a-poster", "avant"
    empty, page_size = "Aucune lettre n’attend.", 100
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "lettre",
            "Lettre",
            value=lambda row: words.KINDS.get(row.kind, row.kind),
            main=True,
        ),
        Column("pour", "À", value=lambda row: words.RECIPIENTS.get(row.recipient, row.recipient)),
        Column("caisse", "Caisse", sort="caisse"),
        Column(
            "avant",
            "À poster au plus tard le",
            value=lambda row: row.closes_at.isoformat(timespec="minutes"),
            show=lambda row: date_courte(row.closes_at, row.zone),
            sort="closes_at",
        ),
        Column("rendez_vous", "Rendez-vous", value=lambda row: _start(row)),
        Column(
            "page",
            "Page",
            value=lambda row: _see(row),
            link=lambda row: reverse("notices:notice", args=[row.pk]),
            exported=False,
        ),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("genre", "Lettre", choices=list(words.KINDS.items()), lookup="kind", every="Toutes"),
        Filter("pour", "À", choices=list(words.RECIPIENTS.items()), lookup="recipient"),
        Filter(
            "avant",
            "À poster",
            choices=[
                ("0", "Aujourd’hui au plus tard"),
                ("1", "Demain au plus tard"),
                ("7", "Dans les sept jours"),
            ],
            apply=lambda rows, days: _due(rows, int(days)),
            every="Toutes",
        ),
    )


class LettersToTick(LettersTable):
    """The same for who prints them or says that they are posted: a box stands before each, see `letters.html`."""

    columns: ClassVar[Sequence[Column]] = (
        replace(LettersTable.columns[0], show=lambda row: _box(row)),
        *LettersTable.columns[1:],
    )


class SpendingTable(Table):
    """SMS by month and caisse, the newest month first: at most twelve rows for each caisse."""

    caption, filename, default_sort = "SMS partis", "sms-partis", "-mois"
    empty = "Aucun SMS n’est parti."
    columns: ClassVar[Sequence[Column]] = (
        Column("mois", "Mois", value="month", show=lambda row: mois_fr(row.month), sort="month"),
        Column("caisse", "Caisse", sort="caisse", main=True),
        Column("sms", "SMS", value="parts", sort="parts", number=True),
        Column(
            "prix",
            "Prix hors taxe",
            value="euros",
            show=lambda row: euros(row.euros),
            sort="euros",
            number=True,
        ),
        Column(
            "part",
            "Part du budget, en %",
            value="share",
            tone=lambda row: "warning" if row.share >= _SPENT else "",
            sort="share",
            number=True,
        ),
    )


def spending_table(actor: Actor, request: HttpRequest) -> Table:
    """The SMS of the actor's caisse; of every caisse for who serves all, with a filter."""
    rows = spending(actor.caisse)
    return SpendingTable(rows, request, more_filters=_caisses(actor, {row.caisse for row in rows}))


def letters_table(actor: Actor, request: HttpRequest) -> Table:
    """The letters of the actor's caisse, to be ticked by who does something with them."""
    rows = selectors.letters(actor.caisse)
    codes = (
        set() if actor.caisse else set(rows.order_by().values_list("caisse", flat=True).distinct())
    )
    acts = may_act(actor) or may_see_addresses(actor)
    table = LettersToTick if acts else LettersTable
    return table(rows, request, more_filters=_caisses(actor, codes))


def undelivered_table(actor: Actor, request: HttpRequest) -> Table:
    """The table of the actor's caisse."""
    return UndeliveredTable(selectors.undelivered(actor.caisse), request)


def _caisses(actor: Actor, codes: set[str]) -> tuple[Filter, ...]:
    """The choice of a caisse among those of the list: a choice and no text, since exports are journalled with it."""
    if actor.caisse or not codes:
        return ()
    return (Filter("caisse", "Caisse", choices=[(c, c) for c in sorted(codes)], every="Toutes"),)


def _start(row: Notice) -> str:
    return date_heure_fr(row.starts_at, row.zone) if row.starts_at else ""


def _box(row: Notice) -> SafeString:
    """The box that chooses a letter: it belongs to the form below the table."""
    return format_html(
        '<span class="choice"><input type="checkbox" form="lettres" name="lettre" value="{0}" id="lettre_{0}" checked>'
        '<label for="lettre_{0}">{1}</label></span>',
        row.pk,
        words.KINDS.get(row.kind, row.kind),
    )


def _due(rows: QuerySet[Notice], days: int) -> QuerySet[Notice]:
    """Those whose last day, on their own clock, comes within so many days; those that are late as well."""
    local = "(timezone(%(expressions)s))::date"
    last = Func(F("zone"), F("closes_at"), template=local, output_field=DateField())
    return rows.alias(last_day=last).filter(last_day__lte=clock.today() + timedelta(days=days))


def _see(row: Notice) -> SafeString:
    """A link of its own for whoever hears the page."""
    return format_html('Voir<span class="visually-hidden"> la lettre {}</span>', str(row.pk)[:8])
