"""Build the network of one planning run.

cases of a class → their caisse's day → slots of the caisse                     (cost 0)
                                      → everybody's day → like slots → slots    (outside: cost 1)
                 → their caisse's day on site → slots of its sites → room at that start
A class is a set of cases that no rule tells apart; a leaf a set of slots likewise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from telecontrole.rooms.planning.solver.classes import ClassKey, Leaf, Strictness
from telecontrole.rooms.planning.solver.demand import Days, Demand, Demands, Group
from telecontrole.rooms.planning.solver.graph import SINK, Graph
from telecontrole.rooms.planning.solver.problem import Score
from telecontrole.rooms.planning.solver.sharing import ANY_ROOM, Gate, Sharing
from telecontrole.rooms.planning.solver.slots import Bookings, Slot, person

OUTSIDE = Score(0, 0, 1)


class Network:
    """The graph under construction, with its indexes of leaves."""

    def __init__(
        self,
        demands: Demands,
        slots: list[Slot],
        sharing: Sharing,
        days: Days,
        strict: Strictness,
        taken: Bookings,
    ) -> None:
        self.graph = Graph()
        self._demands, self._slots, self._sharing = demands, slots, sharing
        self._days, self._strict, self._taken = days, strict, taken
        groups = {group.index: group for group in demands.groups.values()}
        self._groups: list[Group] = [groups[index] for index in sorted(groups)]
        self._wanted = frozenset(demand.case.competence for demand in demands.all)
        excluded = (self._own(demand) for demand in demands.all)
        self._apart: frozenset[str] = frozenset().union(*excluded)
        self._gates: dict[object, int] = {}
        self._ends: dict[int, list[int]] = defaultdict(list)
        self._visio: dict[tuple[int, int, str], list[Leaf]] = defaultdict(list)
        self._caisse: dict[tuple[int, int, str, str], list[Leaf]] = defaultdict(list)
        self._site: dict[tuple[str, int, str], list[Leaf]] = defaultdict(list)
        self._hubs: dict[tuple[int, int, str], int] = {}
        self._likes: dict[object, int] = {}
        self._alike: dict[object, list[Leaf]] = defaultdict(list)
        self._day_nodes: dict[object, int | None] = {}
        self._leaves: list[Leaf] = []

    def build(self) -> Graph:
        """The whole network."""
        self._make_leaves()
        for limit in self._sharing.limits:
            self.graph.limit(
                [arc for member in limit.members for arc in self._arcs_of(*member)], limit.most
            )
        classes: dict[ClassKey, list[int]] = defaultdict(list)
        for demand in self._demands.all:
            classes[self._class_of(demand)].append(demand.index)
        for key, members in classes.items():
            self._make_class(key, members)
        self._keep_people_in_one_place()
        return self.graph

    # -- slots

    def _make_leaves(self) -> None:
        alike: dict[object, list[Slot]] = defaultdict(list)
        for slot in self._slots:
            alike[self._leaf_key(slot)].append(slot)
        for slots in alike.values():
            self._make_leaf(slots)

    def _leaf_key(self, slot: Slot) -> object:
        if slot.index in self._sharing.hard:
            return slot.index
        gate = self._gate_of(slot.index)
        place = slot.site.caisse if slot.site else ""
        apart = slot.doctor.id if slot.doctor.id in self._apart else ""
        start: datetime | None = slot.start if self._strict.solo else None
        alike = (slot.doctor.caisse, slot.doctor.competences & self._wanted, apart)
        accessible = slot.site is not None and slot.site.accessible
        return (*alike, place, accessible, self._signature(slot), gate, start)

    def _signature(self, slot: Slot) -> tuple[int, ...]:
        if slot.in_person:
            return (slot.day,)
        return tuple(self._days.visio(group, slot.start) for group in self._groups)

    def _make_leaf(self, slots: list[Slot]) -> None:
        first = slots[0]
        competences = first.doctor.competences & self._wanted
        signature = self._signature(first)
        if not competences or not any(signature):
            return
        site_caisse = first.site.caisse if first.site else ""
        indexes = [slot.index for slot in slots]
        leaf = Leaf(
            self.graph.node(),
            signature,
            first.doctor.caisse,
            competences,
            first.doctor.id if first.doctor.id in self._apart else "",
            site_caisse,
            first.site is not None and first.site.accessible,
            indexes,
        )
        self.graph.slots[leaf.node] = indexes
        self._leaves.append(leaf)
        self._make_ends(leaf, first)
        self._file(leaf)

    def _make_ends(self, leaf: Leaf, first: Slot) -> None:
        """From the leaf to the sink, through its gate, or by one arc for each room it may take."""
        gate = self._gate_of(first.index)
        head = SINK if gate is None else self._gate(gate)
        ends = self._ends[first.index]
        for room in self._sharing.rooms.get(first.index, (ANY_ROOM,)):
            arc = self.graph.link(leaf.node, head, len(leaf.slots))
            ends.append(arc)
            if room != ANY_ROOM:
                self.graph.room_of[arc] = room
        if len(ends) > 1:
            self.graph.limit(ends, 1)

    def _gate_of(self, slot: int) -> Gate | None:
        return self._sharing.gates.get(slot) or self._sharing.cliques.get(slot)

    def _gate(self, gate: Gate) -> int:
        if gate not in self._gates:
            node = self._gates[gate] = self.graph.node()
            self.graph.link(node, SINK, self._sharing.gate_room.get(gate, 1))
        return self._gates[gate]

    def _arcs_of(self, slot: int, room: int) -> list[int]:
        ends = self._ends.get(slot, [])
        if room == ANY_ROOM:
            return ends
        return [arc for arc in ends if self.graph.room_of[arc] == room]

    def _file(self, leaf: Leaf) -> None:
        if not leaf.site_caisse:
            self._alike[leaf.days, leaf.competences].append(leaf)
        for competence in sorted(leaf.competences):
            if leaf.site_caisse:
                self._site[leaf.site_caisse, leaf.days[0], competence].append(leaf)
                continue
            for group, day in enumerate(leaf.days):
                if day:
                    self._visio[group, day, competence].append(leaf)
                    self._caisse[group, day, competence, leaf.caisse].append(leaf)

    # -- cases

    def _own(self, demand: Demand) -> frozenset[str]:
        return demand.own if demand.index in self._strict.own else frozenset()

    def _class_of(self, demand: Demand) -> ClassKey:
        case = demand.case
        solo = demand.index if demand.index in self._strict.solo else -1
        return ClassKey(
            case.caisse,
            case.competence,
            case.weight,
            demand.first,
            demand.last,
            demand.forced,
            self._own(demand),
            case.wheelchair,
            solo,
        )

    def _make_class(self, key: ClassKey, members: list[int]) -> None:
        node = self.graph.node()
        self.graph.cases[node] = members
        if key.solo >= 0:
            self._link_alone(node, self._demands.all[key.solo])
            return
        plan_day = self._demands.problem.plan_day.toordinal()
        for day in range(key.first, key.last + 1):
            cost = Score(key.weight, key.weight * (day - plan_day), 0)
            for head in self._days_of(key, day):
                self.graph.link(node, head, len(members), cost)

    def _days_of(self, key: ClassKey, day: int) -> Iterable[int]:
        group = self._demands.groups[key.caisse]
        on_site = key.forced or day not in group.visio_days
        name = (on_site, key.caisse, key.competence, day, key.own, on_site and key.wheelchair)
        if name not in self._day_nodes:
            make = self._site_day if on_site else self._visio_day
            self._day_nodes[name] = make(group.index, key, day)
        node = self._day_nodes[name]
        return () if node is None else (node,)

    def _site_day(self, _group: int, key: ClassKey, day: int) -> int | None:
        leaves = self._site.get((key.caisse, day, key.competence), [])
        fit = [leaf for leaf in leaves if leaf.accessible or not key.wheelchair]
        return self._fan(key, [leaf for leaf in fit if leaf.doctor not in key.own], None)

    def _visio_day(self, group: int, key: ClassKey, day: int) -> int | None:
        if key.own:
            leaves = self._visio.get((group, day, key.competence), [])
            return self._fan(key, [leaf for leaf in leaves if leaf.doctor not in key.own], None)
        leaves = self._caisse.get((group, day, key.competence, key.caisse), [])
        return self._fan(key, leaves, self._hub(group, day, key.competence))

    def _fan(self, key: ClassKey, leaves: list[Leaf], hub: int | None) -> int | None:
        if not leaves and hub is None:
            return None
        node = self.graph.node()
        for leaf in leaves:
            cost = Score(0, 0, int(leaf.caisse != key.caisse))
            self.graph.link(node, leaf.node, len(leaf.slots), cost)
        if hub is not None:
            self.graph.link(node, hub, len(self._slots), OUTSIDE)
        return node

    def _hub(self, group: int, day: int, competence: str) -> int | None:
        name = (group, day, competence)
        leaves = self._visio.get(name, [])
        if leaves and name not in self._hubs:
            hub = self._hubs[name] = self.graph.node()
            for like in dict.fromkeys(self._like(leaf) for leaf in leaves):
                self.graph.link(hub, like, len(self._slots))
        return self._hubs.get(name)

    def _like(self, leaf: Leaf) -> int:
        """Leaves of every caisse with the same days and competences, behind one node."""
        name = (leaf.days, leaf.competences)
        if name not in self._likes:
            like = self._likes[name] = self.graph.node()
            for other in self._alike[name]:
                self.graph.link(like, other.node, len(other.slots))
        return self._likes[name]

    # -- people who cannot be in two places

    def _link_alone(self, node: int, demand: Demand) -> None:
        plan_day = self._demands.problem.plan_day.toordinal()
        who = person(demand.case.insured)
        length = self._demands.problem.settings.interview
        weight = demand.case.weight
        for leaf in self._leaves:
            slot = self._slots[leaf.slots[0]]
            day = 0 if leaf.doctor in demand.own and leaf.doctor else self._day_of(demand, slot)
            if day and not self._taken.meet(who, slot.start, slot.start + length):
                outside = int(leaf.caisse != demand.case.caisse)
                cost = Score(weight, weight * (day - plan_day), outside)
                self.graph.link(node, leaf.node, 1, cost)

    def _day_of(self, demand: Demand, slot: Slot) -> int:
        return self._days.usable(demand, slot)

    def _keep_people_in_one_place(self) -> None:
        starts = {leaf.node: self._slots[leaf.slots[0]].start for leaf in self._leaves}
        people: dict[str, set[int]] = defaultdict(set)
        for node, members in self.graph.cases.items():
            demand = self._demands.all[members[0]]
            if demand.index in self._strict.solo:
                people[demand.case.insured].add(node)
        owner = {
            node: person for person, nodes in people.items() if len(nodes) > 1 for node in nodes
        }
        arcs: dict[str, dict[datetime, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, arc in enumerate(self.graph.arcs):
            if arc.tail in owner:
                arcs[owner[arc.tail]][starts[arc.head]].append(number)
        for by_start in arcs.values():
            self._limit_person(by_start)

    def _limit_person(self, by_start: dict[datetime, list[int]]) -> None:
        length = self._demands.problem.settings.interview
        ordered = sorted(by_start)
        for position, start in enumerate(ordered):
            meeting: list[int] = []
            back = position
            while back >= 0 and ordered[back] > start - length:
                meeting += by_start[ordered[back]]
                back -= 1
            if len(meeting) > 1:
                self.graph.limit(meeting, 1)
