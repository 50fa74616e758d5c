"""From the windows of the diaries to the slots that somebody could use."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from telecontrole.foundations.law.calendars import Calendar, is_closed
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.rules import slot_starts
from telecontrole.rooms.planning.solver.problem import (
    Busy,
    Caisse,
    Doctor,
    Problem,
    Site,
    Window,
)

#: A kind, an id, and for a room of a site its number.
Resource = tuple[str, str, int]
Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Slot:
    """Time of one doctor that one appointment can take.

    `day` is the ordinal of the local day on the site, 0 for visio: the person's day depends on
    the person. `free_rooms` are the rooms of the site that nothing booked already takes.
    """

    index: int
    start: datetime
    doctor: Doctor
    modalite: Modalite
    site: Site | None
    day: int
    free_rooms: tuple[int, ...]

    @property
    def in_person(self) -> bool:
        """Whether the doctor is on a site at that time."""
        return self.site is not None


#: Everything of a slot but its number.
Offer = tuple[datetime, Doctor, Modalite, Site | None, int, tuple[int, ...]]


class Bookings:
    """What is taken, by kind, id and room; each resource's intervals are put in order when first asked for."""

    def __init__(self, busy: Iterable[Busy]) -> None:
        self._given: dict[Resource, list[Interval]] = defaultdict(list)
        for one in busy:
            self._given[one.kind, one.id, one.room].append((one.start, one.end))
        self._merged: dict[Resource, tuple[list[datetime], list[datetime]]] = {}

    def __contains__(self, resource: Resource) -> bool:
        """Whether anything at all is taken of a resource."""
        return resource in self._given

    def meet(self, resource: Resource, start: datetime, end: datetime) -> bool:
        """Whether something taken meets `[start, end[`."""
        if resource not in self._given:
            return False
        starts, ends = self._intervals(resource)
        next_ = bisect_right(ends, start)
        return next_ < len(starts) and starts[next_] < end

    def cover(self, resource: Resource, start: datetime, end: datetime) -> bool:
        """Whether nothing of `[start, end[` is left."""
        if resource not in self._given:
            return False
        starts, ends = self._intervals(resource)
        last = bisect_right(starts, start) - 1
        return last >= 0 and end <= ends[last]

    def _intervals(self, resource: Resource) -> tuple[list[datetime], list[datetime]]:
        """Apart and in order: those that touch are one."""
        known = self._merged.get(resource)
        if known is None:
            known = self._merged[resource] = [], []
            starts, ends = known
            for start, end in sorted(self._given[resource]):
                if ends and start <= ends[-1]:
                    ends[-1] = max(ends[-1], end)
                else:
                    starts.append(start)
                    ends.append(end)
        return known


def agent(doctor: str) -> Resource:
    """A doctor's time."""
    return ("agent", doctor, 0)


def person(insured: str) -> Resource:
    """A person's time."""
    return ("insured", insured, 0)


def host(problem: Problem, window: Window) -> Caisse | None:
    """The caisse whose clock the window follows; None when it leads to nothing (unknown, no room)."""
    doctor = problem.doctors.get(window.doctor)
    if doctor is None:
        return None
    if window.modalite == Modalite.VISIO:
        return problem.caisses.get(doctor.caisse)
    site = problem.sites.get(window.site or "")
    return problem.caisses.get(site.caisse) if site is not None and site.rooms > 0 else None


def build_slots(problem: Problem, taken: Bookings | None = None) -> list[Slot]:
    """Every slot of the diaries up to `until`, on open days, of doctors and rooms that are free.

    The same time of a doctor given twice is one slot. Sorted by start, doctor, modality, site. `taken` stands for
    what is booked in `problem`.
    """
    maker = _Maker(problem, Bookings(problem.busy) if taken is None else taken)
    found: dict[tuple[datetime, str, str, str], Offer] = {}
    for window in problem.windows:
        for offer in maker.offers(window):
            start, doctor, way, site, *_ = offer
            found.setdefault((start, doctor.rpps, way, site.id if site else ""), offer)
    return [Slot(index, *found[key]) for index, key in enumerate(sorted(found))]


class _Maker:
    """Offers of the windows of one problem; the closed days of each clock are looked up once."""

    def __init__(self, problem: Problem, taken: Bookings) -> None:
        self._problem, self._taken = problem, taken
        self._closed: dict[tuple[str, Calendar, datetime], bool] = {}
        self._starts: dict[tuple[date, time, time, str], list[datetime]] = {}

    def offers(self, window: Window) -> Iterator[Offer]:
        """What is free in one window."""
        problem = self._problem
        caisse = host(problem, window)
        if caisse is None or is_closed(window.day, caisse.calendar):
            return
        if problem.until is not None and window.day > problem.until:
            return
        doctor = problem.doctors[window.doctor]
        visio = window.modalite == Modalite.VISIO
        site = None if visio else problem.sites[window.site or ""]
        day = 0 if visio else window.day.toordinal()
        starts, slot, own = self._starts_of(window, caisse), problem.settings.slot, agent(doctor.id)
        if not starts or self._taken.cover(own, starts[0], starts[-1] + slot):
            return
        for start in starts:
            end = start + slot
            if self._taken.meet(own, start, end) or not self._at_work(doctor, start):
                continue
            rooms = self._free_rooms(site, start, end)
            if visio or rooms:
                yield start, doctor, window.modalite, site, day, rooms

    def _starts_of(self, window: Window, caisse: Caisse) -> list[datetime]:
        key = (window.day, window.debut, window.fin, caisse.zone)
        known = self._starts.get(key)
        if known is None:
            known = self._starts[key] = list(slot_starts(*key, self._problem.settings))
        return known

    def _free_rooms(self, site: Site | None, start: datetime, end: datetime) -> tuple[int, ...]:
        if site is None:
            return ()
        rooms = range(1, site.rooms + 1)
        return tuple(n for n in rooms if not self._taken.meet(("room", site.id, n), start, end))

    def _at_work(self, doctor: Doctor, start: datetime) -> bool:
        """Closed days of the doctor's own caisse count wherever the doctor goes."""
        caisse = self._problem.caisses.get(doctor.caisse)
        if caisse is None:
            return True
        key = (caisse.zone, caisse.calendar, start)
        closed = self._closed.get(key)
        if closed is None:
            local = start.astimezone(ZoneInfo(caisse.zone)).date()
            closed = self._closed[key] = is_closed(local, caisse.calendar)
        return not closed
