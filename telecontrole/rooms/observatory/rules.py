"""Intervals, journeys and runs of weeks. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Final

from telecontrole.foundations.figures import week_of
from telecontrole.foundations.law.parameters import Table, load

PARAMETERS: Final = Path(__file__).parent / "parameters"
# Weeks that a page may look back on, the last one included; every page shows the coming ones besides.
PERIODS: Final = (4, 12, 26, 52)
AHEAD: Final = 12
# Two-sided 95 %.
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """A share and where the true one lies with 95 % confidence; all between 0 and 1."""

    share: float
    low: float
    high: float


def wilson(favourable: int, total: int) -> Interval:
    """The share with Wilson's score interval, which holds for small numbers and near 0 and 1.

    Raises ValueError without any observation, or for more favourable ones than there are.
    """
    if not 0 <= favourable <= total or total == 0:
        raise ValueError("0 <= favourable <= total, and somebody answered")
    share, z2 = favourable / total, _Z * _Z
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = _Z * sqrt(share * (1 - share) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    # At 0 and 1 the bound is the share itself; the last bit of a float may say otherwise.
    return Interval(share, max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


@dataclass(frozen=True, slots=True)
class Bound:
    """What may be said of a share when the few on one side of it must not be counted: above or below ``share``."""

    above: bool
    share: float


def bound(favourable: int, total: int, *, floor: int) -> Bound | None:
    """The bound to show in the place of a share that some people, fewer than ``floor``, make or spoil; else None.

    Zero is about nobody: a share of 0 or 1 is shown.
    """
    if 0 < total - favourable < floor:
        return Bound(above=True, share=max(0.0, (total - floor) / total))
    if 0 < favourable < floor:
        return Bound(above=False, share=min(1.0, floor / total))
    return None


def differ(one: Interval, other: Interval) -> bool:
    """Whether two shares differ beyond chance: their intervals do not meet (a careful criterion)."""
    return one.high < other.low or other.high < one.low


@dataclass(frozen=True, slots=True)
class Journeys:
    """What interviews by video saved: kilometres by road, hours, and kilograms of CO2 equivalent."""

    kilometres: Decimal
    hours: Decimal
    co2: Decimal


def journeys(straight: float, *, on: date, table: Table | None = None) -> Journeys:
    """From kilometres in a straight line, there and back, with the factors in force ``on``. To the unit, half up."""
    factors = table or load(PARAMETERS)
    road = Decimal(str(straight)) * factors.decimal("road_factor", on=on)
    hours = road / factors.decimal("road_speed", on=on)
    return Journeys(
        *(
            part.quantize(Decimal(1))
            for part in (road, hours, road * factors.decimal("co2_per_km", on=on))
        )
    )


def weeks(until: date, count: int) -> list[date]:
    """So many Mondays, the last that of ``until``."""
    last = week_of(until)
    return [last - timedelta(weeks=back) for back in reversed(range(count))]


def coming(until: date) -> list[date]:
    """The Mondays after the week of ``until`` in which something may stand already."""
    last = week_of(until)
    return [last + timedelta(weeks=ahead) for ahead in range(1, AHEAD + 1)]


def spans(until: date) -> dict[str, list[str]]:
    """What each period is made of: its own weeks, and the period before it. The shortest holds the coming weeks."""
    past = [week.isoformat() for week in weeks(until, PERIODS[-1])]
    found = {str(PERIODS[0]): [*past[-PERIODS[0] :], *map(date.isoformat, coming(until))]}
    for shorter, longer in pairwise(PERIODS):
        found[str(longer)] = [str(shorter), *past[-longer:-shorter]]
    return found
