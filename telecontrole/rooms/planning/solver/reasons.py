"""Why a case has no place: the first reason that holds. Each is true of the files alone.

* `no_site`: it must be in person, and no site of its caisse has a room.
* `no_competence`: no doctor with that competence offers hours up to `until` in a way of meeting
  that the case allows (visio; for who must come, on a site of the caisse with a room).
* `own_patient`: every such doctor is the case's prescriber or treating doctor.
* `not_notifiable`: the other doctors' usable slots (open days, hours of calls, rollout; whether
  booked already or not) are all too early to be notified.
* `leave_ends`: those that can be notified all come after the day before the leave ends.
* `no_capacity`: slots would do, others hold them; or no slot is usable at all (diary lines on
  closed days only, or at hours when nobody may be called there).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from telecontrole.rooms.planning.enums import Reason
from telecontrole.rooms.planning.solver.demand import Days, Demand, Demands
from telecontrole.rooms.planning.solver.problem import Doctor, Problem
from telecontrole.rooms.planning.solver.slots import Slot, host


class Judge:
    """Gives the reason of each case left out; like cases are judged once."""

    def __init__(self, demands: Demands, slots: list[Slot], days: Days) -> None:
        self._problem, self._days = demands.problem, days
        self._offers = _offers(demands.problem)
        self._slots: dict[tuple[str, str], list[Slot]] = defaultdict(list)
        for slot in slots:
            place = slot.site.caisse if slot.site else ""
            for competence in slot.doctor.competences:
                self._slots[place, competence].append(slot)
        self._known: dict[object, Reason] = {}

    def reason(self, demand: Demand) -> Reason:
        """The first reason that holds for this unplaced case."""
        case = demand.case
        key = (case.caisse, case.competence, demand.first, demand.last, demand.forced, demand.own)
        if key not in self._known:
            self._known[key] = self._reason(demand)
        return self._known[key]

    def _reason(self, demand: Demand) -> Reason:
        case = demand.case
        places = self._places(demand)
        if "" not in places and not self._has_room(case.caisse):
            return Reason.NO_SITE
        able = {
            doctor.id
            for place in places
            for doctor in self._offers.get(place, ())
            if case.competence in doctor.competences
        }
        if not able:
            return Reason.NO_COMPETENCE
        if able <= demand.own:
            return Reason.OWN_PATIENT
        return self._by_day(
            [day for place in places for day in self._usable(demand, place)], demand
        )

    def _places(self, demand: Demand) -> tuple[str, ...]:
        """Visio is the place of no caisse. Before the rollout reaches it, a case goes in person."""
        caisse = demand.case.caisse
        if demand.forced or not demand.group.visio_days:
            return (caisse,)
        after = range(self._problem.plan_day.toordinal(), max(demand.group.visio_days) + 1)
        if all(day in demand.group.visio_days for day in after):
            return ("",)
        return ("", caisse)

    def _has_room(self, caisse: str) -> bool:
        return any(site.caisse == caisse and site.rooms for site in self._problem.sites.values())

    def _usable(self, demand: Demand, place: str) -> Iterable[int]:
        for slot in self._slots.get((place, demand.case.competence), ()):
            if slot.doctor.id not in demand.own:
                day = self._days.day(demand, slot)
                if day:
                    yield day

    def _by_day(self, days: list[int], demand: Demand) -> Reason:
        if not days:
            return Reason.NO_CAPACITY
        notifiable = [day for day in days if day >= demand.first]
        if not notifiable:
            return Reason.NOT_NOTIFIABLE
        return Reason.LEAVE_ENDS if min(notifiable) > demand.last else Reason.NO_CAPACITY


def _offers(problem: Problem) -> dict[str, set[Doctor]]:
    """Doctors with hours up to `until`, by place: visio under "", a caisse's sites under its code."""
    offers: dict[str, set[Doctor]] = defaultdict(set)
    for window in problem.windows:
        late = problem.until is not None and window.day > problem.until
        if not late and host(problem, window) is not None:
            site = problem.sites.get(window.site or "")
            visio = window.modalite == "visio"
            place = "" if visio or site is None else site.caisse
            offers[place].add(problem.doctors[window.doctor])
    return offers
