"""Reads of the room: cases, and the files that bring them."""

from __future__ import annotations

from telecontrole.rooms.cases.selectors.cases import (
    CaseInfo,
    NeedsInfo,
    PlannerCase,
    all_cases,
    by_reference,
    case,
    cases,
    count_by_state,
    in_batches,
    listed,
    needs,
    needs_many,
    of_insured,
    of_persons,
    open_cases,
    planner_cases,
    some_wait,
    third_person_cases,
)
from telecontrole.rooms.cases.selectors.imports import (
    LineInfo,
    RunInfo,
    line,
    lines,
    run,
    runs,
)

__all__ = [
    "CaseInfo",
    "LineInfo",
    "NeedsInfo",
    "PlannerCase",
    "RunInfo",
    "all_cases",
    "by_reference",
    "case",
    "cases",
    "count_by_state",
    "in_batches",
    "line",
    "lines",
    "listed",
    "needs",
    "needs_many",
    "of_insured",
    "of_persons",
    "open_cases",
    "planner_cases",
    "run",
    "runs",
    "some_wait",
    "third_person_cases",
]
