"""What is shown in French has the apostrophe of print (’). The straight one stays where it must.

SMS are written in the GSM alphabet, which has no other; the command line and the answers of the law verbs are plain
text for programs and terminals.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CODE = Path(__file__).resolve().parents[2] / "telecontrole"
#: A word cut short before a vowel: nothing of the sort exists in English.
ELIDED = re.compile(
    r"(?<![A-Za-zÀ-ÿ'’\\])(?:[ldnscjmt]|qu|lorsqu|puisqu|jusqu|quoiqu|aujourd|presqu|quelqu)"
    r"(?:'|&#x27;|&#39;)(?=[A-Za-zÀ-ÿ«{<])",
    re.IGNORECASE,
)
PLAIN = ("/law/", "/cli/", "/rehearsal/", "/tests/", "/migrations/")
#: Sentences of the law verbs; what reads the texts of others; the longest words of messages, measured for SMS too.
PLAIN_FILES = (
    "rooms/overpayments/rules.py",
    "rooms/teleconsultation/activity_rules.py",
    "rooms/teleconsultation/rules.py",
    "rooms/teleexpertise/rules.py",
    "rooms/notices/texts/places.py",
    "rooms/notices/messages.py",
)


def straight(text: str) -> list[str]:
    """The places of a text that have a straight apostrophe, each with what follows."""
    return [text[found.start() : found.end() + 15] for found in ELIDED.finditer(text)]


def _texts(path: Path) -> Iterator[str]:
    """The texts of a module, its docstrings left out."""
    tree = ast.parse(path.read_text())
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


def _is_plain(path: Path) -> bool:
    return any(part in str(path) for part in PLAIN) or str(path).endswith(PLAIN_FILES)


def test_templates_and_letters_have_the_apostrophe_of_print() -> None:
    wrong = {
        str(path.relative_to(CODE)): found
        for pattern in ("templates/**/*.html", "templates/**/*.txt", "*.typ")
        for path in CODE.glob(f"**/{pattern}")
        if "sms" not in path.name and (found := straight(path.read_text()))
    }
    assert not wrong


def test_texts_in_code_have_it_too() -> None:
    wrong = {
        str(path.relative_to(CODE)): found
        for path in CODE.glob("**/*.py")
        if not _is_plain(path)
        and (found := [one for text in _texts(path) for one in straight(text)])
    }
    assert not wrong


def test_an_sms_has_the_straight_one() -> None:
    texts = {path: path.read_text() for path in CODE.glob("**/templates/**/*sms*.txt")}
    assert texts
    assert [path.name for path, text in texts.items() if "’" in text] == []


@pytest.mark.parametrize("text", ["l'avis", "Qu'est-ce", "jusqu'au", "aujourd'hui", "n&#x27;est"])
def test_what_counts_as_an_apostrophe(text: str) -> None:
    assert straight(f"<p>{text}</p>")
    assert not straight(text.replace("'", "’").replace("&#x27;", "’"))
    assert not straight("the person's, don't, it's, f'case:', {'l': 1}")
