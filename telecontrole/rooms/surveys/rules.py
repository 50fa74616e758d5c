"""Questionnaires, how long they are open, and the share of favourable answers. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

import yaml

from telecontrole.foundations.law.parameters import Table, load

PARAMETERS: Final = Path(__file__).parent / "parameters"
QUESTIONNAIRES: Final = Path(__file__).parent / "questionnaires"
A = TypeVar("A")


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


def open_days(on: date, table: Table | None = None) -> int:
    """How many days one may answer, for an invitation sent ``on``."""
    return (table or load(PARAMETERS)).integer("open_days", on=on)


def batches(
    weeks: Iterable[tuple[date, int, A]], *, floor: int
) -> Iterator[tuple[date, Sequence[A]]]:
    """The answers that are told together, each with the last of their weeks: those of ``floor`` people or more.

    ``weeks`` are a Monday, how many answered and what, in order, since the first there ever was. What is left
    after the last batch waits for others. Two numbers that anybody reads, of two periods or on two days, then
    differ by whole batches: never by one person's answers.
    """
    people, waiting = 0, list[A]()
    for week, total, answers in weeks:
        people, waiting = people + total, [*waiting, answers]
        if people >= floor:
            yield week, waiting
            people, waiting = 0, []


def share(
    counts: Mapping[int, int], positive: Iterable[int], *, floor: int
) -> tuple[int, int] | None:
    """Favourable answers and all answers; None when fewer than ``floor`` people answered."""
    total = sum(counts.values())
    return None if total < floor else (sum(counts.get(value, 0) for value in positive), total)
