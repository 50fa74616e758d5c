"""Questionnaires, the week of an answer, and which results may be shown. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

import yaml

from telecontrole.foundations.law.parameters import Table, load

PARAMETERS: Final = Path(__file__).parent / "parameters"
QUESTIONNAIRES: Final = Path(__file__).parent / "questionnaires"
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Question:
    """A closed question: the words of each answer by its value, and which values are favourable."""

    key: str
    text: str
    answers: Mapping[int, str]
    positive: frozenset[int]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """What is asked at once, in its order."""

    code: str
    title: str
    questions: tuple[Question, ...]


@cache
def questionnaire(code: str) -> Questionnaire:
    """The questionnaire of a code; raises FileNotFoundError for an unknown one: a fault of the caller."""
    document = yaml.safe_load((QUESTIONNAIRES / f"{code}.yaml").read_text(encoding="utf-8"))
    questions = tuple(
        Question(one["key"], one["text"], one["answers"], frozenset(one["positive"]))
        for one in document["questions"]
    )
    return Questionnaire(code, document["title"], questions)


def week_of(day: date) -> date:
    """The Monday of a day's week: all that is kept of the moment of an answer."""
    return day - timedelta(days=day.weekday())


def open_days(on: date, table: Table | None = None) -> int:
    """How many days one may answer, for an invitation sent ``on``."""
    return (table or load(PARAMETERS)).integer("open_days", on=on)


def smallest_cell(on: date, table: Table | None = None) -> int:
    """Below this number of people, a result is not shown."""
    return (table or load(PARAMETERS)).integer("smallest_cell", on=on)


def shown(cells: Mapping[K, int], *, floor: int) -> dict[K, int | None]:
    """The cells that may stand beside their total; None for one that may not.

    Below ``floor`` a cell is hidden, zero aside. When what is hidden is one cell, or fewer than ``floor`` people
    in all, the total would give it away: the next smallest are hidden with it.
    """
    hidden = {key for key, count in cells.items() if 0 < count < floor}
    others = sorted((count, str(key), key) for key, count in cells.items() if count >= floor)
    for _, _, key in others:
        if not hidden or (len(hidden) > 1 and sum(cells[one] for one in hidden) >= floor):
            break
        hidden.add(key)
    return {key: None if key in hidden else count for key, count in cells.items()}


def share(
    counts: Mapping[int, int], positive: Iterable[int], *, floor: int
) -> tuple[int, int] | None:
    """Favourable answers and all answers; None when fewer than ``floor`` people answered."""
    total = sum(counts.values())
    return None if total < floor else (sum(counts.get(value, 0) for value in positive), total)
