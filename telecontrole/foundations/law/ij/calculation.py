"""The whole allowance of a leave: base, waiting days, periods, contributions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.ij import at_mp, duration, maladie
from telecontrole.foundations.law.ij.leave import (
    Allowance,
    Leave,
    Period,
    Rhythm,
    Risk,
    Span,
)
from telecontrole.foundations.law.ij.wages import COUNT, PAY_DAYS, reference_wages
from telecontrole.foundations.law.ij.waiting import waiting
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.tables import shared
from telecontrole.foundations.money import rounded


@dataclass(frozen=True, slots=True)
class Contributions:
    """CSG and CRDS on allowances: rates and rounding."""

    csg: Decimal
    crds: Decimal
    rounding: str
    entries: tuple[Entry, ...]


@lru_cache(maxsize=4096)
def contributions(on: date) -> Contributions:
    """Rates of CSG and CRDS in force on ``on``."""
    keys = ("csg_ij", "crds_ij", "arrondi_cotisations")
    entries = tuple(shared().entry(key, on=on) for key in keys)
    csg, crds, rounding = (entry.value for entry in entries)
    return Contributions(Decimal(csg), Decimal(crds), rounding, entries)


def allowance(leave: Leave) -> Allowance:
    """What ``leave`` gives, gross and net, in euros.

    :raises LawFault: wages that are missing or are not those of the leave.
    :raises BeforeFirstParameter: a value is needed before the first one known.
    """
    unpaid = _sickness(leave) if leave.risk is Risk.MALADIE else _work(leave)
    gross = unpaid.gross
    known = contributions(leave.start)
    return Allowance(
        unpaid.waiting_days,
        unpaid.employer_days,
        unpaid.daily_base,
        unpaid.periods,
        csg=rounded(gross * known.csg, known.rounding),
        crds=rounded(gross * known.crds, known.rounding),
    )


def _sickness(leave: Leave) -> Allowance:
    known = maladie.numbers(leave.rules_date, leave.rhythm)
    grosses = reference_wages(
        leave.wages,
        before=leave.rules_date,
        count=COUNT[leave.rhythm],
        pay_days=PAY_DAYS.get(leave.rhythm),
    )
    base, daily = maladie.daily_amounts(grosses, known)
    wait = waiting(leave).days
    if leave.days <= wait:
        return Allowance(wait, 0, base, ())
    rest = Span(leave.start + timedelta(days=wait), leave.end)
    spans = duration.payable(leave, rest)
    return Allowance(wait, 0, base, _periods(spans, _part_time(daily, leave)))


def _work(leave: Leave) -> Allowance:
    if leave.rhythm is not Rhythm.MENSUEL:
        raise LawFault("bad_value", "Seul le rythme mensuel est calculé pour l'AT/MP.", "rhythm")
    known = at_mp.numbers(leave.rules_date)
    (gross,) = reference_wages(leave.wages, before=leave.rules_date, count=1)
    daily = at_mp.daily_amounts(gross, known)
    origin = at_mp.first_paid_day(leave.began, leave.accident_date)
    first = max(leave.start, origin)
    last = min(leave.end, at_mp.last_payable_day(leave.accident_date))
    periods = at_mp.split(first, last, origin, daily, known)
    kept = (Period(p.first, p.last, _part_time(p.daily, leave)) for p in periods)
    return Allowance(0, (first - leave.start).days, daily.base, tuple(kept))


def _part_time(daily: Decimal, leave: Leave) -> Decimal:
    """A therapeutic part-time is never paid more than the wage it loses (L323-3)."""
    if leave.lost_daily is None:
        return daily
    capped = shared().value("temps_partiel_salaire_perdu", on=leave.rules_date)
    return min(daily, leave.lost_daily) if capped else daily


def _periods(spans: Iterable[Span], daily: Decimal) -> tuple[Period, ...]:
    return tuple(Period(span.first, span.last, daily) for span in spans)
