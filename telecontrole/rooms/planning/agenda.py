"""Grids of the diaries: what is booked and what is free, without names or health data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.urls import NoReverseMatch, reverse

from telecontrole.foundations import figures
from telecontrole.foundations.law.calendars import is_closed
from telecontrole.foundations.web.calendars import Entry, Grid, GridColumn
from telecontrole.foundations.web.formats import date_courte
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.diaries import rules as names
from telecontrole.rooms.diaries import selectors as diaries
from telecontrole.rooms.people.selectors import MedecinInfo
from telecontrole.rooms.planning import reading, rules, selectors
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.texts import CLOSURE_REASONS, CLOSURES, STATES, WAYS, WEEKDAYS
from telecontrole.rooms.territory.selectors import CaisseInfo, SiteInfo

_DAY: Final = timedelta(days=1)
_MONDAY_TO_FRIDAY: Final = 5
Doctors = Mapping[UUID, MedecinInfo]
_OPENS, _CLOSES = time(8), time(18)
_NOBODY: Final = UUID(int=0)
ColumnOf = Callable[[UUID, UUID | None, date], str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Days and clock of a grid, and today there."""

    days: Sequence[date]
    caisse: CaisseInfo
    today: date

    @property
    def start(self) -> datetime:
        """First instant, UTC."""
        return rules.instant(self.days[0], time(), self.caisse.fuseau)

    @property
    def end(self) -> datetime:
        """Instant after the last one, UTC."""
        return rules.instant(self.days[-1] + _DAY, time(), self.caisse.fuseau)


def week_of(day: date) -> list[date]:
    """Monday to Friday of the week of `day`."""
    monday = figures.week_of(day)
    return [monday + n * _DAY for n in range(_MONDAY_TO_FRIDAY)]


def of_doctor(medecin: MedecinInfo, scope: Scope) -> Grid:
    """The days of one doctor side by side."""
    entries = _entries(scope, {medecin.id: medecin}, None, lambda _d, _s, day: day.isoformat())
    return _grid(f"Agenda du Dr {medecin.nom}", _days(scope), entries, scope)


def of_site(site: SiteInfo, doctors: Doctors, scope: Scope) -> Grid:
    """The days of one site side by side."""
    entries = _entries(scope, doctors, {site.id}, lambda _d, _s, day: day.isoformat())
    return _grid(f"Agenda de {site.nom}", _days(scope), entries, scope)


def of_doctors(doctors: Doctors, scope: Scope) -> Grid:
    """One day, a column for each doctor."""
    columns = [
        GridColumn(str(one.id), f"Dr {one.nom}", one.prenoms, closed=_closed(scope, scope.days[0]))
        for one in doctors.values()
    ]
    entries = _entries(scope, doctors, None, lambda doctor, _s, _day: str(doctor))
    return _grid("Agendas des médecins-conseils", columns, entries, scope)


def of_sites(sites: Sequence[SiteInfo], doctors: Doctors, scope: Scope) -> Grid:
    """One day, a column for each site."""
    closed = _closed(scope, scope.days[0])
    columns = [GridColumn(str(s.id), s.nom, _rooms(s.salles), closed=closed) for s in sites]
    entries = _entries(scope, doctors, {s.id for s in sites}, lambda _d, site, _day: str(site))
    return _grid("Agendas des sites", columns, entries, scope)


def _grid(
    caption: str, columns: Sequence[GridColumn], entries: Sequence[Entry], scope: Scope
) -> Grid:
    return Grid(caption, columns, entries, scope.caisse.fuseau)


def _days(scope: Scope) -> list[GridColumn]:
    return [
        GridColumn(
            day.isoformat(),
            WEEKDAYS[day.weekday()],
            date_courte(day),
            today=day == scope.today,
            closed=_closed(scope, day),
        )
        for day in scope.days
    ]


def _closed(scope: Scope, day: date) -> bool:
    return is_closed(day, reading.caisse_of(scope.caisse).calendar)


def _rooms(count: int) -> str:
    return f"{count} salle{'s' if count > 1 else ''}" if count else "sans salle"


