"""What the planner needs of the rooms below, as its own dataclasses."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final, cast
from uuid import UUID

from telecontrole.foundations.law.calendars import Calendar
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.diaries import rules as names
from telecontrole.rooms.diaries import selectors as diaries
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import MedecinInfo
from telecontrole.rooms.planning import rules
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.solver.problem import (
    Busy,
    Caisse,
    Case,
    Doctor,
    Problem,
    Site,
    Window,
)
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.distances import Position
from telecontrole.rooms.territory.rules import rolled_out
from telecontrole.rooms.territory.selectors import CaisseInfo

#: The day from which waits count is the day of the caisse nationale.
PLAN_ZONE: Final = territory.PARIS
#: From the noon before to the noon after, UTC: the whole local day of any zone within twelve hours of it.
_ZONES: Final = timedelta(days=1)


def plan_day(now: datetime) -> date:
    """The calendar day of a plan made at `now`."""
    return rules.local_day(now, PLAN_ZONE)


def problem(now: datetime, until: date | None, cases: Iterable[Case] = ()) -> Problem:
    """The whole country from `now` to `until` (the end of the diaries by default); six queries."""
    day = plan_day(now)
    # West of Paris the day of the plan may still be the day before.
    first = day - timedelta(days=1)
    # Diaries that are all in the past offer nothing, and are no fault.
    last = max(first, until or last_day_of_diaries() or day)
    bare = _bare(now, until)
    windows = tuple(_window(info) for info in diaries.availabilities(first, last))
    taken = diaries.held(*_around(first, last))
    return replace(bare, cases=tuple(cases), windows=windows, busy=_busy(taken))


def between(
    now: datetime,
    first: date,
    last: date,
    cases: Iterable[Case] = (),
    without: Collection[UUID] = (),
    hours: tuple[datetime, datetime] | None = None,
    known: Problem | None = None,
) -> Problem:
    """The whole country on the days `first` to `last` only, both included, as if the appointments `without`
    were not there; of the insured, only what the people of `cases` have. With `hours`, only bookings that
    touch these instants are read: enough for slots within them. `known`: an earlier answer for the same `now`,
    whose caisses, sites and doctors are not read again. A constant number of queries."""
    bare, cases = replace(known, until=last) if known else _bare(now, last), tuple(cases)
    windows = tuple(_window(info) for info in diaries.availabilities(first, last))
    persons = {UUID(case.insured) for case in cases}
    span = hours or _around(first, last)
    taken = diaries.held(*span, persons=persons, without=without)
    return replace(bare, cases=cases, windows=windows, busy=_busy(taken))


def windows_ahead(now: datetime) -> int:
    """About how many windows a plan made now would read: given for one day, or each week."""
    return diaries.count_from(plan_day(now))


def on_sites(now: datetime, case: Case, first: date, last: date) -> Problem:
    """Only the sites of the case's caisse, from `first` to `last`: what a single fallback looks at."""
    bare = _bare(now, last)
    sites = {site.id: site for site in bare.sites.values() if site.caisse == case.caisse}
    windows = [_window(info) for info in diaries.availabilities(first, last)]
    near = tuple(window for window in windows if window.site in sites)
    resources = {names.agent(UUID(window.doctor)) for window in near}
    resources.add(names.insured(UUID(case.insured)))
    for site in sites.values():
        resources.update(names.room(UUID(site.id), n) for n in range(1, site.rooms + 1))
    taken = diaries.busy(sorted(resources), *_around(first, last))
    return replace(bare, sites=sites, windows=near, busy=_busy(taken))


def _bare(now: datetime, until: date | None) -> Problem:
    """Everything but hours, bookings and cases."""
    day = plan_day(now)
    return Problem(
        now=now,
        plan_day=day,
        until=until,
        caisses=caisses(),
        sites={
            str(info.id): Site(
                str(info.id), info.caisse, info.salles, bool(info.accessible), info.position
            )
            for info in territory.sites().values()
        },
        doctors={str(info.id): _doctor(info) for info in people.medecins().values() if info.actif},
        windows=(),
        cases=(),
        settings=rules.settings_on(day),
        visio_open=lambda region, on: rolled_out("visio", region, on),
    )


def case_of(
    info: CaseInfo,
    *,
    competence: str,
    besoins: Iterable[str],
    reachable: bool,
    in_person: bool = False,
    home: Position | None = None,
    excluded: frozenset[str] = frozenset(),
) -> Case:
    """A case of the files as the planner sees it; which of the two contacts is missing is the same to it.

    `in_person`: what became of its last appointment excludes the video, as a need would. `excluded`: RPPS
    numbers that must not have it (see `excluding`).
    """
    return Case(
        reference=info.reference,
        insured=str(info.insured),
        caisse=info.caisse,
        competence=competence,
        priority=info.priorite,
        last_day=rules.last_day(info.date_fin),
        besoins=frozenset(besoins) | ({rules.PRESENTIEL} if in_person else frozenset()),
        home=home,
        has_email=reachable,
        has_mobile=reachable,
        own=frozenset({info.prescripteur_rpps, info.medecin_traitant_rpps} - {""}) | excluded,
    )


def caisse_of(info: CaisseInfo) -> Caisse:
    """A caisse; its calendar is one of the known ones by a constraint of its table."""
    return Caisse(info.code, info.region, info.fuseau, cast(Calendar, info.calendrier))


def caisses() -> dict[str, Caisse]:
    """Every caisse as the planner sees it."""
    return {code: caisse_of(info) for code, info in territory.caisses().items()}


def last_day_of_diaries() -> date | None:
    """The last day on which anybody offers hours."""
    span = diaries.first_and_last_day()
    return span[1] if span else None


def _doctor(info: MedecinInfo) -> Doctor:
    return Doctor(str(info.id), info.rpps, info.caisse, frozenset(info.competences))


def _window(info: diaries.AvailabilityInfo) -> Window:
    site = _text(info.site) if info.modalite == Modalite.PRESENTIEL else None
    return Window(str(info.medecin), info.date, info.debut, info.fin, info.modalite, site)


def _text(value: UUID | None) -> str | None:
    return None if value is None else str(value)


def _around(first: date, last: date) -> tuple[datetime, datetime]:
    start = rules.instant(first, rules.NOON, "UTC") - _ZONES
    return start, rules.instant(last, rules.NOON, "UTC") + _ZONES


def _busy(taken: Iterable[diaries.BookingInfo | diaries.HeldInfo]) -> tuple[Busy, ...]:
    return tuple(busy_of(one.resource, one.start, one.end) for one in taken)


def busy_of(resource: str, start: datetime, end: datetime) -> Busy:
    """`agent:<id>`, `insured:<id>` or `room:<site>:<n>`, as `diaries.rules` names them, over `[start, end[`."""
    kind, _, rest = resource.partition(":")
    name, _, room = rest.partition(":")
    return Busy(kind, name, start, end, int(room or 0))
