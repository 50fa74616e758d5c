"""The first place in person for one case, on the spot: no optimum, nobody moves."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from telecontrole.rooms.planning import rules
from telecontrole.rooms.planning.enums import Reason
from telecontrole.rooms.planning.solver.demand import Days, build_demands
from telecontrole.rooms.planning.solver.problem import Case, Placement, Problem
from telecontrole.rooms.planning.solver.reasons import judge
from telecontrole.rooms.planning.solver.slots import Bookings, Slot, build_slots, person
from telecontrole.rooms.territory.distances import crow_flies


def first_in_person(problem: Problem, case: Case) -> Placement | Reason:
    """Earliest slot on a site of the case's caisse that the case may take, else why there is none.

    `problem.cases` is not read. Of slots at one time, doctors of the caisse come first, then
    the nearer site when positions are known, then order of RPPS. Raises `KeyError` for an unknown caisse.
    """
    alone = replace(problem, cases=(_in_person(case),))
    taken, own = Bookings(alone.busy), person(case.insured)
    slots = build_slots(alone, taken)
    demands = build_demands(alone, slots)
    days, demand = Days(alone), demands.all[0]
    length = alone.settings.interview
    fitting = [
        slot
        for slot in slots
        if days.usable(demand, slot) and not taken.meet(own, slot.start, slot.start + length)
    ]
    if not fitting:
        return judge(alone)[case.reference]
    best = min(
        fitting,
        key=lambda slot: (
            slot.start,
            slot.doctor.caisse != case.caisse,
            _far(case, slot),
            slot.index,
        ),
    )
    site = best.site.id if best.site else None
    return Placement(
        case.reference, best.doctor.id, best.start, best.modalite, site, best.free_rooms[0]
    )


def _far(case: Case, slot: Slot) -> float:
    """Kilometres from home, 0 when they are not known."""
    known = slot.site is not None and slot.site.position is not None and case.home is not None
    return crow_flies(case.home, slot.site.position) if known else 0.0  # type: ignore[union-attr,arg-type]


def _in_person(case: Case) -> Case:
    return replace(case, besoins=frozenset(chain(case.besoins, (rules.PRESENTIEL,))))
