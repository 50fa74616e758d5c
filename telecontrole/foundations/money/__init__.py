"""Euros as exact decimals, with every rounding named.

No amount of money is ever a ``float``.  The law rounds differently from one step to the next
(an allowance is truncated, its ceiling is rounded half up), so callers always say which.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

CENT = Decimal("0.01")
ZERO = Decimal("0.00")

#: Amounts beyond this are typing mistakes, and would overflow columns of the database.
LARGEST = Decimal("999999999.99")

#: No exponent, no space, no sign but a minus.
_PLAIN: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class NotEuros(ValueError):
    """The text is not an amount in euros with at most two decimals."""


def euros(amount: str | int | Decimal) -> Decimal:
    """Return ``amount`` euros as a Decimal with exactly two decimals.

    Accepts what loses nothing: ``"12.3"``, ``12``, ``Decimal("12.30")``; a float is refused since
    it has already been rounded by the machine.

    :raises NotEuros: not a plain number, more than two decimals, or out of range.
    """
    if isinstance(amount, bool) or not isinstance(amount, str | int | Decimal):
        raise NotEuros(repr(amount))
    if isinstance(amount, str) and not _PLAIN.fullmatch(amount):
        raise NotEuros(amount)
    value = Decimal(amount)
    if not value.is_finite() or abs(value) > LARGEST:
        raise NotEuros(str(amount))
    cents = value.quantize(CENT)
    if cents != value:
        raise NotEuros(str(amount))
    # A sum takes the sign from a zero: no answer says « -0.00 ».
    return cents + ZERO


def round_down(amount: Decimal) -> Decimal:
    """Truncate to the cent, towards zero (an allowance of sickness insurance)."""
    return amount.quantize(CENT, rounding=ROUND_DOWN)


def round_half_up(amount: Decimal) -> Decimal:
    """Round to the nearest cent, halves away from zero (ceilings, contributions, AT/MP)."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def rounded(amount: Decimal, mode: str) -> Decimal:
    """Round to the cent as a dated parameter says: ``"down"`` or ``"half_up"``.

    :raises KeyError: unknown ``mode``.
    """
    return ROUNDINGS[mode](amount)


def share(amount: Decimal, rate: Decimal) -> Decimal:
    """``amount × rate`` rounded half up to the cent."""
    return round_half_up(amount * rate)


ROUNDINGS: Final = MappingProxyType({"down": round_down, "half_up": round_half_up})
