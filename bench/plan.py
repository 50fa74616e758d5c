"""The planner at 1 000, 10 000 and 100 000 cases, beside first come, first served.

    .venv/bin/python bench/plan.py [CASES…]

Prints, for each size and for both ways: seconds (and those of the processor alone, which other work on the
machine does not lengthen), memory, placed, objective, gap to the proved bound,
days waited per placed case, kilometres per case met in person (as the crow flies). The export is
drawn from a seed; nothing is read or written.
"""

from __future__ import annotations

import math
import random
import resource
import sys
import time as timing
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from telecontrole.foundations.law.calendars import Calendar
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.solver.demand import Days, Demand, build_demands
from telecontrole.rooms.planning.solver.problem import (
    Caisse,
    Case,
    Doctor,
    Problem,
    Score,
    Site,
    Window,
)
from telecontrole.rooms.planning.solver.slots import Slot, build_slots
from telecontrole.rooms.planning.solver.solve import solve, total

PLAN_DAY = date(2026, 11, 28)
OVERSEAS: tuple[tuple[str, Calendar], ...] = (
    ("Indian/Reunion", "la_reunion"),
    ("America/Martinique", "martinique"),
    ("America/Cayenne", "guyane"),
    ("Indian/Mayotte", "mayotte"),
)
COMPETENCES = (("generaliste", 59), ("at_mp", 23), ("psychiatrie", 12), ("rhumatologie", 6))
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A problem, and where its people and sites are."""

    problem: Problem
    homes: dict[str, Place]
    sites: dict[str, Place]


def draw(cases: int, doctors: int, seed: int = 1) -> Drawn:
    """A month of a country: four working weeks of diaries, one day in four on a site."""
    rng = random.Random(seed)
    caisses = [_caisse(n) for n in range(max(4, doctors // 12))]
    sites, places = _sites(rng, caisses)
    people = [_doctor(rng, n, caisses) for n in range(doctors)]
    windows = tuple(window for doctor in people for window in _diary(rng, doctor, sites))
    wanted = tuple(_case(rng, n, caisses, people) for n in range(cases))
    homes = {case.reference: _near(rng, places[f"{case.caisse}-0"]) for case in wanted}
    wanted = tuple(replace(case, home=homes[case.reference]) for case in wanted)
    problem = Problem(
        now=datetime.combine(PLAN_DAY, time(8), UTC),
        plan_day=PLAN_DAY,
        until=None,
        caisses={caisse.code: caisse for caisse in caisses},
        sites={site.id: site for site in sites},
        doctors={doctor.id: doctor for doctor in people},
        windows=windows,
        cases=wanted,
    )
    return Drawn(problem, homes, places)


def _caisse(n: int) -> Caisse:
    far = n % 12 == 11
    zone, calendar = OVERSEAS[n // 12 % 4] if far else ("Europe/Paris", "metropole")
    return Caisse(f"{n:03}", f"région {n % 18}", zone, "alsace_moselle" if n == 5 else calendar)


def _sites(rng: random.Random, caisses: list[Caisse]) -> tuple[list[Site], dict[str, Place]]:
    sites, places = [], {}
    for caisse in caisses:
        centre = (rng.uniform(43, 50), rng.uniform(-1, 7))
        for k in range(3):
            site = Site(f"{caisse.code}-{k}", caisse.code, rng.choice((1, 2, 3)))
            places[site.id] = _near(rng, centre)
            sites.append(replace(site, position=places[site.id]))
    return sites, places


def _near(rng: random.Random, place: Place) -> Place:
    return (place[0] + rng.gauss(0, 0.3), place[1] + rng.gauss(0, 0.4))


def _doctor(rng: random.Random, n: int, caisses: list[Caisse]) -> Doctor:
    more = {name for name, _ in COMPETENCES[1:] if rng.random() < 0.35}
    caisse = caisses[n % len(caisses)].code
    return Doctor(f"m{n}", f"{10000000000 + n}", caisse, frozenset({"generaliste", *more}))


def _diary(rng: random.Random, doctor: Doctor, sites: list[Site]) -> list[Window]:
    own = [site.id for site in sites if site.caisse == doctor.caisse]
    windows = []
    for offset in range(28):
        day = PLAN_DAY + timedelta(days=3 + offset)
        if day.weekday() > 4 or rng.random() < 0.1:
            continue
        for debut, fin in ((time(8, 30), time(12, 30)), (time(13, 30), time(17))):
            site = rng.choice(own) if rng.random() < 0.25 else None
            way = Modalite.PRESENTIEL if site else Modalite.VISIO
            windows.append(Window(doctor.id, day, debut, fin, way, site))
    return windows


def _case(rng: random.Random, n: int, caisses: list[Caisse], people: list[Doctor]) -> Case:
    # Caisses are unequally loaded, so that video must carry cases from one to another.
    caisse = caisses[int(len(caisses) * rng.random() ** 1.3)].code
    names = [name for name, _ in COMPETENCES]
    shares = [share for _, share in COMPETENCES]
    leave = None if rng.random() < 0.05 else PLAN_DAY + timedelta(days=rng.randint(9, 60))
    own = {rng.choice(people).rpps} if rng.random() < 0.02 else set()
    needs = {"presentiel"} if rng.random() < 0.1 else set()
    return Case(
        reference=f"TC-{n:07}",
        insured=f"p{n}",
        caisse=caisse,
        competence=rng.choices(names, shares)[0],
        priority=rng.choices((1, 2, 3, 4, 5), (10, 20, 40, 20, 10))[0],
        last_day=leave,
        besoins=frozenset(needs),
        has_email=rng.random() > 0.04,
        has_mobile=rng.random() > 0.04,
        own=frozenset(own),
    )


def first_come(problem: Problem) -> dict[str, tuple[Slot, Demand]]:
    """What a booking page does: each case in order of arrival takes its first free slot, at home first."""
    slots = build_slots(problem)
    demands, days = build_demands(problem, slots), Days(problem)
    offers: dict[tuple[str, str, bool], list[Slot]] = {}
    for slot in slots:
        for competence in slot.doctor.competences:
            offers.setdefault((slot.doctor.caisse, competence, slot.in_person), []).append(slot)
    rooms: dict[tuple[str, datetime], int] = {}
    taken: set[int] = set()
    placed: dict[str, tuple[Slot, Demand]] = {}
    for demand in demands.all:
        queue = offers.get((demand.case.caisse, demand.case.competence, demand.forced), [])
        for slot in queue:
            room = (slot.site.id if slot.site else "", slot.start)
            full = slot.site is not None and rooms.get(room, 0) >= slot.site.rooms
            if slot.index not in taken and not full and days.usable(demand, slot):
                placed[demand.case.reference] = (slot, demand)
                taken.add(slot.index)
                rooms[room] = rooms.get(room, 0) + 1
                break
    return placed


def kilometres(drawn: Drawn, reference: str, site: str) -> float:
    """As the crow flies; a degree of latitude is 111 km."""
    (lat, lon), (to_lat, to_lon) = drawn.homes[reference], drawn.sites[site]
    return math.hypot(lat - to_lat, (lon - to_lon) * math.cos(math.radians(lat))) * 111


class Took(NamedTuple):
    """Seconds on the clock and of the processor."""

    wall: float
    cpu: float


class Watch:
    """Runs from its making."""

    def __init__(self) -> None:
        self._wall, self._cpu = timing.perf_counter(), timing.process_time()

    def read(self) -> Took:
        """What has passed since."""
        return Took(timing.perf_counter() - self._wall, timing.process_time() - self._cpu)


def line(name: str, took: Took, score: Score, placed: int, weight: int, far: list[float]) -> None:
    """One line of the table."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    wait = score.waited / max(score.placed, 1)
    mean = sum(far) / max(len(far), 1)
    share = 100 * score.placed / weight
    print(
        f"  {name:24} {took.wall:7.2f} s (cpu {took.cpu:6.2f}) {memory:6} MB  placed {placed:7}  weight {share:6.2f} %"
        f"  waited {wait:5.2f} d  outside {score.outside:6}  on site {len(far):6} × {mean:5.1f} km",
        flush=True,
    )


