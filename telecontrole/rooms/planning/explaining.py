"""Why this doctor, this day: what the rules and the diaries left of the days before, found anew from the model.

Codes and parameters only; the words are in `texts_why.py`. What was full when the plan was made may be free
now, and says so: an appointment once placed does not move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Final

from telecontrole.foundations import clock
from telecontrole.foundations.law.calendars import is_closed
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.planning import plan_runs, reading, rules, selectors
from telecontrole.rooms.planning.changes.finding import Touched, touched
from telecontrole.rooms.planning.enums import Modalite, Origin, Reason
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.solver.demand import Days, Demand, build_demands
from telecontrole.rooms.planning.solver.problem import Problem
from telecontrole.rooms.planning.solver.slots import Slot, build_slots

_DAY: Final = timedelta(days=1)
#: Days looked at before the appointment; a longer wait shows its last ones.
DAYS: Final = 14


class Why(StrEnum):
    """What kept a case from a day, or a doctor of its caisse from the case."""

    NOT_NOTIFIABLE = "not_notifiable"
    CLOSED = "closed"
    NO_HOURS = "no_hours"
    OWN_PATIENT = "own_patient"
    FULL = "full"
    FREE_NOW = "free_now"


class Ground(StrEnum):
    """Why by video, or why in person."""

    VISIO = "visio"
    NEED = "need"
    CONTACT = "contact"
    HISTORY = "history"
    ROLLOUT = "rollout"


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that one reason explains, both included."""

    first: date
    last: date
    why: Why


@dataclass(frozen=True, slots=True)
class Explanation:
    """`home`: why no doctor of the person's caisse (None when one was chosen, or in person).

    `others`: how many other places of that day are free now. `cut`: days before those shown.
    `next_plan`: when a case that waits is looked at (again).
    """

    appointment: AppointmentInfo | None
    reason: Reason | None
    ground: Ground | None = None
    waited: int = 0
    first_day: date | None = None
    last_day: date | None = None
    outside: bool = False
    home: Why | None = None
    others: int | None = None
    runs: tuple[Run, ...] = field(default=())
    cut: bool = False
    moved_by: Origin | None = None
    next_plan: datetime | None = None


def explain(case: CaseInfo, *, days: bool) -> Explanation:
    """The choice explained; with `days`, every day before it as well (reads the diaries of those days)."""
    current = selectors.current(case.id)
    if current is None or not current.ahead:
        waits = case.state is CaseState.A_PLANIFIER
        following = plan_runs.standing(clock.now()).next if waits else None
        return Explanation(None, selectors.unplaced_reason(case.id), next_plan=following)
    one = touched([current])[0]
    study = _Study(one, case, days=days)
    return study.result()


