"""Fewer kilometres among plans that are equal: who meets in person, and where, within what the sums leave open.

Two exact assignments, for each caisse: first among cases of one weight over all days (whoever takes whose slot,
the sum of waits stays), then among the cases of one day, over free slots of that day as well. Doctors of
another caisse are never more than before. Only distances that are known count; without any, nothing happens.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from telecontrole.rooms.planning.solver.demand import Days, Demand
from telecontrole.rooms.planning.solver.flow import solve_flow
from telecontrole.rooms.planning.solver.graph import SINK, Graph, components
from telecontrole.rooms.planning.solver.problem import Score
from telecontrole.rooms.planning.solver.sharing import Gate, Sharing
from telecontrole.rooms.planning.solver.slots import Slot
from telecontrole.rooms.planning.solver.tokens import name_units
from telecontrole.rooms.territory.distances import crow_flies

#: Distances are compared to the hundred metres: finer is not known.
_PER_KILOMETRE = 10
Placed = dict[int, int]


class Nearing:
    """One plan (case → slot) brought near; people with another appointment (`crowded`) stay where they are."""

    def __init__(
        self,
        demands: Sequence[Demand],
        slots: Sequence[Slot],
        days: Days,
        sharing: Sharing,
        placed: Placed,
        crowded: Callable[[int], bool],
    ) -> None:
        self._demands, self._slots, self._days, self._sharing = demands, slots, days, sharing
        self._placed = dict(placed)
        self._metres: dict[tuple[int, str], int] = {}
        self._movable = [
            case
            for case, slot in sorted(placed.items())
            if slots[slot].site is not None
            and demands[case].case.home is not None
            and not crowded(case)
        ]

    def run(self) -> Placed:
        """The plan with fewer kilometres, or as it was."""
        by_weight: dict[object, list[int]] = defaultdict(list)
        for case in self._movable:
            one = self._demands[case].case
            by_weight[one.caisse, one.weight].append(case)
        for cases in by_weight.values():
            self._assign(cases, [self._placed[case] for case in cases], {})
        by_day: dict[object, list[int]] = defaultdict(list)
        for case in self._movable:
            slot = self._slots[self._placed[case]]
            by_day[self._demands[case].case.caisse, slot.day].append(case)
        free = self._free() if by_day else {}
        for key, cases in by_day.items():
            mine = [self._placed[case] for case in cases]
            self._assign(cases, [*mine, *free.get(key, ())], self._room_left(cases))
        return self._placed

    def _free(self) -> dict[object, list[int]]:
        """Slots that nobody holds and that ask nothing of others, by caisse of the site and day."""
        held = set(self._placed.values())
        found: dict[object, list[int]] = defaultdict(list)
        for slot in self._slots:
            bound = slot.index in self._sharing.hard or slot.index in self._sharing.crossing
            if slot.site is not None and slot.index not in held and not bound:
                found[slot.site.caisse, slot.day].append(slot.index)
        return found

    def _room_left(self, cases: Iterable[int]) -> Counter[Gate]:
        """How many of the group may pass each gate: what the others do not take."""
        mine = {self._placed[case] for case in cases}
        left = Counter(self._sharing.gate_room)
        for slot in self._placed.values():
            gate = self._sharing.gates.get(slot)
            if gate is not None and slot not in mine:
                left[gate] -= 1
        return left

    def _assign(
        self, cases: list[int], slots: list[int], gates: Counter[Gate] | dict[Gate, int]
    ) -> None:
        sites = {self._slots[slot].site for slot in slots}
        if len(sites) == 1:
            return
        graph, leaves = Graph(), dict[int, int]()
        doors: dict[Gate, int] = {}
        for slot in slots:
            leaves[slot] = graph.node()
            graph.slots[leaves[slot]] = [slot]
            graph.link(leaves[slot], self._door(graph, doors, slot, gates), 1)
        price = 1 + sum(max(self._cost(case, slot) for slot in slots) for case in cases)
        for case in cases:
            node = graph.node()
            graph.cases[node] = [case]
            for slot in slots:
                if self._days.usable(self._demands[case], self._slots[slot]):
                    away = self._slots[slot].doctor.caisse != self._demands[case].case.caisse
                    cost = self._cost(case, slot) + price * away
                    graph.link(node, leaves[slot], 1, Score(1, cost, 0))
        units: dict[int, int] = {}
        for part in components(graph):
            units.update(solve_flow(graph, part)[0])
        found, _ = name_units(graph, units)
        if len(found) == len(cases):
            self._placed.update(found)

    def _door(
        self,
        graph: Graph,
        doors: dict[Gate, int],
        slot: int,
        gates: Counter[Gate] | dict[Gate, int],
    ) -> int:
        gate = self._sharing.gates.get(slot)
        if gate is None or gate not in gates:
            return SINK
        if gate not in doors:
            doors[gate] = graph.node()
            graph.link(doors[gate], SINK, max(0, gates[gate]))
        return doors[gate]

    def _cost(self, case: int, slot: int) -> int:
        """Hundreds of metres from home to the site of a slot; nothing when the site's position is unknown."""
        site, home = self._slots[slot].site, self._demands[case].case.home
        if site is None or site.position is None or home is None:
            return 0
        key = (case, site.id)
        if key not in self._metres:
            self._metres[key] = round(crow_flies(home, site.position) * _PER_KILOMETRE)
        return self._metres[key]
