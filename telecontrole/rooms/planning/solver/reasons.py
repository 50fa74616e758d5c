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
from dataclasses import replace

from telecontrole.rooms.planning.enums import Reason
from telecontrole.rooms.planning.solver.demand import Days, Demand, build_demands
from telecontrole.rooms.planning.solver.problem import Doctor, Problem, Site, Window
from telecontrole.rooms.planning.solver.slots import Slot, build_slots, host


def judge(problem: Problem) -> dict[str, Reason]:
    """Why each case of `problem` has no place, by reference.

    What earlier appointments hold is a lack of capacity, and must not look like another reason: whatever is
    booked is left out of sight.
    """
    empty = replace(problem, busy=())
    slots = build_slots(replace(empty, windows=_telling(empty)))
    demands = build_demands(empty, slots)
    known = _Judge(empty, slots)
    return {demand.case.reference: known.reason(demand) for demand in demands.all}


def _telling(problem: Problem) -> tuple[Window, ...]:
    """One of the windows that are alike: same hours and place, no competence or own patient telling them apart."""
    wanted = {case.competence for case in problem.cases}
    own = {rpps for case in problem.cases for rpps in case.own}
    found: dict[object, Window] = {}
    for window in problem.windows:
        doctor = problem.doctors.get(window.doctor)
        caisse = problem.caisses.get(doctor.caisse) if doctor else None
        if doctor is not None:
            clock = (caisse.zone, caisse.calendar) if caisse else None
            apart = doctor.id if doctor.rpps in own else ""
            place = (window.day, window.debut, window.fin, window.modalite, window.site)
            found.setdefault((clock, apart, *place, doctor.competences & wanted), window)
    return tuple(found.values())


class _Judge:
    """Gives the reason of each case left out; like cases are judged once."""

    def __init__(self, problem: Problem, slots: list[Slot]) -> None:
        self._problem, self._days = problem, Days(problem)
        self._offers = _offers(problem)
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
