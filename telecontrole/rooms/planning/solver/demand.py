"""From the cases to what each can accept: days, ways of meeting, doctors."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from telecontrole.foundations.law.calendars import Calendar, is_closed
from telecontrole.rooms.planning import rules
from telecontrole.rooms.planning.solver.problem import Caisse, Case, Problem
from telecontrole.rooms.planning.solver.slots import Slot


@dataclass(frozen=True, slots=True)
class Group:
    """People for whom the same instants are the same days: one zone, one calendar, one rollout."""

    index: int
    zone: str
    calendar: Calendar
    visio_days: frozenset[int]


@dataclass(frozen=True, slots=True)
class Demand:
    """A case with what follows from it. Days are ordinals; `own` are ids of doctors."""

    index: int
    case: Case
    group: Group
    first: int
    last: int
    forced: bool
    own: frozenset[str]


class Days:
    """Local days of slots, each computed once."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._known: dict[tuple[int, datetime], int] = {}

    def visio(self, group: Group, start: datetime) -> int:
        """Ordinal of the person's day of a call at `start`; 0 when it cannot be (hours, closed, rollout)."""
        key = (group.index, start)
        day = self._known.get(key)
        if day is None:
            day = self._known[key] = self._visio(group, start)
        return day

    def _visio(self, group: Group, start: datetime) -> int:
        if not rules.visio_hours_allow(start, group.zone, self._problem.settings):
            return 0
        local = start.astimezone(ZoneInfo(group.zone)).date()
        until = self._problem.until
        if is_closed(local, group.calendar) or (until is not None and local > until):
            return 0
        return local.toordinal() if local.toordinal() in group.visio_days else 0

    def day(self, demand: Demand, slot: Slot) -> int:
        """Ordinal of the local day on which `slot` would serve `demand`; 0 when the way of meeting cannot."""
        if slot.site is None:
            return 0 if demand.forced else self.visio(demand.group, slot.start)
        if slot.site.caisse != demand.case.caisse:
            return 0
        if demand.case.wheelchair and not slot.site.accessible:
            return 0
        ground = demand.forced or slot.day not in demand.group.visio_days
        return slot.day if ground else 0

    def usable(self, demand: Demand, slot: Slot) -> int:
        """As `day`, with every other demand of the case: notice, leave, competence, own patient."""
        if demand.case.competence not in slot.doctor.competences or slot.doctor.id in demand.own:
            return 0
        day = self.day(demand, slot)
        return day if demand.first <= day <= demand.last else 0


@dataclass(slots=True)
class Demands:
    """All cases prepared, with the groups of their people."""

    problem: Problem
    all: list[Demand] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)


def build_demands(problem: Problem, slots: list[Slot]) -> Demands:
    """Prepare every case; sorted by reference, so that equal input gives equal plans."""
    span = _span(problem, slots)
    demands = Demands(problem)
    by_rpps = {doctor.rpps: doctor.id for doctor in problem.doctors.values()}
    known: dict[tuple[str, Calendar, frozenset[int]], Group] = {}
    for caisse in problem.caisses.values():
        days = frozenset(
            day for day in span if problem.visio_open(caisse.region, date.fromordinal(day))
        )
        key = (caisse.zone, caisse.calendar, days)
        demands.groups[caisse.code] = known.setdefault(key, Group(len(known), *key))
    firsts: dict[tuple[str, bool], int] = {}
    for index, case in enumerate(sorted(problem.cases, key=_reference)):
        demands.all.append(_demand(index, case, demands, by_rpps, firsts, span.stop))
    return demands


def _reference(case: Case) -> str:
    return case.reference


def _span(problem: Problem, slots: list[Slot]) -> range:
    """Days that any slot can have at anybody's: one day more on each side than in UTC."""
    first = problem.plan_day.toordinal()
    last = max((slot.start.date().toordinal() for slot in slots), default=first)
    return range(min(first, last) - 1, last + 3)


def _demand(
    index: int,
    case: Case,
    demands: Demands,
    by_rpps: dict[str, str],
    firsts: dict[tuple[str, bool], int],
    horizon: int,
) -> Demand:
    problem = demands.problem
    reachable = rules.is_reachable(has_email=case.has_email, has_mobile=case.has_mobile)
    key = (case.caisse, reachable)
    if key not in firsts:
        firsts[key] = _first(problem, problem.caisses[case.caisse], reachable=reachable)
    last = horizon if case.last_day is None else min(case.last_day.toordinal(), horizon)
    return Demand(
        index=index,
        case=case,
        group=demands.groups[case.caisse],
        first=firsts[key],
        last=last,
        forced=not reachable or rules.needs_in_person(case.besoins, problem.settings),
        own=frozenset(by_rpps[rpps] for rpps in case.own if rpps in by_rpps),
    )


def _first(problem: Problem, caisse: Caisse, *, reachable: bool) -> int:
    day = rules.first_notifiable_day(
        problem.now, caisse.zone, caisse.calendar, by_letter=not reachable
    )
    return day.toordinal()
