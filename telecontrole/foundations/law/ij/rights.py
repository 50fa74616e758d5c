"""Conditions that open the right to sickness allowances (CSS art. L313-1, R313-3).

Hours or contributions: either is enough.  Beyond six months of leave, twelve months of
affiliation are needed besides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from telecontrole.foundations.law.deadlines import same_day_later
from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.steps import Step
from telecontrole.foundations.law.tables import shared
from telecontrole.foundations.money import round_half_up

_SHORT_MONTHS = 6
_LONG_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Activity:
    """Work before a leave that starts on ``start``; amounts in euros of contributed wages.

    ``None`` = not known; hours over 3 months or 90 days, and over 12 months or 365 days.
    """

    start: date
    hours_3_months: Decimal | None = None
    pay_6_months: Decimal | None = None
    hours_12_months: Decimal | None = None
    pay_12_months: Decimal | None = None
    affiliated_months: int | None = None

    def __post_init__(self) -> None:
        if self.affiliated_months is not None and self.affiliated_months < 0:
            raise LawFault("bad_value", "Une durée n'est pas négative.", "affiliated_months")


@dataclass(frozen=True, slots=True)
class Rights:
    """Whether the right is open up to six months, and beyond."""

    short: bool
    beyond: bool


def threshold(start: date, key: str, months: int) -> Decimal:
    """Contributed wages needed, in euros: so many hourly SMIC at the start of the reference period.

    :raises BeforeFirstParameter: no SMIC is known on that day.
    """
    period_start = same_day_later(start.replace(day=1), -months)
    count = shared().decimal(key, on=start)
    return round_half_up(count * shared().decimal("smic_horaire", on=period_start))


def rights(activity: Activity) -> Rights:
    """Which rights ``activity`` opens.

    :raises BeforeFirstParameter: wages must be compared with a SMIC that is not known.
    """
    start = activity.start
    short = _reached(
        activity.hours_3_months, shared().decimal("droits_heures_court", on=start)
    ) or _earned(activity.pay_6_months, start, "droits_smic_court", _SHORT_MONTHS)
    months = shared().integer("droits_affiliation_mois", on=start)
    affiliated = activity.affiliated_months is not None and activity.affiliated_months >= months
    worked = _reached(
        activity.hours_12_months, shared().decimal("droits_heures_long", on=start)
    ) or _earned(activity.pay_12_months, start, "droits_smic_long", _LONG_MONTHS)
    return Rights(short, affiliated and worked)


def _reached(value: Decimal | None, needed: Decimal) -> bool:
    return value is not None and value >= needed


def _earned(pay: Decimal | None, start: date, key: str, months: int) -> bool:
    return pay is not None and pay >= threshold(start, key, months)


def steps(activity: Activity, found: Rights) -> Iterator[Step]:
    """Why each right is open or not."""
    start, table = activity.start, shared()
    names = ("droits_heures_court", "droits_smic_court")
    entries = tuple(table.entry(name, on=start) for name in names)
    params = {"hours": entries[0].value, "count": entries[1].value}
    yield Step("droit_court_ouvert" if found.short else "droit_court_ferme", params, entries)
    names = ("droits_heures_long", "droits_smic_long")
    entries = tuple(table.entry(name, on=start) for name in names)
    months = table.entry("droits_affiliation_mois", on=start)
    params = {"hours": entries[0].value, "count": entries[1].value, "months": months.value}
    code = "droit_long_ouvert" if found.beyond else "droit_long_ferme"
    yield Step(code, params, (*entries, months))
