"""The individual model in its plainest form, sharing nothing with the planner but its dataclasses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ortools.linear_solver import pywraplp

from telecontrole.foundations.law.calendars import is_closed
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.planning.solver.problem import Case, Doctor, Placement, Problem, Score, Site

SLOT, TALK = timedelta(minutes=30), timedelta(minutes=20)


class Option(NamedTuple):
    """One way to place one case."""

    doctor: str
    start: datetime
    site: str | None
    room: int | None
    score: Score


def options(problem: Problem, case: Case) -> list[Option]:
    """Every way, each rule written out once more."""
    found: dict[tuple[object, ...], Option] = {}
    for window in problem.windows:
        doctor = problem.doctors[window.doctor]
        visio = window.modalite == Modalite.VISIO
        site = None if visio else problem.sites[window.site or ""]
        host = problem.caisses[site.caisse if site else doctor.caisse]
        for start in starts(window.day, window.debut, window.fin, host.zone):
            if not fits(problem, case, doctor, site, start) or closed(problem, host.code, start):
                continue
            if problem.until is not None and window.day > problem.until:
                continue
            for room in range(1, site.rooms + 1) if site else [None]:
                if site and room and taken(problem, "room", site.id, start, SLOT, room):
                    continue
                name = (doctor.id, start, site.id if site else None, room)
                found[name] = Option(*name, score_of(problem, case, doctor, start))
    return list(found.values())


def local_day(problem: Problem, case: Case, start: datetime) -> date:
    """The person's day."""
    return start.astimezone(ZoneInfo(problem.caisses[case.caisse].zone)).date()


def score_of(problem: Problem, case: Case, doctor: Doctor, start: datetime) -> Score:
    """What a placement adds to the objective."""
    waited = (local_day(problem, case, start) - problem.plan_day).days
    weight = 6 - case.priority
    return Score(weight, weight * waited, int(doctor.caisse != case.caisse))


def fits(problem: Problem, case: Case, doctor: Doctor, site: Site | None, start: datetime) -> bool:
    """Whether the case may be met by this doctor, there and then."""
    home = problem.caisses[case.caisse]
    day = local_day(problem, case, start)
    hour = start.astimezone(ZoneInfo(home.zone)).time()
    # An interpreter, sign language, a companion join by video: calls seat four.
    must = "presentiel" in case.besoins
    letter = not (case.has_email and case.has_mobile)
    visio = not must and not letter and problem.visio_open(home.region, day)
    obstacles = (
        case.competence not in doctor.competences,
        doctor.rpps in case.own,
        site is not None and site.caisse != case.caisse,
        visio != (site is None),
        site is None and not time(8) <= hour <= time(19),
        closed(problem, doctor.caisse, start),
        is_closed(day, home.calendar),
        problem.until is not None and day > problem.until,
        day < earliest(problem, case),
        case.last_day is not None and day > case.last_day,
        taken(problem, "agent", doctor.id, start, SLOT),
        taken(problem, "insured", case.insured, start, TALK),
    )
    return not any(obstacles)


def starts(day: date, debut: time, fin: time, zone: str) -> list[datetime]:
    """Starts of the slots that fit."""
    start = datetime.combine(day, debut, ZoneInfo(zone)).astimezone(UTC)
    end = datetime.combine(day, fin, ZoneInfo(zone)).astimezone(UTC)
    return [start + k * SLOT for k in range(48) if start + (k + 1) * SLOT <= end]


def closed(problem: Problem, caisse: str, start: datetime) -> bool:
    """Whether the caisse is closed on its local day of that instant."""
    where = problem.caisses[caisse]
    return is_closed(start.astimezone(ZoneInfo(where.zone)).date(), where.calendar)


def earliest(problem: Problem, case: Case) -> date:
    """First day that can be notified, found by trying one day after the other."""
    home = problem.caisses[case.caisse]
    zone = ZoneInfo(home.zone)
    day = problem.now.astimezone(zone).date()
    while problem.now >= datetime.combine(day - timedelta(days=2), time(18), zone):
        day += timedelta(days=1)
    if not (case.has_email and case.has_mobile):
        posted = problem.now.astimezone(zone).date() + timedelta(days=1)
        while is_closed(posted, home.calendar):
            posted += timedelta(days=1)
        day = max(day, posted + timedelta(days=10))
    return day


