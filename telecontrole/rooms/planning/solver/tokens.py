"""From units on arcs to named cases in named slots."""

from __future__ import annotations

from collections import defaultdict

from telecontrole.rooms.planning.solver.graph import SINK, Graph


def name_units(graph: Graph, units: dict[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """Case index → slot index, and slot index → room where an arc chose one.

    Cases of a class move in their order, and a leaf gives its slots in theirs: deterministic.
    """
    leaving: dict[int, list[int]] = defaultdict(list)
    for number in sorted(units):
        leaving[graph.arcs[number].tail].append(number)
    waiting: dict[int, list[int]] = {node: list(cases) for node, cases in graph.cases.items()}
    placed: dict[int, int] = {}
    rooms: dict[int, int] = {}
    for node in _downwards(graph, units):
        here = waiting.pop(node, [])
        if node in graph.slots:
            placed.update(zip(here, graph.slots[node], strict=False))
            chosen = [graph.room_of.get(arc) for arc in leaving[node]]
            if chosen and chosen[0] is not None:
                rooms[graph.slots[node][0]] = chosen[0]
            continue
        for number in leaving[node]:
            count = units[number]
            waiting.setdefault(graph.arcs[number].head, []).extend(here[:count])
            here = here[count:]
    return placed, rooms


def _downwards(graph: Graph, units: dict[int, int]) -> list[int]:
    """Nodes that carry units, each after all that flow into it (Kahn's order)."""
    entering: dict[int, int] = defaultdict(int)
    following: dict[int, list[int]] = defaultdict(list)
    for number in sorted(units):
        arc = graph.arcs[number]
        entering[arc.head] += 1
        following[arc.tail].append(arc.head)
    ready = [node for node in sorted(graph.cases) if node in following]
    order: list[int] = []
    while ready:
        node = ready.pop()
        order.append(node)
        for head in following[node]:
            entering[head] -= 1
            if not entering[head] and head != SINK:
                ready.append(head)
    return order
