"""A network of like cases and like slots: what the two engines solve."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from telecontrole.rooms.planning.solver.problem import Score

SINK = 0


class Arc(NamedTuple):
    """`most` units may pass; each adds `cost` to the objective."""

    tail: int
    head: int
    most: int
    cost: Score


FREE = Score(0, 0, 0)


@dataclass(slots=True)
class Graph:
    """Nodes are numbers; node 0 takes every unit. Arcs stand in the order of their making.

    `cases` = indexes of the cases that start at a node, `slots` = indexes of the slots that a leaf
    stands for, `room_of` = the room that an arc chooses, `limits` = sums of arcs that are bounded.
    """

    arcs: list[Arc] = field(default_factory=list)
    size: int = 1
    cases: dict[int, list[int]] = field(default_factory=dict)
    slots: dict[int, list[int]] = field(default_factory=dict)
    room_of: dict[int, int] = field(default_factory=dict)
    limits: list[tuple[tuple[int, ...], int]] = field(default_factory=list)

    def node(self) -> int:
        """A new node."""
        self.size += 1
        return self.size - 1

    def link(self, tail: int, head: int, most: int, cost: Score = FREE) -> int:
        """A new arc; returns its number."""
        self.arcs.append(Arc(tail, head, most, cost))
        return len(self.arcs) - 1

    def limit(self, arcs: Iterable[int], most: int) -> None:
        """The units on `arcs` together are at most `most`."""
        self.limits.append((tuple(arcs), most))


def components(graph: Graph) -> list[list[int]]:
    """Arcs by connected part of the network without its sink; a limit ties its arcs together."""
    parent = list(range(graph.size))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for arc in graph.arcs:
        if arc.head != SINK:
            parent[root(arc.head)] = root(arc.tail)
    for arcs, _ in graph.limits:
        for one in arcs[1:]:
            parent[root(graph.arcs[one].tail)] = root(graph.arcs[arcs[0]].tail)
    parts: dict[int, list[int]] = {}
    for number, arc in enumerate(graph.arcs):
        parts.setdefault(root(arc.tail), []).append(number)
    return list(parts.values())
