"""Another slot chosen by a person for an appointment: refused with the rule that it breaks, else with its consequences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from telecontrole.foundations.law.calendars import is_closed
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.planning import reading, rules, selectors
from telecontrole.rooms.planning.changes.finding import Touched, outcome_of, touched
from telecontrole.rooms.planning.changes.proposal import Change, Proposal
from telecontrole.rooms.planning.solver.demand import Days, Demand, build_demands
from telecontrole.rooms.planning.solver.problem import Placement, Problem
from telecontrole.rooms.planning.solver.slots import Bookings, Slot, build_slots, person

_DAY: Final = timedelta(days=1)
#: Open days looked at for the first possible one: two weeks.
_LOOKED: Final = 10


@dataclass(frozen=True, slots=True)
class Wish:
    """Where a person wants an appointment: a doctor, an instant (UTC), by video or on a site."""

    appointment: UUID
    medecin: UUID
    start: datetime
    site: UUID | None


@dataclass(frozen=True, slots=True)
class Possible:
    """A slot that breaks no rule."""

    medecin: UUID
    start: datetime
    site: UUID | None


def moving(wish: Wish) -> Change:
    """Move one appointment to where a person wants it."""

    def find(now: datetime) -> Proposal | Refusal:
        one = _touched(wish.appointment)
        if one is None:
            return Refusal("appointment_closed")
        found = _Bench(one, wish.start.date(), now).judge(wish)
        if isinstance(found, Refusal):
            return found
        before = one.before
        same = (found.start, found.modalite, found.site) == (
            before.starts_at,
            before.modalite,
            str(before.site) if before.site else None,
        )
        if same and found.doctor == str(before.medecin):
            return Refusal("same_place")
        caisse = reading.caisses()[one.info.caisse]
        return Proposal((outcome_of(one, found, kept=same, now=now, caisse=caisse),))

    return Change(find=find, save=lambda _actor: None, by_hand=True)


def possible(appointment: UUID, day: date, now: datetime, limit: int) -> list[Possible]:
    """Slots of a day (on the person's clock) that break no rule, by hour, doctors of the caisse first."""
    one = _touched(appointment)
    if one is None:
        return []
    found = list(_Bench(one, day, now).possible(day))
    found.sort(key=lambda slot: (slot.doctor.caisse != one.info.caisse, slot.start, slot.index))
    chosen = sorted(found[:limit], key=lambda slot: (slot.start, slot.index))
    return [
        Possible(UUID(slot.doctor.id), slot.start, UUID(slot.site.id) if slot.site else None)
        for slot in chosen
    ]


def first_day(appointment: UUID, now: datetime) -> date | None:
    """The first day with a possible slot, from the appointment's own (on the person's clock); None when the next ones have none."""
    one = _touched(appointment)
    if one is None:
        return None
    caisse = reading.caisses()[one.info.caisse]
    day = rules.local_day(one.before.starts_at, caisse.zone)
    for _ in range(_LOOKED):
        while is_closed(day, caisse.calendar):
            day += _DAY
        if next(_Bench(one, day, now).possible(day), None) is not None:
            return day
        day += _DAY
    return None


def _touched(appointment: UUID) -> Touched | None:
    before = selectors.appointment(appointment)
    return touched([before])[0] if before is not None and before.ahead else None


class _Bench:
    """The days around a wish, with the appointment itself lifted out of them."""

    def __init__(self, one: Touched, day: date, now: datetime) -> None:
        self._one, self._now = one, now
        around = reading.between(now, day - _DAY, day + _DAY, [one.case], without={one.before.id})
        never = selectors.prevented([one.info])
        self._problem: Problem = replace(around, until=None, busy=(*around.busy, *never))
        self._taken = Bookings(self._problem.busy)
        self._slots = build_slots(self._problem, self._taken)
        demands = build_demands(self._problem, self._slots)
        self._demand: Demand = demands.all[0]
        self._days = Days(self._problem)

    def possible(self, day: date) -> Iterator[Slot]:
        """Slots of that day that would do; where it stands already is no move."""
        before = self._one.before
        here = (str(before.medecin), before.starts_at, str(before.site) if before.site else None)
        for slot in self._slots:
            if (slot.doctor.id, slot.start, slot.site.id if slot.site else None) == here:
                continue
            if self._days.usable(self._demand, slot) == day.toordinal() and not self._meets(slot):
                yield slot

    def judge(self, wish: Wish) -> Placement | Refusal:
        """The place wished for, or the first rule that it breaks."""
        slot = self._slot(wish)
        if isinstance(slot, Refusal):
            return slot
        broken = self._broken(slot)
        if broken:
            return Refusal(broken)
        before = self._one.before
        own = before.salle if slot.site and str(before.site) == slot.site.id else None
        room = own if own in slot.free_rooms else next(iter(slot.free_rooms), None)
        site = slot.site.id if slot.site else None
        return Placement(
            self._one.case.reference, slot.doctor.id, slot.start, slot.modalite, site, room
        )

    def _slot(self, wish: Wish) -> Slot | Refusal:
        if wish.start <= self._now:
            return Refusal("in_the_past")
        if str(wish.medecin) not in self._problem.doctors:
            return Refusal("doctor_gone")
        found = self._at(self._slots, wish)
        if found is not None:
            return found
        offered = self._at(build_slots(replace(self._problem, busy=())), wish)
        if offered is not None:
            return Refusal("slot_taken")
        return Refusal("doctor_closed" if self._closed(wish) else "not_in_hours")

    def _at(self, slots: list[Slot], wish: Wish) -> Slot | None:
        wanted = (str(wish.medecin), wish.start, str(wish.site) if wish.site else None)
        for slot in slots:
            if (slot.doctor.id, slot.start, slot.site.id if slot.site else None) == wanted:
                return slot
        return None

    def _closed(self, wish: Wish) -> bool:
        caisse = self._problem.caisses[self._problem.doctors[str(wish.medecin)].caisse]
        return is_closed(rules.local_day(wish.start, caisse.zone), caisse.calendar)

    def _broken(self, slot: Slot) -> str:
        """The first rule that an offered, free slot breaks for this case; empty when none is."""
        demand, case = self._demand, self._one.case
        if case.competence not in slot.doctor.competences:
            return "competence"
        if slot.doctor.id in demand.own:
            return "own_patient"
        if slot.site is None and demand.forced:
            return "must_come"
        if slot.site is not None and slot.site.caisse != case.caisse:
            return "other_caisse_site"
        day = self._days.day(demand, slot)
        if not day:
            return "no_ground" if slot.site is not None else "hours_of_calls"
        if day < demand.first:
            return "not_notifiable"
        if day > demand.last:
            return "leave_ends"
        return "person_taken" if self._meets(slot) else ""

    def _meets(self, slot: Slot) -> bool:
        end = slot.start + self._problem.settings.interview
        return self._taken.meet(person(self._one.case.insured), slot.start, end)
