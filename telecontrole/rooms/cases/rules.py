"""Which step may follow which, and what a line of the caisse's file must be."""

from __future__ import annotations

import re

from telecontrole.rooms.cases.enums import CaseState

_ENDS = frozenset({CaseState.CLOS})
_NEED = re.compile(r"presentiel|accompagnant|fauteuil|lsf|interprete:[a-z]{2,3}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def is_need(word: str) -> bool:
    """`presentiel`, `accompagnant`, `fauteuil`, `lsf`, `interprete:<language>`: what the planner knows how to respect."""
    return _NEED.fullmatch(word) is not None


def is_competence(word: str) -> bool:
    """A code; whether a médecin-conseil has it is the planner's affair."""
    return _WORD.fullmatch(word) is not None


def is_language(word: str) -> bool:
    """A language code of two or three letters (ISO 639)."""
    return _LANGUAGE.fullmatch(word) is not None


def may_become(before: CaseState, after: CaseState) -> bool:
    """Whether a case may pass from one state to another: a closed case stays closed."""
    return before not in _ENDS or after is before
