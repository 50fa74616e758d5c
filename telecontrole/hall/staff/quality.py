"""The quality of calls, for heads: which caisse a call belonged to, rows that may be shown, and their charts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest

from telecontrole.foundations import figures
from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.charts import Chart, Series
from telecontrole.foundations.web.formats import date_courte, nombre_fr
from telecontrole.foundations.web.tables import Column, Filter, Table
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.visio import quality_figures
from telecontrole.rooms.visio.quality_figures import (
    BY_BROWSER,
    BY_DAY,
    BY_GROUP,
    BY_TRANSPORT,
    Rate,
)

_SUBJECT = "appointment:"
ALL, DAYS = "toutes", ("7", "28", "91")
# What is shown without a choice: the usual days, and the first kind.
USUAL = "28"
KINDS = (("navigateur", "Navigateur"), ("region", "Région"), ("transport", "Transport"))
_BY = {"navigateur": BY_BROWSER, "region": BY_GROUP, "transport": BY_TRANSPORT}
BROWSERS = {
    "chrome": "Chrome",
    "edge": "Edge",
    "firefox": "Firefox",
    "safari": "Safari",
    "samsung": "Samsung Internet",
    "opera": "Opera",
    "other": "Autre ou inconnu",
}
TRANSPORTS = {
    "direct": "Direct",
    "udp": "Relais, UDP",
    "tcp": "Relais, TCP",
    "tls": "Relais, TLS (port 443)",
    "none": "Jamais connecté",
}
NO_REGION = "Sans région connue"


def caisses_of(subjects: Sequence[str]) -> dict[str, str]:
    """The caisse of the case that each call was about; two queries whatever their number."""
    ids = {s: UUID(s.removeprefix(_SUBJECT)) for s in subjects if s.startswith(_SUBJECT)}
    listed = planning.appointments(ids.values())
    files = cases.cases(one.case for one in listed.values())
    return {
        subject: files[listed[id_].case].caisse
        for subject, id_ in ids.items()
        if id_ in listed and listed[id_].case in files
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page; without figures when too few calls stand behind it."""

    label: str
    rate: Rate | None

    @property
    def calls(self) -> object:
        return self.rate.calls if self.rate else None

    @property
    def success(self) -> float | None:
        """Share of calls that succeeded, in percent with one decimal."""
        return round(self.rate.success * 100, 1) if self.rate else None

    @property
    def first_frame(self) -> float | None:
        """Median in seconds."""
        found = self.rate.first_frame_ms if self.rate else None
        return None if found is None else round(found / 1000, 2)

    @property
    def loss(self) -> float | None:
        """Mean share of packets lost, in percent."""
        found = self.rate.loss if self.rate else None
        return None if found is None else round(found * 100, 2)

    @property
    def frozen(self) -> float | None:
        """Share of the time with still pictures, in percent."""
        found = self.rate.frozen_share if self.rate else None
        return None if found is None else round(found * 100, 2)

    @property
    def restarts(self) -> float | None:
        """Restarts per call."""
        return round(self.rate.restarts_per_call, 2) if self.rate else None


def _number(name: str, label: str, unit: str, decimals: int) -> Column:
    def show(row: Row) -> str:
        value = getattr(row, name)
        if value is None:
            return "–" if row.rate else ""
        return f"{nombre_fr(value, decimals)}{unit}"

    def export(row: Row) -> str | None:
        value = getattr(row, name)
        return None if value is None else nombre_fr(value, decimals).replace("\u202f", "")

    return Column(name, label, value=export, show=show, number=True)


