"""The case page lists acts of the journal in French: every act about a case has words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from telecontrole.hall.staff.acts import ACTS

CODE = Path(settings.BASE_DIR) / "telecontrole"
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _recorded(path: Path) -> Iterator[str]:
    """The actions that a module records about a case, those with a verb as an argument spelt out."""
    tree = ast.parse(path.read_text())
    for function in (node for node in ast.walk(tree) if isinstance(node, Function)):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            told = {item.arg: item.value for item in call.keywords}
            action, subject = told.get("action"), told.get("subject")
            if action is None or subject is None or not ast.unparse(subject).startswith("f'case:"):
                continue
            if isinstance(action, ast.Constant):
                yield str(action.value)
            elif isinstance(action, ast.JoinedStr):
                start = action.values[0]
                assert isinstance(start, ast.Constant)
                yield from (f"{start.value!s}{verb}" for verb in _verbs(tree, function))


def _verbs(tree: ast.Module, function: Function) -> Iterator[str]:
    """The words that the module's own calls give for `verb`."""
    place = [argument.arg for argument in function.args.args].index("verb")
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == function.name
        ):
            given = node.args[place]
            for part in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
                if isinstance(part, ast.Constant):
                    yield str(part.value)


def test_every_act_about_a_case_has_french_words() -> None:
    acts = {
        act: path.relative_to(CODE)
        for path in CODE.glob("**/*.py")
        if not {"tests", "migrations"} & set(path.parts)
        for act in _recorded(path)
    }
    assert len(acts) > 30
    missing = {act: str(path) for act, path in acts.items() if act not in ACTS}
    assert not missing, "hall/staff/acts.py says them on the case page"
