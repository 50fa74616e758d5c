"""What a legal representative may do, and until when. Pure: the day is an argument."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from telecontrole.foundations.law.deadlines import same_day_later
from telecontrole.foundations.law.parameters import Table, load

PARAMETERS = Path(__file__).parent / "parameters"
_MONTHS_A_YEAR = 12


class Quality(StrEnum):
    """By what right somebody acts for the person."""

    TUTEUR = "tuteur"
    CURATEUR = "curateur"
    PARENT = "parent"
    # Habilitation familiale, with representation.
    HABILITE = "habilite"
    MANDATAIRE = "mandataire"


class Power(StrEnum):
    """What a representative may do; the page, the messages and the letters follow from it."""

    # Told of the appointment and of the décision, sees them, decides nothing.
    ASSIST = "assist"
    # All that the person does by link: answers, joins, reads, sends, contests.
    ACT = "act"


def power(quality: Quality, on: date) -> Power | None:
    """What the quality allows on a day; None: nothing."""
    for key, found in (
        ("representatives_who_act", Power.ACT),
        ("representatives_who_assist", Power.ASSIST),
    ):
        if quality.value in str(_table().value(key, on=on)).split():
            return found
    return None


def last_day(quality: Quality, *, birth: date, until: date | None, on: date) -> date | None:
    """The last day of a mandate, both included: that of the deed, and for parents the eve of majority.

    None: no end is known. `on` dates the age of majority.
    """
    if quality is not Quality.PARENT:
        return until
    years = _table().integer("majority_years", on=on)
    eve = same_day_later(birth, years * _MONTHS_A_YEAR) - timedelta(days=1)
    return min(until, eve) if until else eve


@cache
def _table() -> Table:
    return load(PARAMETERS)
