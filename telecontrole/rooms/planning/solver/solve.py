"""The best plan of a problem, and the proof that there is none better."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from telecontrole.rooms.planning.enums import Reason
from telecontrole.rooms.planning.solver.classes import Strictness
from telecontrole.rooms.planning.solver.demand import Days, Demands, build_demands
from telecontrole.rooms.planning.solver.exchange import Exchange
from telecontrole.rooms.planning.solver.flow import solve_flow
from telecontrole.rooms.planning.solver.graph import components
from telecontrole.rooms.planning.solver.mip import solve_mip
from telecontrole.rooms.planning.solver.nearing import Nearing
from telecontrole.rooms.planning.solver.network import Network
from telecontrole.rooms.planning.solver.problem import Case, Placement, Plan, Problem, Score
from telecontrole.rooms.planning.solver.reasons import judge
from telecontrole.rooms.planning.solver.rooms import number_rooms
from telecontrole.rooms.planning.solver.sharing import build_sharing
from telecontrole.rooms.planning.solver.slots import Bookings, Slot, build_slots
from telecontrole.rooms.planning.solver.tokens import name_units

#: Up to so many cases with a doctor of their own, the network excludes these doctors at once.
OWN_AT_ONCE: Final = 400
#: Beyond so many arcs, what overlapping windows of one doctor leave is not worth a program of the
#: whole country: these few cases take another slot, and the printed bound tells what it cost.
LARGE: Final = 40_000


def solve(problem: Problem, *, reasons: bool = True) -> Plan:
    """Place the cases of `problem`: exact optimum of the individual model, deterministic.

    Without `reasons` nobody asks why the others have no place, and `unplaced` is empty.
    Raises `flow.NotSolved` when a solver fails (placing nobody is always feasible), `KeyError` when
    a case names an unknown caisse.
    """
    taken = Bookings(problem.busy)
    slots = build_slots(problem, taken)
    demands = build_demands(problem, slots)
    days = Days(problem)
    placed, rooms, bound = _settle(demands, slots, days, taken)
    numbers = number_rooms(slots, placed, rooms, problem.settings.slot)
    return Plan(
        placements=tuple(
            _placement(demands.all[case].case, slots[slot], numbers.get(slot))
            for case, slot in sorted(placed.items())
        ),
        unplaced=_reasons(demands, placed) if reasons else {},
        objective=score(demands, slots, days, placed),
        bound=bound,
    )


def _placement(case: Case, slot: Slot, room: int | None) -> Placement:
    site = slot.site.id if slot.site else None
    return Placement(case.reference, slot.doctor.id, slot.start, slot.modalite, site, room)


def _reasons(demands: Demands, placed: dict[int, int]) -> dict[str, Reason]:
    left = tuple(demand.case for demand in demands.all if demand.index not in placed)
    return judge(replace(demands.problem, cases=left)) if left else {}


def _settle(
    demands: Demands, slots: list[Slot], days: Days, taken: Bookings
) -> tuple[dict[int, int], dict[int, int], Score]:
    """Relax, exchange, and tighten the network by what stays broken until nothing does.

    Every network is a relaxation of the individual model, so its optimum is a bound; a plan that
    breaks nothing and reaches it is the best.
    """
    owned = {demand.index for demand in demands.all if demand.own}
    strict = Strictness(own=owned if len(owned) <= OWN_AT_ONCE else set())
    while True:
        literal = frozenset(strict.doctors)
        sharing = build_sharing(slots, demands.problem.settings.slot, literal)
        graph = Network(demands, slots, sharing, days, strict, taken).build()
        units: dict[int, int] = {}
        bounds = [Score(0, 0, 0)]
        limited = {arcs[0] for arcs, _ in graph.limits if arcs}
        for part in components(graph):
            engine = solve_flow if limited.isdisjoint(part) else solve_mip
            found, bound = engine(graph, part)
            units.update(found)
            bounds.append(bound)
        placed, rooms = name_units(graph, units)
        plan = Exchange(demands.problem, demands.all, slots, days, sharing, taken, placed)
        broken = plan.repair()
        crossed = [case for case in broken if plan.crossed_by(case)]
        if broken == crossed and len(graph.arcs) > LARGE:
            plan.place_anew(crossed)
            broken = []
        if not broken:
            nearing = Nearing(demands.all, slots, days, sharing, plan.slot_of, plan.crowded)
            return nearing.run(), rooms, total(bounds)
        _tighten(strict, demands, plan, broken, days, slots)


def _tighten(
    strict: Strictness,
    demands: Demands,
    plan: Exchange,
    broken: Iterable[int],
    days: Days,
    slots: list[Slot],
) -> None:
    people = defaultdict(list)
    for demand in demands.all:
        people[demand.case.insured].append(demand)
    for case in broken:
        demand = demands.all[case]
        if plan.crossed_by(case):
            strict.doctors.add(slots[plan.slot_of[case]].doctor.id)
            continue
        if not days.usable(demand, slots[plan.slot_of[case]]):
            strict.own.add(case)
            continue
        for other in people[demand.case.insured]:
            strict.solo.add(other.index)
            if other.own:
                strict.own.add(other.index)


def score(demands: Demands, slots: list[Slot], days: Days, placed: dict[int, int]) -> Score:
    """The objective counted anew, case by case."""
    counted = []
    plan_day = demands.problem.plan_day.toordinal()
    for case, slot in placed.items():
        demand, at = demands.all[case], slots[slot]
        weight = demand.case.weight
        waited = weight * (days.day(demand, at) - plan_day)
        counted.append(Score(weight, waited, int(at.doctor.caisse != demand.case.caisse)))
    return total(counted)


def total(scores: Iterable[Score]) -> Score:
    """Level by level."""
    placed = waited = outside = 0
    for one in scores:
        placed, waited, outside = placed + one[0], waited + one[1], outside + one[2]
    return Score(placed, waited, outside)