def run(cases: int, doctors: int) -> None:
    """One size, both ways."""
    print(f"{cases} cases, {doctors} doctors", flush=True)
    drawn = draw(cases, doctors)
    problem = drawn.problem
    weight = sum(case.weight for case in problem.cases)
    watch = Watch()
    plan = solve(problem)
    took = watch.read()
    far = [kilometres(drawn, one.reference, one.site) for one in plan.placements if one.site]
    line("telecontrole", took, plan.objective, len(plan.placements), weight, far)
    gap = 100 * (1 - plan.objective.placed / max(plan.bound.placed, 1))
    print(f"  objective {tuple(plan.objective)} bound {tuple(plan.bound)} gap {gap:.4f} %")
    watch = Watch()
    served = first_come(problem)
    took = watch.read()
    days = Days(problem)
    plan_day = PLAN_DAY.toordinal()
    score = total(
        Score(d.case.weight, d.case.weight * (days.day(d, s) - plan_day), 0)
        for s, d in served.values()
    )
    far = [kilometres(drawn, ref, s.site.id) for ref, (s, _) in served.items() if s.site]
    line("first come, first served", took, score, len(served), weight, far)


SIZES = {1_000: 60, 10_000: 120, 100_000: 1_200}

if __name__ == "__main__":
    for size in [int(word) for word in sys.argv[1:]] or SIZES:
        run(size, SIZES.get(size, max(2, size // 80)))
