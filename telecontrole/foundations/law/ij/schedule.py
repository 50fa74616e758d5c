"""A leave day by day, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from telecontrole.foundations.law.ij.leave import ONE_DAY, Allowance, Leave
from telecontrole.foundations.money import ZERO

Kind = Literal["carence", "employeur", "indemnise", "maximum_atteint"]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the leave: who pays, and the gross allowance in euros."""

    day: date
    kind: Kind
    amount: Decimal


def schedule(leave: Leave, paid: Allowance) -> Iterator[Day]:
    """Every day of ``leave`` in order; the amounts sum up to ``paid.gross``."""
    amounts = {
        period.first + ONE_DAY * offset: period.daily
        for period in paid.periods
        for offset in range(period.days)
    }
    for offset in range(leave.days):
        day = leave.start + ONE_DAY * offset
        if day in amounts:
            yield Day(day, "indemnise", amounts[day])
        else:
            yield Day(day, _unpaid(offset, paid), ZERO)


def _unpaid(offset: int, paid: Allowance) -> Kind:
    if offset < paid.waiting_days:
        return "carence"
    return "employeur" if offset < paid.employer_days else "maximum_atteint"