def _entries(
    scope: Scope, doctors: Doctors, sites: set[UUID] | None, column: ColumnOf
) -> list[Entry]:
    found = selectors.between(
        scope.start, scope.end, medecins=None if sites else doctors, sites=sites
    )
    references = cases.cases(one.case for one in found)
    zone = scope.caisse.fuseau
    booked = [
        _booked(
            one,
            column(one.medecin, one.site, rules.local_day(one.starts_at, zone)),
            references[one.case].reference,
            doctors.get(one.medecin) if sites else None,
        )
        for one in found
    ]
    return [
        *booked,
        *_closures(scope, doctors, sites, column),
        *_free(scope, doctors, sites, column),
    ]


def _closures(
    scope: Scope, doctors: Doctors, sites: set[UUID] | None, column: ColumnOf
) -> Iterator[Entry]:
    """Absences, blocks, closed sites and rooms, day by day, within the hours that a grid shows."""
    zone = scope.caisse.fuseau
    found = diaries.closures(
        scope.start,
        scope.end,
        medecins=() if sites else doctors,
        sites=sites or (),
    )
    for one in found:
        for day in scope.days:
            low = max(one.start, rules.instant(day, _OPENS, zone))
            high = min(one.end, rules.instant(day, _CLOSES, zone))
            if low < high:
                where = column(one.medecin or _NOBODY, one.site, day)
                title = CLOSURES[one.kind] + (f" {one.salle}" if one.salle else "")
                yield Entry(where, low, high, title, CLOSURE_REASONS[one.reason], kind="absence")


def _booked(one: AppointmentInfo, column: str, reference: str, doctor: MedecinInfo | None) -> Entry:
    details = [WAYS[one.modalite]]
    if one.salle:
        details.append(f"salle {one.salle}")
    if doctor is not None:
        details.append(f"Dr {doctor.nom}")
    if one.state is not AppointmentState.PREVU:
        details.append(STATES[one.state])
    return Entry(
        column=column,
        start=one.starts_at,
        end=one.ends_at,
        title=reference,
        detail=", ".join(details),
        url=case_url(reference),
        kind=str(one.modalite),
    )


def case_url(reference: str) -> str:
    """Address of the case page, which the entrance owns; empty while it has none."""
    try:
        return reverse("hall:case", args=[reference])
    except NoReverseMatch:
        return ""


def _free(
    scope: Scope, doctors: Doctors, sites: set[UUID] | None, column: ColumnOf
) -> Iterator[Entry]:
    """What the windows leave free, doctor by doctor."""
    offered = [
        info
        for info in diaries.availabilities(scope.days[0] - _DAY, scope.days[-1] + _DAY)
        if info.medecin in doctors and (sites is None or info.site in sites)
    ]
    agents = {names.agent(info.medecin) for info in offered}
    taken: dict[str, list[diaries.BookingInfo]] = defaultdict(list)
    for booking in diaries.busy(sorted(agents), scope.start, scope.end):
        taken[booking.resource].append(booking)
    zone = scope.caisse.fuseau
    for info in offered:
        start = rules.instant(info.date, info.debut, zone)
        end = rules.instant(info.date, info.fin, zone)
        for begin, finish in gaps(start, end, taken[names.agent(info.medecin)]):
            if scope.start <= begin < scope.end:
                where = column(info.medecin, info.site, rules.local_day(begin, zone))
                detail = WAYS[Modalite(info.modalite)]
                yield Entry(where, begin, finish, "Libre", detail, kind="free")


def gaps(
    start: datetime, end: datetime, taken: Iterable[diaries.BookingInfo]
) -> Iterator[tuple[datetime, datetime]]:
    """What `[start, end[` keeps outside of what is taken, each piece long enough to be seen."""
    for booking in sorted(taken, key=lambda one: one.start):
        if booking.end <= start or booking.start >= end:
            continue
        if booking.start > start:
            yield start, booking.start
        start = max(start, booking.end)
    if start < end:
        yield start, end
