"""Nothing that needs a person is anywhere else than on the worklist.

Two lists are kept complete by these tests: every state of the house that waits for somebody, with the task that
says so; and every kind of task that a program opens, with its words on screen.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from django.template import TemplateDoesNotExist, loader

from telecontrole.foundations.vault.enums import DocumentState
from telecontrole.rooms.cases.enums import CaseState, RunState
from telecontrole.rooms.examinations.deciding.enums import DecisionState
from telecontrole.rooms.notices.enums import Failure, State
from telecontrole.rooms.planning.enums import AppointmentState

ROOT = Path(__file__).resolve().parents[2] / "telecontrole"
NOBODY = "goes on by itself"
FINAL = "nothing more happens"
#: What each state waits for: kinds of tasks, or one of the two words above.
WAITS: dict[StrEnum, str] = {
    CaseState.A_PLANIFIER: "sans_place plan_attendu",
    CaseState.PLANIFIE: "entretien_sans_suite",
    CaseState.ATTENTE_REPONSE: "motif_absence",
    CaseState.A_TRAITER: "sans_place absence_non_justifiee",
    CaseState.CLOS: FINAL,
    AppointmentState.PREVU: "entretien_sans_suite",
    AppointmentState.TENU: FINAL,
    AppointmentState.ABSENT: "motif_absence",
    AppointmentState.ECHEC_TECHNIQUE: "sans_place",
    AppointmentState.REFUSE: "sans_place",
    AppointmentState.EMPECHE: "sans_place",
    AppointmentState.ANNULE: "sans_place",
    AppointmentState.REMPLACE: FINAL,
    State.PLANNED: "lettres_a_poster",
    State.CLAIMED: NOBODY,
    State.SENDING: NOBODY,
    State.HANDED: "notice_no_receipt",
    State.DELIVERED: FINAL,
    State.BOUNCED: "notice_bounced",
    State.REFUSED: "notice_refused",
    State.EXPIRED: "notice_expired",
    State.SUPERSEDED: FINAL,
    State.CANCELLED: FINAL,
    State.UNKNOWN: "notice_unknown",
    DocumentState.QUARANTAINE: "documents_a_analyser",
    DocumentState.PROPRE: FINAL,
    DocumentState.INFECTE: FINAL,
    DocumentState.ILLISIBLE: FINAL,
    DocumentState.PURGE: FINAL,
    RunState.RECU: NOBODY,
    RunState.EN_COURS: NOBODY,
    RunState.TERMINE: "import_a_corriger",
    RunState.REFUSE: "import_a_corriger",
    DecisionState.A_VALIDER: "decision_a_prendre suspension_a_decider",
    DecisionState.VALIDEE: "decision_a_prendre suspension_a_decider",
    DecisionState.SIGNEE: "decision_sans_accuse",
    DecisionState.RECUE: FINAL,
    DecisionState.ECARTEE: FINAL,
    **{failure: f"notice_{failure}" for failure in Failure},
}
WATCHED: tuple[type[StrEnum], ...] = (
    CaseState,
    AppointmentState,
    State,
    RunState,
    Failure,
    DocumentState,
    DecisionState,
)
OPENERS = ("open_task", "open_tasks", "NewTask")


def opened() -> Iterator[tuple[str, str]]:
    """Module and kind of each task that a program opens, as far as the source says it."""
    for path in sorted(ROOT.rglob("*.py")):
        if "tests" in path.parts or not any(f"{word}(" in path.read_text() for word in OPENERS):
            continue
        tree = ast.parse(path.read_text())
        constants = {
            target.id: node.value.value
            for node in tree.body
            for target, node in _assigned(node)
            if isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and "task" in _called(node).lower():
                for keyword in node.keywords:
                    kind = _said(keyword.value, constants) if keyword.arg == "kind" else ""
                    if kind:
                        yield str(path.relative_to(ROOT)), kind


def _assigned(node: ast.stmt) -> Iterator[tuple[ast.Name, ast.Assign | ast.AnnAssign]]:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target, node
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target, node


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _said(value: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(value, ast.Constant):
        return str(value.value)
    return constants.get(value.id, "") if isinstance(value, ast.Name) else ""


def speaks(kind: str) -> bool:
    """Whether a kind of task has its line and its advice."""
    try:
        for form in ("txt", "html"):
            loader.get_template(f"worklist/kinds/{kind}.{form}")
    except TemplateDoesNotExist:
        return False
    return True


@pytest.mark.parametrize("enum", WATCHED, ids=lambda enum: str(enum.__name__))
def test_every_state_says_which_task_it_waits_for(enum: type[StrEnum]) -> None:
    assert [state.name for state in enum if state not in WAITS] == []


def test_every_task_that_a_state_waits_for_has_its_words() -> None:
    kinds = {
        kind for said in WAITS.values() if said not in (NOBODY, FINAL) for kind in said.split()
    }
    assert sorted(kind for kind in kinds if not speaks(kind)) == []


def test_every_task_that_a_program_opens_has_its_words() -> None:
    found = set(opened())
    assert len(found) >= 10, "the search finds the openers"
    assert sorted(one for one in found if not speaks(one[1])) == []


def test_a_line_of_a_task_comes_with_what_to_do() -> None:
    kinds = list(ROOT.rglob("templates/worklist/kinds/*"))
    lines = {path.stem for path in kinds if path.suffix == ".txt"}
    advice = {path.stem for path in kinds if path.suffix == ".html"}
    assert lines == advice
