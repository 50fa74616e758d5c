"""The same hour, way and place with another doctor, for as many appointments as can be: a flow of least cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from telecontrole.rooms.planning.rules import instant
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.solver.flow import solve_flow
from telecontrole.rooms.planning.solver.graph import SINK, Graph, components
from telecontrole.rooms.planning.solver.problem import Case, Placement, Problem, Score, Window
from telecontrole.rooms.planning.solver.slots import Bookings, Slot, build_slots, host, person
from telecontrole.rooms.planning.solver.tokens import name_units

Asked = Sequence[tuple[AppointmentInfo, Case]]
Place = tuple[str, datetime]


def keep(problem: Problem, asked: Asked) -> dict[UUID, Placement]:
    """Places at the hours of `asked`, by appointment: the most there can be.

    The same doctor is best (another room), then one of the person's caisse, then any. Whether the day can be
    announced does not matter: the person knows it already.
    """
    wanted = {one.starts_at for one, _ in asked}
    taken = Bookings(problem.busy)
    slots = [slot for slot in build_slots(_narrow(problem, wanted), taken) if slot.start in wanted]
    by_index = {slot.index: slot for slot in slots}
    graph = _graph(problem, asked, slots, taken)
    units: dict[int, int] = {}
    for part in components(graph):
        found, _ = solve_flow(graph, part)
        units.update(found)
    placed, _ = name_units(graph, units)
    chosen = {asked[case][0]: by_index[slot] for case, slot in placed.items()}
    rooms = _rooms(chosen)
    return {
        one.id: Placement(
            case.reference,
            chosen[one].doctor.id,
            one.starts_at,
            one.modalite,
            str(one.site) if one.site else None,
            rooms.get(one.id),
        )
        for one, case in asked
        if one in chosen
    }


def _narrow(problem: Problem, starts: set[datetime]) -> Problem:
    """Only windows in which one of these starts may lie: the others need no slots."""
    low, high = min(starts), max(starts)

    def near(window: Window) -> bool:
        caisse = host(problem, window)
        if caisse is None:
            return False
        begins = instant(window.day, window.debut, caisse.zone)
        return begins <= high and low < instant(window.day, window.fin, caisse.zone)

    return replace(problem, windows=tuple(filter(near, problem.windows)))


def _graph(problem: Problem, asked: Asked, slots: list[Slot], taken: Bookings) -> Graph:
    graph = Graph()
    at: dict[datetime, list[Slot]] = defaultdict(list)
    leaves: dict[int, int] = {}
    gates: dict[Place, int] = {}
    for slot in slots:
        at[slot.start].append(slot)
        leaves[slot.index] = graph.node()
        graph.slots[leaves[slot.index]] = [slot.index]
        graph.link(leaves[slot.index], _gate(graph, gates, slot), 1)
    by_rpps = {doctor.rpps: doctor.id for doctor in problem.doctors.values()}
    for index, (one, case) in enumerate(asked):
        own = {by_rpps[rpps] for rpps in case.own if rpps in by_rpps}
        if taken.meet(person(case.insured), one.starts_at, one.ends_at):
            continue
        node = graph.node()
        graph.cases[node] = [index]
        for slot in at[one.starts_at]:
            if _suits(slot, one, case) and slot.doctor.id not in own:
                graph.link(node, leaves[slot.index], 1, Score(1, _distance(slot, one, case), 0))
    return graph


def _gate(graph: Graph, gates: dict[Place, int], slot: Slot) -> int:
    """On a site, no more people at one start than free rooms."""
    if slot.site is None:
        return SINK
    place = (slot.site.id, slot.start)
    if place not in gates:
        gates[place] = graph.node()
        graph.link(gates[place], SINK, len(slot.free_rooms))
    return gates[place]


def _suits(slot: Slot, one: AppointmentInfo, case: Case) -> bool:
    site = slot.site.id if slot.site else None
    same_place = (slot.modalite, site) == (one.modalite, str(one.site) if one.site else None)
    return same_place and case.competence in slot.doctor.competences


def _distance(slot: Slot, one: AppointmentInfo, case: Case) -> int:
    if slot.doctor.id == str(one.medecin):
        return 0
    return 1 if slot.doctor.caisse == case.caisse else 2


def _rooms(chosen: dict[AppointmentInfo, Slot]) -> dict[UUID, int]:
    """Everybody keeps their room when it is free; the others take the first one left."""
    numbers: dict[UUID, int] = {}
    used: set[tuple[str, datetime, int]] = set()

    def take(one: AppointmentInfo, slot: Slot, rooms: Sequence[int]) -> None:
        for room in rooms:
            key = (slot.site.id if slot.site else "", slot.start, room)
            if key not in used and room in slot.free_rooms:
                used.add(key)
                numbers[one.id] = room
                return

    on_site = {one: slot for one, slot in chosen.items() if slot.site is not None}
    for one, slot in on_site.items():
        take(one, slot, [one.salle] if one.salle else [])
    for one, slot in on_site.items():
        if one.id not in numbers:
            take(one, slot, slot.free_rooms)
    return numbers
