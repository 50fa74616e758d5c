"""A médecin-conseil is ill today's week: the day is freed and re-placed, in seconds, with diaries of a whole country.

    .venv/bin/python bench/absence.py [DOCTORS…]

For each size (60, 300, 1 200 doctors): a scratch database, four weeks of diaries, two slots in three taken.
The fullest day of one doctor (16 appointments) is given up: seconds to show the consequences, seconds to save
them, who is kept at the same hour, moved, called; and messages that leave. Then the same with fuller diaries,
where the search has to go further: nobody free for two weeks, and nobody free at all. More than 5 s is an error
(exit 1); the seconds that this process had of the processor stand behind. Beside it, the same day moved one by
one in order of hour to the first free place, as a booking page does: how many people must be told.
"""

from __future__ import annotations

import os
import random
import sys
import time as timing
import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from telecontrole.foundations import access, clock  # noqa: E402
from telecontrole.foundations.access import Actor  # noqa: E402
from telecontrole.foundations.database.scratch import scratch_database  # noqa: E402
from telecontrole.rooms.cases.models import Case, CaseNeeds  # noqa: E402
from telecontrole.rooms.diaries import rules as names  # noqa: E402
from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason  # noqa: E402
from telecontrole.rooms.diaries.models import Availability, Booking  # noqa: E402
from telecontrole.rooms.diaries.services import NewClosure, Taken, Wanted, book_many  # noqa: E402
from telecontrole.rooms.notices.models import Notice  # noqa: E402
from telecontrole.rooms.people.models import Insured, MedecinConseil  # noqa: E402
from telecontrole.rooms.planning import reading, rules, writing  # noqa: E402
from telecontrole.rooms.planning.changes import kinds  # noqa: E402
from telecontrole.rooms.planning.changes.applying import apply  # noqa: E402
from telecontrole.rooms.planning.changes.finding import touched  # noqa: E402
from telecontrole.rooms.planning.changes.proposal import Change, Proposal  # noqa: E402
from telecontrole.rooms.planning.enums import Modalite, Origin  # noqa: E402
from telecontrole.rooms.planning.models import Appointment  # noqa: E402
from telecontrole.rooms.planning.rules import Settings  # noqa: E402
from telecontrole.rooms.planning.solver.demand import Days, build_demands  # noqa: E402
from telecontrole.rooms.planning.solver.problem import Placement  # noqa: E402
from telecontrole.rooms.planning.solver.slots import build_slots  # noqa: E402
from telecontrole.rooms.planning.tests.world import World  # noqa: E402

ACTOR = Actor.system("planner")
NOW = datetime.fromisoformat("2026-12-01T07:00:00+00:00")
SICK_DAY = date(2026, 12, 4)
HOURS = ((time(8, 30), time(12, 30)), (time(13, 30), time(17, 30)))
LIMIT_SECONDS = 5.0
SIZES = (60, 300, 1_200)
#: How full the diaries are, and until which day nobody has anything left.
STAGES = (
    ("two in three taken", SICK_DAY),
    ("two weeks full", SICK_DAY + timedelta(days=14)),
    ("all full", SICK_DAY + timedelta(days=60)),
)


Start = tuple[MedecinConseil, datetime]


