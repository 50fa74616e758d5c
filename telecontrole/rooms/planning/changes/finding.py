"""New places for the appointments that a change touches, with as few messages as can be.

First the same hour, way and place with another doctor: nobody is told anything. Then another hour of the
same day, then the first days that can still be announced. Each step is the best one of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import reading, rules, selectors
from telecontrole.rooms.planning.changes.keeping import keep
from telecontrole.rooms.planning.changes.proposal import Fate, Outcome, Proposal
from telecontrole.rooms.planning.enums import Modalite, Reason
from telecontrole.rooms.planning.excluding import excluded
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.solver.problem import (
    Busy,
    Caisse,
    Case,
    Placement,
    Problem,
    Window,
)
from telecontrole.rooms.planning.solver.reasons import judge
from telecontrole.rooms.planning.solver.solve import solve

_PLANNER: Final = Actor.system("planner")
#: Days looked at together: few enough to answer at once in a country of a thousand doctors.
_STEP: Final = timedelta(days=3)
_DAY: Final = timedelta(days=1)
#: Longer than any slot.
_MARGIN: Final = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Touched:
    """An appointment that cannot stay as it is, its case, and the case as the planner sees it."""

    before: AppointmentInfo
    info: CaseInfo
    case: Case
    reachable: bool
    needs: tuple[str, ...]


def touched(appointments: Sequence[AppointmentInfo]) -> list[Touched]:
    """What the planner needs of some appointments; whoever was to come still comes. Constant queries."""
    known = cases.cases(one.case for one in appointments)
    needs = cases.needs_many(list(known), _PLANNER)
    contacts = people.insured_contacts(case.insured for case in known.values())
    in_person = selectors.in_person_only(known)
    ruled_out = excluded(known)
    homes = people.positions(case.insured for case in known.values())
    found = []
    for one in appointments:
        info, need = known[one.case], needs.get(one.case)
        reachable = contacts[info.insured].reachable
        case = reading.case_of(
            info,
            competence=need.competence if need else "",
            besoins=need.besoins if need else (),
            reachable=reachable,
            in_person=one.modalite is Modalite.PRESENTIEL or one.case in in_person,
            home=homes.get(info.insured),
            excluded=ruled_out.get(one.case, frozenset()),
        )
        found.append(Touched(one, info, case, reachable, need.besoins if need else ()))
    return found


def propose(
    appointments: Sequence[AppointmentInfo], taken: Sequence[Busy], now: datetime
) -> Proposal:
    """The fate of each of these appointments when `taken` is no longer there."""
    if not appointments:
        return Proposal(())
    search = Search(touched(appointments), taken, now)
    places, kept, reasons = search.run()
    caisses = reading.caisses()
    return Proposal(
        tuple(
            outcome_of(
                one,
                places.get(one.before.id),
                kept=one.before.id in kept,
                now=now,
                caisse=caisses[one.info.caisse],
                reason=reasons.get(one.case.reference, Reason.NO_CAPACITY),
            )
            for one in search.all
        )
    )


def outcome_of(
    one: Touched,
    place: Placement | None,
    *,
    kept: bool,
    now: datetime,
    caisse: Caisse,
    reason: Reason | None = None,
) -> Outcome:
    """What becomes of one appointment, and whether its person must be called.

    Called: whoever can no longer be written to before the old hour, and whoever loses a place of which only
    a letter could speak.
    """
    fate = Fate.SANS_PLACE if place is None else Fate.GARDE if kept else Fate.DEPLACE
    first = rules.first_notifiable_day(
        now, caisse.zone, caisse.calendar, by_letter=not one.reachable
    )
    late = rules.local_day(one.before.starts_at, caisse.zone) < first
    return Outcome(
        before=one.before,
        reference=one.info.reference,
        caisse=one.info.caisse,
        fate=fate,
        place=place,
        reason=reason if place is None else None,
        phone=fate is not Fate.GARDE and (late or (place is None and not one.reachable)),
        by_letter=not one.reachable,
    )


class Search:
    """One search: `taken` and what it has placed itself are busy; what it looks for a place for is not."""

    def __init__(self, all_: list[Touched], taken: Sequence[Busy], now: datetime) -> None:
        self.all, self._now = all_, now
        self._without = {one.before.id for one in all_}
        self._extra = [*taken, *selectors.prevented(one.info for one in all_)]
        self._places: dict[UUID, Placement] = {}
        self._known: Problem | None = None

    def run(self) -> tuple[dict[UUID, Placement], set[UUID], dict[str, Reason]]:
        """Places by appointment, those kept at their hour, and why the others have none."""
        self._keep()
        kept = set(self._places)
        for day in sorted({_day(one) for one in self._left()}):
            if day >= reading.plan_day(self._now):
                self._move([one for one in self._left() if _day(one) == day], day, day, day)
        reasons = self._move_on()
        return self._places, kept, reasons

    def _left(self) -> list[Touched]:
        return [one for one in self.all if one.before.id not in self._places]

    def _keep(self) -> None:
        # Nobody takes over an hour that has begun.
        ahead = [one for one in self.all if one.before.starts_at > self._now]
        for day in sorted({one.before.starts_at.date() for one in ahead}):
            today = [one for one in ahead if one.before.starts_at.date() == day]
            problem = self._problem(
                day - _DAY, day + _DAY, [one.case for one in today], _hours(today)
            )
            found = keep(problem, [(one.before, one.case) for one in today])
            for one in today:
                if one.before.id in found:
                    self._put(one, found[one.before.id])

    def _move_on(self) -> dict[str, Reason]:
        """Few days after few days, from the first that can be announced; then why nobody has a place.

        Days that had nothing for anybody are followed by twice as many.
        """
        first = reading.plan_day(self._now)
        last = max(first, reading.last_day_of_diaries() or first)
        offered: list[Window] = []
        step = _STEP
        while self._left() and first <= last:
            placed = len(self._places)
            problem = self._move(self._left(), first, min(first + step - _DAY, last), last)
            offered += problem.windows
            first += step
            step = _STEP if len(self._places) > placed else 2 * step
        left = tuple(one.case for one in self._left())
        return judge(replace(problem, windows=tuple(offered), cases=left)) if left else {}

    def _move(self, wanted: list[Touched], first: date, last: date, until: date) -> Problem:
        """Place whom these days can take; the person's day may be a later one, but not after `until`."""
        problem = replace(self._problem(first, last, [one.case for one in wanted]), until=until)
        by_reference = {one.case.reference: one for one in wanted}
        for place in solve(problem, reasons=False).placements:
            self._put(by_reference[place.reference], place)
        return problem

    def _problem(
        self,
        first: date,
        last: date,
        wanted: Iterable[Case],
        hours: tuple[datetime, datetime] | None = None,
    ) -> Problem:
        problem = reading.between(
            self._now, first, last, tuple(wanted), self._without, hours, self._known
        )
        self._known = problem
        skills = {case.competence for case in problem.cases}
        windows = tuple(
            window
            for window in problem.windows
            if window.doctor in problem.doctors
            and not skills.isdisjoint(problem.doctors[window.doctor].competences)
        )
        return replace(problem, windows=windows, busy=(*problem.busy, *self._extra))

    def _put(self, one: Touched, place: Placement) -> None:
        self._places[one.before.id] = place
        settings = rules.settings_on(reading.plan_day(self._now))
        end = place.start + settings.slot
        self._extra.append(Busy("agent", place.doctor, place.start, end))
        self._extra.append(
            Busy("insured", one.case.insured, place.start, place.start + settings.interview)
        )
        if place.site is not None and place.room is not None:
            self._extra.append(Busy("room", place.site, place.start, end, place.room))


def _hours(wanted: Sequence[Touched]) -> tuple[datetime, datetime]:
    """From the first of these appointments to the end of the margin of the last."""
    starts = [one.before.starts_at for one in wanted]
    return min(starts), max(starts) + _MARGIN


def _day(one: Touched) -> date:
    return rules.local_day(one.before.starts_at, one.before.zone)
