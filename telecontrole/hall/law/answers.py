"""How results are written: dates ISO, amounts as strings with two decimals."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from telecontrole.foundations.law.steps import Step, catalogue, tell
from telecontrole.hall.law.reading import Fields

Answer = dict[str, Any]


def amount(value: Decimal) -> str:
    """Euros as ``"525.92"``."""
    return f"{value:.2f}"


class Ask(Protocol):
    """A verb: fields in, answer out, explained unless told otherwise."""

    def __call__(self, fields: Fields, *, explain: bool = True) -> Answer: ...


def explained(answer: Answer, steps: Iterable[Step], sentences: Path, *, wanted: bool) -> Answer:
    """``answer`` with its explanation and its references, where they are ``wanted``."""
    if not wanted:
        return answer
    told, references = tell(steps, catalogue(sentences))
    return answer | {"explanation": told, "references": references}