class QualityTable(Table):
    """Calls by browser, region or transport. Its filters choose what is counted, not which lines are shown."""

    caption, filename = "Qualité des appels", "qualite-visio"
    empty = "Aucun appel terminé sur cette période."
    columns: ClassVar[Sequence[Column]] = (
        Column("label", "Appels", main=True),
        Column(
            "calls",
            "Nombre",
            show=lambda row: nombre_fr(row.calls) if row.rate else "trop peu pour être montrés",
            number=True,
        ),
        _number("success", "Aboutis", " %", 1),
        _number("first_frame", "Première image (médiane)", " s", 2),
        _number("loss", "Paquets perdus", " %", 2),
        _number("frozen", "Image figée", " %", 2),
        _number("restarts", "Reprises par appel", "", 2),
    )
    filters: ClassVar[Sequence[Filter]] = (
        Filter("par", "Par", choices=KINDS[1:], apply=lambda rows, _: rows, every=KINDS[0][1]),
        Filter(
            "jours",
            "Période",
            choices=[(days, f"{days} derniers jours") for days in DAYS if days != USUAL],
            apply=lambda rows, _: rows,
            every=f"{USUAL} derniers jours",
        ),
    )


@dataclass(frozen=True)
class Board:
    """What the page shows."""

    table: QualityTable
    charts: Sequence[Chart]
    calls: int | None
    days: str
    by: str
    least: int


def board(actor: Actor, request: HttpRequest, now: datetime) -> Board:
    """The figures that `actor` may see: of its own region, or of the country."""
    kind = request.GET.get("par", "")
    kind = kind if kind in _BY else KINDS[0][0]
    days = request.GET.get("jours", "")
    days = days if days in DAYS else USUAL
    regions, groups = _scope(actor)
    least = figures.smallest_cell(now.date())

    def found(by: str, since: datetime) -> list[Rate]:
        return quality_figures.rates(since=since, until=now, by=by, names=regions, groups=groups)

    since = now - timedelta(days=int(days))
    rates = found(_BY[kind], since)
    rows = _rows(rates, _labels(kind), least)
    total = sum(rate.calls for rate in rates)
    charts = [] if total < least else _charts(rows, found(BY_DAY, since), kind, least)
    shown = total if total >= least else None
    by_what = dict(KINDS)[kind].lower()
    return Board(QualityTable(rows, request), charts, shown, days, by_what, least)


def _scope(actor: Actor) -> tuple[dict[str, str], list[str] | None]:
    """Region of each caisse, and the caisses whose calls count: a regional head sees its region."""
    regions = {code: one.region for code, one in territory.caisses().items()}
    if actor.caisse is None:
        return regions, None
    own = regions.get(actor.caisse)
    return regions, [code for code, region in regions.items() if region == own] or [actor.caisse]


def _labels(kind: str) -> Mapping[str, str]:
    return {"navigateur": BROWSERS, "transport": TRANSPORTS}.get(kind, {"": NO_REGION})


def _rows(rates: Sequence[Rate], labels: Mapping[str, str], least: int) -> list[Row]:
    shown = figures.shown({rate.label: rate.calls for rate in rates}, floor=least)
    return [
        Row(labels.get(rate.label, rate.label), None if shown[rate.label] is None else rate)
        for rate in rates
    ]


def _charts(rows: Sequence[Row], days: Sequence[Rate], kind: str, least: int) -> list[Chart]:
    shown = [row for row in rows if row.rate]
    head = dict(KINDS)[kind]
    charts = []
    if shown:
        values = [row.success for row in shown]
        names = [row.label for row in shown]
        series = [Series("Appels aboutis", values)]
        title = f"Appels aboutis par {head.lower()}"
        charts.append(_chart("aboutis", title, names, series, "bars", head))
    if len(days) > 1:
        share = [None if one.calls < least else round(one.success * 100, 1) for one in days]
        names = [date_courte(date.fromisoformat(one.label)) for one in days]
        series = [Series("Appels aboutis", share)]
        charts.append(_chart("jours", "Appels aboutis par jour", names, series, "lines", "Jour"))
    return charts


def _chart(
    key: str, title: str, names: Sequence[str], series: list[Series], kind: str, head: str
) -> Chart:
    words: dict[str, Any] = {"unit": "%", "decimals": 1, "head": head, "kind": kind}
    return Chart(key=key, title=title, categories=names, series=series, **words)
