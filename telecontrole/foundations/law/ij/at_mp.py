"""Daily allowance of work accidents and occupational diseases (CSS art. L433-1, L433-2, R433-1 ff.).

Every amount is rounded from unrounded values: official maxima are found in no other way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from telecontrole.foundations.law.deadlines import same_day_later
from telecontrole.foundations.law.ij.leave import ONE_DAY, Period
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.tables import shared
from telecontrole.foundations.money import rounded

LONGEST: Final = "at_duree_maximum_mois"


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a leave that starts on one day; ``base_cap`` in euros a day, unrounded."""

    divisor: Decimal
    base_cap: Decimal
    first_rate: Decimal
    next_rate: Decimal
    first_days: int
    net_share: Decimal
    rounding: str
    base_entries: tuple[Entry, ...]
    rate_entries: tuple[Entry, ...]
    net_entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Daily:
    """Euros a day: base for display, net gain that nothing may exceed, and the two allowances."""

    base: Decimal
    net_gain: Decimal
    first: Decimal
    next: Decimal


@lru_cache(maxsize=4096)
def numbers(start: date) -> Numbers:
    """Numbers of a leave whose initial leave starts on ``start`` (PASS of that year).

    :raises BeforeFirstParameter: ``start`` is before the first known value.
    """
    table = shared()
    keys = ("pass_annuel", "at_plafond_pass", "at_diviseur", "at_taux_debut", "at_taux_suite")
    ceiling, part, divisor, first, following = (table.entry(key, on=start) for key in keys)
    others = ("at_jours_debut", "at_abattement_net", "arrondi_at")
    days, abatement, rounding = (table.entry(key, on=start) for key in others)
    return Numbers(
        divisor=Decimal(divisor.value),
        base_cap=Decimal(ceiling.value) * Decimal(part.value),
        first_rate=Decimal(first.value),
        next_rate=Decimal(following.value),
        first_days=int(days.value),
        net_share=1 - Decimal(abatement.value),
        rounding=rounding.value,
        base_entries=(divisor, part, ceiling, rounding),
        rate_entries=(first, following, days),
        net_entries=(abatement,),
    )


def daily_amounts(gross: Decimal, known: Numbers) -> Daily:
    """Daily amounts for ``gross`` euros in the month before the leave.

    The net gain is that of the wage itself: only the base is capped by the PASS.
    """
    uncapped = gross / known.divisor
    base = min(uncapped, known.base_cap)
    net_gain = rounded(uncapped * known.net_share, known.rounding)
    first, following = (
        min(net_gain, rounded(base * rate, known.rounding))
        for rate in (known.first_rate, known.next_rate)
    )
    return Daily(rounded(base, known.rounding), net_gain, first, following)


def first_paid_day(start: date, accident: date | None) -> date:
    """The employer pays the day of the accident; the allowance starts on the next (L433-1)."""
    return start + ONE_DAY if start == accident else start


def last_payable_day(accident: date | None) -> date:
    """The maximum duration by date of the accident; none before the rule exists (LFSS 2026)."""
    if accident is None or not shared().in_force(LONGEST, on=accident):
        return date.max
    return same_day_later(accident, shared().integer(LONGEST, on=accident)) - ONE_DAY


def split(first: date, last: date, origin: date, daily: Daily, known: Numbers) -> list[Period]:
    """Periods from ``first`` to ``last`` when day 1 of the allowance is ``origin``."""
    change = origin + timedelta(days=known.first_days)
    parts = (
        Period(first, min(last, change - ONE_DAY), daily.first),
        Period(max(first, change), last, daily.next),
    )
    return [part for part in parts if part.days > 0]
