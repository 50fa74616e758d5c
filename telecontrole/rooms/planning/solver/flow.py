"""Solve a part of the network without limits: a flow of least cost, exact in whole numbers."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from ortools.graph.python import min_cost_flow

from telecontrole.rooms.planning.solver.graph import SINK, Arc, Graph
from telecontrole.rooms.planning.solver.problem import Score

#: The solver multiplies costs by the number of nodes, in 64 bits.
LARGEST: Final = 2**62


class NotSolved(Exception):
    """A solver gave no optimum: a fault of ours, never of the data (placing nobody is feasible)."""


class Weights(NamedTuple):
    """One number in place of three: `placed` outweighs any `waited`, which outweighs any `outside`."""

    placed: int
    waited: int
    outside: int

    def of(self, cost: Score) -> int:
        """The cost of one unit (less is better)."""
        waited, outside = cost.waited * self.waited, cost.outside * self.outside
        return waited + outside - cost.placed * self.placed

    def decode(self, total: int) -> Score:
        """The three sums of a total."""
        placed = -(total // self.placed)
        rest = total + placed * self.placed
        waited, outside = divmod(rest, self.waited)
        return Score(placed, waited, outside if self.outside else 0)


def solve_flow(graph: Graph, part: list[int]) -> tuple[dict[int, int], Score]:
    """Units on each arc of `part`, and the proved optimum. Raises `NotSolved`."""
    arcs = [graph.arcs[number] for number in part]
    nodes = {
        node: i for i, node in enumerate(sorted({n for arc in arcs for n in arc[:2]} | {SINK}))
    }
    supply = {node: len(graph.cases[node]) for node in nodes if node in graph.cases}
    weights = _weights(arcs, supply, len(nodes))
    solver = min_cost_flow.SimpleMinCostFlow()
    handles = solver.add_arcs_with_capacity_and_unit_cost(
        np.array([nodes[arc.tail] for arc in arcs] + [nodes[node] for node in supply]),
        np.array([nodes[arc.head] for arc in arcs] + [nodes[SINK]] * len(supply)),
        np.array([arc.most for arc in arcs] + list(supply.values())),
        np.array([weights.of(arc.cost) for arc in arcs] + [0] * len(supply)),
    )
    solver.set_nodes_supplies(
        np.array([nodes[node] for node in supply] + [nodes[SINK]]),
        np.array([*supply.values(), -sum(supply.values())]),
    )
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise NotSolved(str(status))
    flows = solver.flows(handles)[: len(part)].tolist()
    units = {number: units for number, units in zip(part, flows, strict=True) if units}
    return units, weights.decode(solver.optimal_cost())


def _weights(arcs: list[Arc], supply: dict[int, int], nodes: int) -> Weights:
    """Weights that keep the order; beyond 64 bits the third level is left out (its bound is 0)."""
    worst: dict[int, int] = {}
    heaviest = 1
    for arc in arcs:
        worst[arc.tail] = max(worst.get(arc.tail, 0), arc.cost.waited)
        heaviest = max(heaviest, arc.cost.placed)
    waited = sum(worst.get(node, 0) * count for node, count in supply.items())
    people = sum(supply.values())
    full = Weights(waited * (people + 1) + people + 1, people + 1, 1)
    if full.placed * heaviest * max(nodes, people) < LARGEST:
        return full
    return Weights(waited + 1, 1, 0)
