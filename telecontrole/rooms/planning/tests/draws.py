"""Random problems, small or middling, made to be unkind."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.solver.problem import (
    Busy,
    Caisse,
    Case,
    Doctor,
    Problem,
    Site,
    Window,
)

CAISSES = (
    Caisse("141", "Normandie", "Europe/Paris", "metropole"),
    Caisse("671", "Grand Est", "Europe/Paris", "alsace_moselle"),
    Caisse("974", "La Réunion", "Indian/Reunion", "la_reunion"),
    Caisse("972", "Martinique", "America/Martinique", "martinique"),
    Caisse("987", "Polynésie", "Pacific/Tahiti", "metropole"),
)
STARTS = (time(8), time(9), time(9, 15), time(9, 30), time(13), time(15, 40))
PLAN_DAY = date(2026, 12, 14)


def draw(seed: int, *, size: int, doctors: int, days: int = 12) -> Problem:
    """A problem of at most `size` cases; equal seeds give equal problems."""
    rng = random.Random(seed)
    caisses = rng.sample(CAISSES, rng.randint(1, 3))
    sites = [
        Site(f"{caisse.code}-{n}", caisse.code, rng.choice((0, 1, 1, 2)))
        for caisse in caisses
        for n in range(rng.randint(1, 2))
    ]
    people = [_doctor(rng, f"d{n}", caisses) for n in range(rng.randint(1, doctors))]
    windows = [
        _window(rng, doctor, sites, days)
        for doctor in people
        for _ in range(rng.randint(2, 3 + size // 8))
    ]
    cases = [_case(rng, n, caisses, people, size, days) for n in range(rng.randint(1, size))]
    return Problem(
        now=datetime.combine(PLAN_DAY, time(rng.choice((7, 16, 18))), UTC),
        plan_day=PLAN_DAY,
        until=PLAN_DAY + timedelta(days=rng.choice((4, days, days))),
        caisses={caisse.code: caisse for caisse in caisses},
        sites={site.id: site for site in sites},
        doctors={doctor.id: doctor for doctor in people},
        windows=tuple(windows),
        cases=tuple(cases),
        busy=tuple(_busy(rng, windows, cases, sites) for _ in range(rng.choice((0, 0, 1, 2)))),
        visio_open=_rollout(rng),
    )


def _rollout(rng: random.Random) -> Callable[[str, date], bool]:
    day = PLAN_DAY + timedelta(days=rng.choice((-9, -9, 5)))
    return lambda region, on: on >= day or region == "Normandie"


def _doctor(rng: random.Random, name: str, caisses: list[Caisse]) -> Doctor:
    competences = frozenset(rng.choice((("generaliste",), ("generaliste", "at_mp"), ("at_mp",))))
    return Doctor(name, f"rpps-{name}", rng.choice(caisses).code, competences)


def _window(rng: random.Random, doctor: Doctor, sites: list[Site], days: int) -> Window:
    start = rng.choice(STARTS)
    minutes = start.hour * 60 + start.minute + rng.choice((30, 60, 95, 150))
    day = PLAN_DAY + timedelta(days=rng.choice((2, 3, 3, 3, 4, 4, 7, days)))
    site = rng.choice([None, *(site.id for site in sites if rng.random() < 0.7)])
    modalite = Modalite.PRESENTIEL if site else Modalite.VISIO
    return Window(doctor.id, day, start, time(*divmod(minutes, 60)), modalite, site)


def _case(
    rng: random.Random, n: int, caisses: list[Caisse], people: list[Doctor], size: int, days: int
) -> Case:
    last = rng.choice((None, None, PLAN_DAY + timedelta(days=rng.randint(3, days))))
    needs = rng.choice(((), (), ("presentiel",), ("interprete:pt",)))
    own = {rng.choice(people).rpps} if rng.random() < 0.3 else set()
    return Case(
        reference=f"c{n:03}",
        insured=f"p{rng.randint(0, max(2, size))}",
        caisse=rng.choice(caisses).code,
        competence=rng.choice(("generaliste", "generaliste", "at_mp")),
        priority=rng.randint(1, 5),
        last_day=last,
        besoins=frozenset(needs),
        has_email=rng.random() < 0.95,
        has_mobile=rng.random() < 0.95,
        own=frozenset(own),
    )


def _busy(rng: random.Random, windows: list[Window], cases: list[Case], sites: list[Site]) -> Busy:
    window = rng.choice(windows)
    start = datetime.combine(window.day, window.debut, UTC) + timedelta(
        minutes=rng.choice((-75, -60, -45, -30, -20, 0, 15))
    )
    end = start + timedelta(minutes=30)
    kind = rng.choice(("agent", "insured", "room"))
    names = {"agent": window.doctor, "insured": rng.choice(cases).insured}
    site = rng.choice(sites)
    return Busy(kind, names.get(kind, site.id), start, end, 1 if kind == "room" else 0)