def fill(doctors: int) -> list[Start]:
    """Diaries of four weeks, two slots in three taken; the sick day of the first doctors is full. Every slot."""
    rng, world = random.Random(1), World()
    for n in range(max(2, doctors // 12)):
        world.caisse(f"{n:03}")
    people = [world.medecin(f"{n % len(world.caisses):03}") for n in range(doctors)]
    days = [SICK_DAY - timedelta(days=1) + timedelta(days=n) for n in range(28)]
    days = [day for day in days if day.weekday() < 5]
    Availability.objects.bulk_create(
        (
            Availability(medecin=one, date=day, debut=debut, fin=fin, modalite="visio")
            for one in people
            for day in days
            for debut, fin in HOURS
        ),
        batch_size=2_000,
    )
    settings = rules.settings_on(SICK_DAY)
    slots = [
        (one, start)
        for one in people
        for day in days
        for debut, fin in HOURS
        for start in rules.slot_starts(day, debut, fin, "Europe/Paris", settings)
    ]
    ill = people[: len(STAGES)]
    starts = [
        (one, start)
        for one, start in slots
        if rng.random() < 0.67 or (one in ill and start.date() == SICK_DAY)
    ]
    # Of the other days only the hours count: who meets there is looked at by nobody.
    _place(world, [one for one in starts if one[1].date() == SICK_DAY], settings)
    hold([one for one in starts if one[1].date() != SICK_DAY], settings)
    return slots


def hold(starts: list[Start], settings: Settings) -> None:
    """Take these hours of the doctors, each with somebody; what somebody holds already stays theirs."""
    wanted = (
        Wanted(
            uuid.uuid4(),
            (
                Taken(names.agent(one.id), start, start + settings.slot),
                Taken(names.insured(uuid.uuid4()), start, start + settings.interview),
            ),
        )
        for one, start in starts
    )
    book_many(wanted=wanted)


def crowd(slots: list[Start], before: date) -> None:
    """Take every slot that is left before a day."""
    settings = rules.settings_on(SICK_DAY)
    rows = Booking.objects.filter(active=True, resource__startswith="agent:")
    held = set(rows.values_list("resource", "during__startswith"))
    early = [one for one in slots if one[1].date() < before]
    hold([one for one in early if (names.agent(one[0].id), one[1]) not in held], settings)


def _place(world: World, starts: list[tuple[MedecinConseil, datetime]], settings: Settings) -> None:
    codes = list(world.caisses)
    insured, cases, rows = [], [], []
    for n, (doctor, start) in enumerate(starts):
        caisse = world.caisses[codes[n % len(codes)]]
        insured.append(
            Insured(
                nir_fingerprint=uuid.uuid4().bytes,
                nir_sealed=b"sealed",
                nom_naissance="P",
                prenoms="C",
                sexe="F",
                date_naissance=date(1980, 1, 1),
                caisse=caisse,
                email="a@exemple.test",
                mobile="+33612345678",
            )
        )
        cases.append(
            Case(
                reference=f"TC-{uuid.uuid4().hex[:12]}",
                caisse=caisse,
                insured=insured[-1],
                motif="maladie",
                date_debut=date(2026, 9, 1),
                row_digest=b"digest",
                imported_at=NOW,
                priorite=3,
                state="planifie",
            )
        )
        place = Placement("", str(doctor.id), start, Modalite.VISIO, None, None)
        rows.append(
            writing.build(
                place,
                cases[-1],  # type: ignore[arg-type]
                version=1,
                zone="Europe/Paris",
                origin=Origin.PLAN,
                now=NOW,
                settings=settings,
            )
        )
    Insured.objects.bulk_create(insured, batch_size=1_000)
    Case.objects.bulk_create(cases, batch_size=1_000)
    with access.medical(Actor.system("importer"), purpose="import", subject="bench"):
        needs = (CaseNeeds(case=case, competence="generaliste", besoins=[]) for case in cases)
        CaseNeeds.objects.bulk_create(needs, batch_size=1_000)
    Appointment.objects.bulk_create(rows, batch_size=1_000)
    wanted = (writing.wanted(row, one.id, settings) for row, one in zip(rows, insured, strict=True))
    assert book_many(wanted=wanted) == []


def measure(doctors: int) -> float:
    """One size; the slowest of looking and saving, in seconds."""
    slots, slowest = fill(doctors), 0.0
    people = list(dict.fromkeys(one for one, _ in slots))
    for doctor, (name, before) in zip(people, STAGES, strict=False):
        crowd(slots, before)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        slowest = max(slowest, fall_ill(doctor, f"{doctors:5} doctors, {name}"))
    return slowest


def fall_ill(doctor: MedecinConseil, name: str) -> float:
    """The sick day of one doctor; the slower of looking and saving, in seconds."""
    start, end = kinds.day_span(SICK_DAY, SICK_DAY, "Europe/Paris")
    new = NewClosure(ClosureKind.ABSENCE, start, end, ClosureReason.IMPREVU, medecin=doctor.id)
    change = kinds.closing(new)
    begin, cpu = timing.perf_counter(), timing.process_time()
    seen = change.find(NOW)
    looked, looking = timing.perf_counter() - begin, timing.process_time() - cpu
    assert isinstance(seen, Proposal)
    peers = one_by_one(seen, change)
    before = Notice.objects.count()
    begin, cpu = timing.perf_counter(), timing.process_time()
    saved = apply(change=change, seen=seen.digest, actor=ACTOR, now=NOW)
    stored, storing = timing.perf_counter() - begin, timing.process_time() - cpu
    assert isinstance(saved, Proposal), saved
    leave = Notice.objects.count() - before
    total = Booking.objects.filter(active=True, resource__startswith="agent:").count()
    print(
        f"{name}, {total:6} hours taken: shown in {looked:5.2f} s (cpu {looking:.2f}),"
        f" saved in {stored:5.2f} s (cpu {storing:.2f});"
        f" {dict(saved.counts)}, {leave} messages planned;"
        f" one by one to the first free place: {peers} of {len(saved.outcomes)} people told",
        flush=True,
    )
    return max(looked, stored)


def one_by_one(seen: Proposal, change: Change) -> int:
    """People whom a booking page would have to tell: each in order of hour takes the first free place."""
    wanted = touched([one.before for one in seen.outcomes])
    problem = reading.between(
        NOW,
        SICK_DAY - timedelta(days=3),
        SICK_DAY + timedelta(days=7),
        [one.case for one in wanted],
        without={one.before.id for one in wanted},
    )
    problem = replace(problem, busy=(*problem.busy, *change.taken))
    slots, days = build_slots(problem), Days(problem)
    demands = {one.case.reference: one for one in build_demands(problem, slots).all}
    used: set[int] = set()
    told = 0
    for one in wanted:
        demand = demands[one.case.reference]
        free = (slot for slot in slots if slot.index not in used and days.usable(demand, slot))
        slot = next(free, None)
        if slot is not None:
            used.add(slot.index)
        told += slot is None or slot.start != one.before.starts_at
    return told


def main(sizes: list[int]) -> int:
    """Every size; 1 when one of them is too slow."""
    slowest = 0.0
    for size in sizes:
        with scratch_database("bench_absence"):
            clock.step_to(NOW)
            try:
                slowest = max(slowest, measure(size))
            finally:
                clock.release()
    return int(slowest > LIMIT_SECONDS)


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]] or list(SIZES)))
