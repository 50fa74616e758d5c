"""Why a case has no place: the first reason that holds. Each is true of the files alone.

* `no_site`: it must be in person, and no site of its caisse has a room (for a wheelchair: no site known to be accessible).
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
from telecontrole.rooms.planning.solver.problem import Doctor, Problem, Site
from telecontrole.rooms.planning.solver.slots import Slot, host


class Judge:
    """Gives the reason of each case left out; like cases are judged once."""

    def __init__(self, demands: Demands, slots: list[Slot], days: Days) -> None:
        self._problem, self._days = demands.problem, days
        self._offers = _offers(demands.problem)
        self._slots: dict[tuple[str, str], list[Slot]] = defaultdict(list)
        for slot in slots:
            for place in _places_of(slot.site):
                for competence in slot.doctor.competences:
                    self._slots[place, competence].append(slot)
        self._known: dict[object, Reason] = {}

    def reason(self, demand: Demand) -> Reason:
        """The first reason that holds for this unplaced case."""
        case = demand.case
        days = (demand.first, demand.last, demand.forced)
        key = (case.caisse, case.competence, *days, demand.own, case.wheelchair)
        if key not in self._known:
            self._known[key] = self._reason(demand)
        return self._known[key]

    def _reason(self, demand: Demand) -> Reason:
        case = demand.case
        places = self._places(demand)
        if "" not in places and not self._has_room(places[0]):
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
        caisse = _site_place(demand.case.caisse, accessible=demand.case.wheelchair)
        if demand.forced or not demand.group.visio_days:
            return (caisse,)
        after = range(self._problem.plan_day.toordinal(), max(demand.group.visio_days) + 1)
        if all(day in demand.group.visio_days for day in after):
            return ("",)
        return ("", caisse)

    def _has_room(self, place: str) -> bool:
        return any(
            place in _places_of(site) and site.rooms for site in self._problem.sites.values()
        )

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
            for place in _places_of(None if visio else site):
                offers[place].add(problem.doctors[window.doctor])
    return offers


def _places_of(site: Site | None) -> tuple[str, ...]:
    """Visio is the place of no caisse; an accessible site is a place of its own as well."""
    if site is None:
        return ("",)
    usual = _site_place(site.caisse, accessible=False)
    return (usual, _site_place(site.caisse, accessible=True)) if site.accessible else (usual,)


def _site_place(caisse: str, *, accessible: bool) -> str:
    return f"{caisse}, accessible" if accessible else caisse
