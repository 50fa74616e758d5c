"""From the windows of the diaries to the slots that somebody could use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from telecontrole.foundations.law.calendars import is_closed
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


class Span(NamedTuple):
    """A taken interval `[start, end[` of one resource, in UTC."""

    start: datetime
    end: datetime
    room: int = 0


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


Bookings = dict[tuple[str, str], list[Span]]


def bookings(busy: Iterable[Busy]) -> Bookings:
    """What is taken, by (kind, id)."""
    taken: Bookings = defaultdict(list)
    for one in busy:
        taken[one.kind, one.id].append(Span(one.start, one.end, one.room))
    return taken


def overlaps(spans: Iterable[Span], start: datetime, end: datetime) -> Iterator[Span]:
    """The spans that meet `[start, end[`."""
    return (span for span in spans if span.start < end and start < span.end)


def host(problem: Problem, window: Window) -> Caisse | None:
    """The caisse whose clock the window follows; None when it leads to nothing (unknown, no room)."""
    doctor = problem.doctors.get(window.doctor)
    if doctor is None:
        return None
    if window.modalite == Modalite.VISIO:
        return problem.caisses.get(doctor.caisse)
    site = problem.sites.get(window.site or "")
    return problem.caisses.get(site.caisse) if site is not None and site.rooms > 0 else None


def build_slots(problem: Problem) -> list[Slot]:
    """Every slot of the diaries up to `until`, on open days, of doctors and rooms that are free.

    The same time of a doctor given twice is one slot. Sorted by start, doctor, modality, site.
    """
    taken = bookings(problem.busy)
    found: dict[tuple[datetime, str, str, str], Slot] = {}
    for window in problem.windows:
        for slot in _slots_of(problem, window, taken):
            site = slot.site.id if slot.site else ""
            found.setdefault((slot.start, slot.doctor.rpps, slot.modalite, site), slot)
    return [
        _numbered(slot, index) for index, (_, slot) in enumerate(sorted(found.items(), key=_key))
    ]


def _key(item: tuple[tuple[datetime, str, str, str], Slot]) -> tuple[datetime, str, str, str]:
    return item[0]


def _numbered(slot: Slot, index: int) -> Slot:
    return Slot(index, slot.start, slot.doctor, slot.modalite, slot.site, slot.day, slot.free_rooms)


def _slots_of(problem: Problem, window: Window, taken: Bookings) -> Iterator[Slot]:
    caisse = host(problem, window)
    if caisse is None or is_closed(window.day, caisse.calendar):
        return
    if problem.until is not None and window.day > problem.until:
        return
    doctor = problem.doctors[window.doctor]
    visio = window.modalite == Modalite.VISIO
    site = None if visio else problem.sites[window.site or ""]
    settings = problem.settings
    for start in slot_starts(window.day, window.debut, window.fin, caisse.zone, settings):
        end = start + settings.slot
        rooms = _free_rooms(site, taken, start, end)
        agent = taken.get(("agent", doctor.id), ())
        if (
            not any(overlaps(agent, start, end))
            and (visio or rooms)
            and _at_work(problem, doctor, start)
        ):
            day = 0 if visio else window.day.toordinal()
            yield Slot(-1, start, doctor, window.modalite, site, day, rooms)


def _free_rooms(
    site: Site | None, taken: Bookings, start: datetime, end: datetime
) -> tuple[int, ...]:
    if site is None:
        return ()
    used = {span.room for span in overlaps(taken.get(("room", site.id), ()), start, end)}
    return tuple(room for room in range(1, site.rooms + 1) if room not in used)


def _at_work(problem: Problem, doctor: Doctor, start: datetime) -> bool:
    """Closed days of the doctor's own caisse count wherever the doctor goes."""
    caisse = problem.caisses.get(doctor.caisse)
    if caisse is None:
        return True
    return not is_closed(start.astimezone(ZoneInfo(caisse.zone)).date(), caisse.calendar)