def taken(
    problem: Problem, kind: str, name: str, start: datetime, length: timedelta, room: int = 0
) -> bool:
    """Whether something already booked stands in the way."""
    return any(
        busy.kind == kind
        and busy.id == name
        and busy.room == room
        and busy.start < start + length
        and start < busy.end
        for busy in problem.busy
    )


def clash(case: Case, option: Option, other_case: Case, other: Option) -> bool:
    """Whether the two cannot both be."""
    apart = abs(option.start - other.start)
    if option.doctor == other.doctor and apart < SLOT:
        return True
    if option.site and option.site == other.site and option.room == other.room and apart < SLOT:
        return True
    return case.insured == other_case.insured and apart < TALK


def key(score: Score) -> tuple[int, int, int]:
    """Greater is better."""
    return (score.placed, -score.waited, -score.outside)


def best_by_search(problem: Problem) -> Score:
    """Every combination, one after the other: for a handful of cases."""
    cases = list(problem.cases)
    ways = [options(problem, case) for case in cases]
    best = Score(0, 0, 0)

    def go(index: int, held: list[tuple[Case, Option]], score: Score) -> None:
        nonlocal best
        if key(score) > key(best):
            best = score
        if index == len(cases):
            return
        for option in ways[index]:
            if not any(clash(cases[index], option, case, other) for case, other in held):
                added = Score(*(a + b for a, b in zip(score, option.score, strict=True)))
                go(index + 1, [*held, (cases[index], option)], added)
        go(index + 1, held, score)

    go(0, [], best)
    return best


def best_by_program(problem: Problem) -> Score:
    """One binary per case and option, one row per clash instant: for some tens of cases."""
    solver = pywraplp.Solver.CreateSolver("SCIP")
    ways = [(case, option) for case in problem.cases for option in options(problem, case)]
    used = [solver.BoolVar(str(index)) for index in range(len(ways))]
    rows: dict[tuple[object, ...], list[int]] = {}
    for index, (case, _) in enumerate(ways):
        rows.setdefault(("case", case.reference), []).append(index)
    instants = sorted({option.start for _, option in ways})
    for index, (case, option) in enumerate(ways):
        for instant in instants:
            if option.start <= instant < option.start + SLOT:
                rows.setdefault(("agent", option.doctor, instant), []).append(index)
                if option.site:
                    rows.setdefault(("room", option.site, option.room, instant), []).append(index)
            if option.start <= instant < option.start + TALK:
                rows.setdefault(("person", case.insured, instant), []).append(index)
    for members in rows.values():
        solver.Add(solver.Sum([used[index] for index in members]) <= 1)
    reached = []
    for level, sign in enumerate((1, -1, -1)):
        total = solver.Sum([ways[i][1].score[level] * used[i] for i in range(len(ways))])
        solver.Maximize(sign * total)
        assert solver.Solve() == pywraplp.Solver.OPTIMAL
        reached.append(round(sign * solver.Objective().Value()))
        solver.Add(sign * total >= sign * reached[-1])
    return Score(*reached)


def faults(problem: Problem, placements: tuple[Placement, ...]) -> list[str]:
    """What is wrong with a plan: an option that does not exist, or two that clash."""
    cases = {case.reference: case for case in problem.cases}
    wrong, held = [], []
    for one in placements:
        case = cases[one.reference]
        name = (one.doctor, one.start, one.site, one.room)
        option = next((way for way in options(problem, case) if way[:4] == name), None)
        if option is None:
            wrong.append(f"{one.reference}: {name} is no option")
        else:
            held.append((case, option))
    for (case, option), (other_case, other) in combinations(held, 2):
        if clash(case, option, other_case, other):
            wrong.append(f"{case.reference} and {other_case.reference} clash")
    return wrong


def recount(problem: Problem, placements: tuple[Placement, ...]) -> Score:
    """The objective of a plan, from its options."""
    cases = {case.reference: case for case in problem.cases}
    sums = [0, 0, 0]
    for one in placements:
        name = (one.doctor, one.start, one.site, one.room)
        way = next(w for w in options(problem, cases[one.reference]) if w[:4] == name)
        sums = [a + b for a, b in zip(sums, way.score, strict=True)]
    return Score(*sums)
