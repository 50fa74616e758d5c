"""Every case that waits for a place, as the planner sees it: what a plan, made or imagined, is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import excluding, reading, selectors
from telecontrole.rooms.planning.solver.problem import Case


@dataclass(frozen=True, slots=True)
class Asked:
    """The cases of the files, and the same for the planner, in one order."""

    infos: tuple[CaseInfo, ...]
    cases: tuple[Case, ...]


def asked(actor: Actor) -> Asked:
    """Every open case without a place; `actor` reads for the medical service. A constant number of queries.

    Raises `access.MedicalAccessRefused`.
    """
    wanted = cases.planner_cases(actor)
    in_person = selectors.in_person_only(one.case.id for one in wanted)
    homes = people.positions(one.case.insured for one in wanted)
    ruled_out = excluding.excluded(one.case.id for one in wanted)
    return Asked(
        tuple(one.case for one in wanted),
        tuple(
            reading.case_of(
                one.case,
                competence=one.competence,
                besoins=one.besoins,
                reachable=one.reachable,
                in_person=one.case.id in in_person,
                home=homes.get(one.case.insured),
                excluded=ruled_out.get(one.case.id, frozenset()),
            )
            for one in wanted
        ),
    )
