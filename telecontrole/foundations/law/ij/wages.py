"""Reference wages: the right months or pays, incomplete months rebuilt (CSS art. R323-4, R323-8)."""

from __future__ import annotations

import calendar as civil
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.ij.leave import Rhythm, Wage
from telecontrole.foundations.money import round_half_up

#: How many months or pays each rhythm looks at.
COUNT: Final = {
    Rhythm.MENSUEL: 3,
    Rhythm.QUATORZAINE: 6,
    Rhythm.HEBDOMADAIRE: 12,
    Rhythm.DISCONTINU: 12,
}
#: Days that one pay covers; the other rhythms count in months.
PAY_DAYS: Final = {Rhythm.QUATORZAINE: 14, Rhythm.HEBDOMADAIRE: 7}
#: A holiday or a weekend moves a pay by that many days; more is a pay that misses.
_SHIFT: Final = 3


def reference_wages(
    wages: Sequence[Wage], *, before: date, count: int, pay_days: int | None = None
) -> tuple[Decimal, ...]:
    """Gross amounts to use, oldest first, incomplete ones rebuilt; months unless ``pay_days``.

    :raises LawFault: ``missing_field`` when wages are missing, ``inconsistent`` when they are not
        those of the months (or pays) just before ``before``.
    """
    if len(wages) < count:
        raise LawFault(
            "missing_field", f"Il manque un salaire : {count} sont nécessaires.", "wages"
        )
    if len(wages) > count:
        raise LawFault("inconsistent", f"Trop de salaires : {count} sont attendus.", "wages")
    ordered = sorted(wages, key=_on)
    if pay_days is None:
        _check_months(ordered, before)
    else:
        _check_pays(ordered, before, pay_days)
    return tuple(whole(wage, pay_days) for wage in ordered)


def _on(wage: Wage) -> date:
    return wage.on


def _check_months(ordered: Sequence[Wage], before: date) -> None:
    expected = _months(before) - len(ordered)
    for index, wage in enumerate(ordered):
        if _months(wage.on) != expected + index:
            raise LawFault(
                "inconsistent",
                "Les salaires ne sont pas ceux des mois civils qui précèdent l'arrêt.",
                "wages",
            )


def _months(day: date) -> int:
    """Months since year zero: consecutive months differ by one."""
    return day.year * 12 + day.month


def _check_pays(ordered: Sequence[Wage], before: date, pay_days: int) -> None:
    gaps = [(late.on - early.on).days for early, late in pairwise(ordered)]
    if 0 in gaps or ordered[-1].on >= before:
        raise LawFault(
            "inconsistent", "Les dates de paie se répètent ou suivent le début de l'arrêt.", "wages"
        )
    if any(abs(gap - pay_days) > _SHIFT for gap in gaps):
        raise LawFault(
            "inconsistent",
            f"Les paies ne se suivent pas de {pay_days} jours en {pay_days}.",
            "wages",
        )


def whole(wage: Wage, pay_days: int | None = None) -> Decimal:
    """The wage, rebuilt for the whole month (or pay) when it covers a part of its days only.

    :raises LawFault: ``inconsistent`` when the month (or pay) has not that many days.
    """
    if wage.days_paid is None:
        return wage.gross
    length = pay_days or civil.monthrange(wage.on.year, wage.on.month)[1]
    if not 1 <= wage.days_paid <= length:
        where = "la paie" if pay_days else "le mois"
        raise LawFault(
            "inconsistent", f"Le nombre de jours payés ne tient pas dans {where}.", "days_paid"
        )
    return round_half_up(wage.gross / wage.days_paid * length)
