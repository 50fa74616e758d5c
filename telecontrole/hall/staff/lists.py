"""Lists of the follow-up. References, hours and places: no name, no health data, on screen or in exports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.formats import date_courte, heure_fr, in_zone
from telecontrole.foundations.web.tables import Column, Filter, Table
from telecontrole.hall import words
from telecontrole.hall.staff.periods import Period
from telecontrole.hall.staff.tables import caisse_filter
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.territory import selectors as territory


def _case(row: Any) -> str:
    return reverse("hall:case", args=[row.case.reference])


def _where(row: Any) -> str:
    return f"{row.site.nom}, salle {row.salle}" if row.site else "En visio"


class AppointmentTable(Table):
    """Appointments of a period, each on the clock on which it was announced."""

    caption, filename, default_sort = "Rendez-vous", "rendez-vous", "heure"
    empty = "Aucun rendez-vous."
    columns: ClassVar[Sequence[Column]] = (
        Column("reference", "Dossier", value="case.reference", main=True, link=_case),
        Column(
            "jour",
            "Jour",
            value=lambda row: in_zone(row.starts_at, row.zone).date(),
            show=lambda row: date_courte(row.starts_at, row.zone),
        ),
        Column(
            "heure",
            "Heure locale",
            value=lambda row: in_zone(row.starts_at, row.zone).strftime("%H:%M"),
            show=lambda row: heure_fr(row.starts_at, row.zone),
            sort="starts_at",
        ),
        Column("fuseau", "Fuseau", value="zone"),
        Column("lieu", "Où", value=_where),
        Column("medecin", "Médecin-conseil", value=lambda row: f"Dr {row.medecin.nom}"),
        Column("caisse", "Caisse", value="case.caisse_id"),
        Column(
            "etat",
            "État",
            value=lambda row: words.APPOINTMENT_STATES[row.state][0],
            tone=lambda row: words.APPOINTMENT_STATES[row.state][1],
        ),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter(
            "etat",
            "État",
            lookup="state",
            choices=[
                (state.value, words.APPOINTMENT_STATES[state][0])
                for state in AppointmentState
                if state is not AppointmentState.REMPLACE
            ],
        ),
        Filter(
            "comment",
            "Comment",
            lookup="modalite",
            choices=[(way.value, label) for way, label in words.MODALITIES.items()],
        ),
    )

    def __init__(
        self, source: QuerySet[Any], request: HttpRequest, period: Period, actor: Actor
    ) -> None:
        own = _sites_filter(actor) if actor.caisse else (caisse_filter("case__caisse"),)
        self.period = period
        super().__init__(source, request, more_filters=own)

    def _url(self, changes: Any) -> str:
        """The day goes with every link."""
        return super()._url({**self.period.kept, **changes})

    @property
    def hidden(self) -> dict[str, str]:
        """What the form of the filters keeps."""
        return dict(self.period.kept)

    @property
    def clear_url(self) -> str:
        return self.period.here


class DayTable(AppointmentTable):
    """The same for one day: the day stands in the heading."""

    columns: ClassVar[Sequence[Column]] = tuple(
        column for column in AppointmentTable.columns if column.name != "jour"
    )


def _sites_filter(actor: Actor) -> tuple[Filter, ...]:
    """For who serves one caisse: which site of it, when there are several."""
    sites = [one for one in territory.sites().values() if one.caisse == actor.caisse]
    choices = [(one.code, one.nom) for one in sites]
    return (Filter("site", "Site", lookup="site__code", choices=choices),) if choices else ()
