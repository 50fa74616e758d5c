"""Solve a part of the network with limits: a whole-number program, one level after the other."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import timedelta
from typing import Final

from ortools.math_opt.python import mathopt

from telecontrole.rooms.planning.solver.flow import NotSolved
from telecontrole.rooms.planning.solver.graph import SINK, Graph
from telecontrole.rooms.planning.solver.problem import Score

#: Room for the rounding of a solver that works in floating point; every true value is whole.
SLACK: Final = 1e-4
TIME_LIMIT: Final = timedelta(minutes=3)
Variables = dict[int, mathopt.Variable]


def solve_mip(graph: Graph, part: list[int]) -> tuple[dict[int, int], Score]:
    """Units on each arc of `part`, and the proved bound of each level. Raises `NotSolved`."""
    model = mathopt.Model()
    units = {
        number: model.add_integer_variable(lb=0, ub=graph.arcs[number].most) for number in part
    }
    _keep_balance(model, graph, units)
    chosen = set(part)
    for arcs, most in graph.limits:
        if arcs and arcs[0] in chosen:
            model.add_linear_constraint(mathopt.fast_sum([units[arc] for arc in arcs]) <= most)
    bounds = []
    result = None
    for level in range(3):
        costs = [
            graph.arcs[number].cost[level] * unit
            for number, unit in units.items()
            if graph.arcs[number].cost[level]
        ]
        if result is not None and not costs:
            bounds.append(0)
            continue
        total = mathopt.fast_sum(costs)
        result, bound, value = _best(model, total, maximize=level == 0, hint=result)
        bounds.append(bound)
        # What was reached is kept; no equality, so that rounding cannot make it infeasible.
        model.add_linear_constraint(total >= value if level == 0 else total <= value)
    assert result is not None
    values = result.variable_values()
    counts = {number: round(values[unit]) for number, unit in units.items()}
    return {number: count for number, count in counts.items() if count}, Score(*bounds)


def _best(
    model: mathopt.Model,
    total: mathopt.LinearTypes,
    *,
    maximize: bool,
    hint: mathopt.SolveResult | None,
) -> tuple[mathopt.SolveResult, int, int]:
    model.set_objective(total, is_maximize=maximize)
    parameters = mathopt.SolveParameters(
        threads=1,
        random_seed=1,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.5,
        time_limit=TIME_LIMIT,
    )
    start = mathopt.ModelSolveParameters()
    if hint is not None:
        start.solution_hints.append(mathopt.SolutionHint(variable_values=hint.variable_values()))
    result = mathopt.solve(model, mathopt.SolverType.GSCIP, params=parameters, model_params=start)
    if not result.has_primal_feasible_solution():
        raise NotSolved(str(result.termination))
    proved = result.termination.objective_bounds.dual_bound
    bound = math.floor(proved + SLACK) if maximize else math.ceil(proved - SLACK)
    return result, bound, round(result.objective_value())


def _keep_balance(model: mathopt.Model, graph: Graph, units: Variables) -> None:
    """What enters a node leaves it; no more cases leave a class than it has."""
    leaving: dict[int, list[mathopt.Variable]] = defaultdict(list)
    entering: dict[int, list[mathopt.Variable]] = defaultdict(list)
    for number, unit in units.items():
        arc = graph.arcs[number]
        leaving[arc.tail].append(unit)
        entering[arc.head].append(unit)
    for node, out in leaving.items():
        if node in graph.cases:
            model.add_linear_constraint(mathopt.fast_sum(out) <= len(graph.cases[node]))
        else:
            inside = mathopt.fast_sum(entering[node])
            model.add_linear_constraint(mathopt.fast_sum(out) == inside)
    assert not leaving[SINK]