class _Study:
    """The days from the plan to the appointment, as if the appointment were not there."""

    def __init__(self, one: Touched, case: CaseInfo, *, days: bool) -> None:
        self._one, self._case, self._days_wanted = one, case, days
        self._at = one.before
        caisse = reading.caisses()[case.caisse]
        self._caisse = caisse
        self._plan_day = reading.plan_day(self._at.created_at)
        self._day = rules.local_day(self._at.starts_at, caisse.zone)
        self._first = rules.first_notifiable_day(
            self._at.created_at, caisse.zone, caisse.calendar, by_letter=not one.reachable
        )

    def result(self) -> Explanation:
        """Everything found."""
        bare = Explanation(
            appointment=self._at,
            reason=None,
            ground=self._ground(),
            waited=(self._day - self._plan_day).days,
            first_day=self._first,
            last_day=self._one.case.last_day,
            moved_by=self._at.origin if self._at.origin is not Origin.PLAN else None,
        )
        return self._with_days(bare) if self._days_wanted else bare

    def _ground(self) -> Ground:
        if self._at.modalite is Modalite.VISIO:
            return Ground.VISIO
        settings = rules.settings_on(self._plan_day)
        needs = self._needs()
        if rules.needs_in_person(needs, settings):
            return Ground.NEED
        if not self._one.reachable:
            return Ground.CONTACT
        history = selectors.in_person_only([self._case.id])
        return Ground.HISTORY if history or self._at.version > 1 else Ground.ROLLOUT

    def _needs(self) -> frozenset[str]:
        """The needs of the file alone: that the meeting is in person adds one for the planner."""
        return frozenset(self._one.needs)

    def _with_days(self, bare: Explanation) -> Explanation:
        start = max(self._plan_day, self._day - timedelta(days=DAYS))
        problem = self._problem(start)
        offered = self._usable(replace(problem, busy=()))
        free = self._usable(problem)
        whys = [
            (day, self._why(day, problem, offered, free)) for day in _range(start, self._day - _DAY)
        ]
        today_free = free.get(self._day, [])
        doctor = problem.doctors.get(str(self._at.medecin))
        outside = doctor is not None and doctor.caisse != self._case.caisse
        return replace(
            bare,
            runs=_runs(whys),
            cut=start > self._plan_day,
            outside=outside,
            home=self._home(offered, free) if outside else None,
            others=sum(not self._is_own_place(slot) for slot in today_free),
        )

    def _problem(self, start: date) -> Problem:
        found = reading.between(
            self._at.created_at,
            start - _DAY,
            self._day + _DAY,
            [self._one.case],
            without={self._at.id},
        )
        skill = self._one.case.competence
        able = {key for key, one in found.doctors.items() if skill in one.competences}
        windows = tuple(window for window in found.windows if window.doctor in able)
        return replace(found, until=None, windows=windows)

    def _usable(self, problem: Problem) -> dict[date, list[Slot]]:
        """Slots by the person's day: way of meeting, hours, competence; own doctors and notice apart."""
        slots = build_slots(problem)
        demand: Demand = build_demands(problem, slots).all[0]
        days = Days(problem)
        found: dict[date, list[Slot]] = defaultdict(list)
        for slot in slots:
            day = days.day(demand, slot)
            if day:
                found[date.fromordinal(day)].append(slot)
        return found

    def _why(
        self,
        day: date,
        problem: Problem,
        offered: Mapping[date, list[Slot]],
        free: Mapping[date, list[Slot]],
    ) -> Why:
        if day < self._first:
            return Why.NOT_NOTIFIABLE
        if is_closed(day, self._caisse.calendar):
            return Why.CLOSED
        return self._of(offered.get(day, []), free.get(day, []))

    def _of(self, offered: Sequence[Slot], free: Sequence[Slot]) -> Why:
        if not offered:
            return Why.NO_HOURS
        if not self._not_own(offered):
            return Why.OWN_PATIENT
        return Why.FREE_NOW if self._not_own(free) else Why.FULL

    def _home(self, offered: Mapping[date, list[Slot]], free: Mapping[date, list[Slot]]) -> Why:
        """Why no doctor of the person's caisse on the day itself."""
        return self._of(self._at_home(offered), self._at_home(free))

    def _at_home(self, slots: Mapping[date, list[Slot]]) -> list[Slot]:
        today = slots.get(self._day, [])
        return [slot for slot in today if slot.doctor.caisse == self._case.caisse]

    def _not_own(self, slots: Iterable[Slot]) -> list[Slot]:
        return [slot for slot in slots if slot.doctor.rpps not in self._one.case.own]

    def _is_own_place(self, slot: Slot) -> bool:
        return (slot.start, slot.doctor.id) == (self._at.starts_at, str(self._at.medecin))


def _range(first: date, last: date) -> list[date]:
    return [first + n * _DAY for n in range((last - first).days + 1)]


def _runs(whys: Sequence[tuple[date, Why]]) -> tuple[Run, ...]:
    found = []
    for why, group in groupby(whys, key=lambda one: one[1]):
        days = [day for day, _ in group]
        found.append(Run(days[0], days[-1], why))
    return tuple(found)
