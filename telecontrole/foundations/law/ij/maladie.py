"""Daily allowance of sickness insurance (CSS art. L323-4, R323-4, R323-5, R323-9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from telecontrole.foundations.law.ij.leave import ONE_DAY, Rhythm
from telecontrole.foundations.law.ij.wages import PAY_DAYS
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.tables import shared
from telecontrole.foundations.money import rounded

_MONTHS = 12
_DAYS_OF_YEAR = 365
_DIVISOR: Final = {
    Rhythm.MENSUEL: "maladie_diviseur_mensuel",
    Rhythm.QUATORZAINE: "maladie_diviseur_quatorzaine",
    Rhythm.HEBDOMADAIRE: "maladie_diviseur_quatorzaine",
    Rhythm.DISCONTINU: "maladie_diviseur_discontinu",
}


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a leave that starts on one day, in euros unless said otherwise."""

    smic_on: date
    smic: Decimal
    multiple: Decimal
    cap: Decimal
    maximum: Decimal
    divisor: Decimal
    rate: Decimal
    base_rounding: str
    daily_rounding: str
    cap_entries: tuple[Entry, ...]
    base_entries: tuple[Entry, ...]
    daily_entries: tuple[Entry, ...]
    maximum_entries: tuple[Entry, ...]
    each: Entry


@lru_cache(maxsize=4096)
def numbers(start: date, rhythm: Rhythm = Rhythm.MENSUEL) -> Numbers:
    """Numbers of a leave whose initial leave starts on ``start``.

    The SMIC is that of the last day of the civil month before (R323-4); the cap bears on each
    month, or on each pay in proportion to its days.

    :raises BeforeFirstParameter: ``start`` is before the first known value.
    """
    table = shared()
    smic_on = start.replace(day=1) - ONE_DAY
    smic, multiple = (
        table.entry("smic_mensuel", on=smic_on),
        table.entry("maladie_plafond_smic", on=start),
    )
    divisor, rate = table.entry(_DIVISOR[rhythm], on=start), table.entry("maladie_taux", on=start)
    part = table.entry("maladie_maximum_part", on=start)
    keys = ("arrondi_sjb_maladie", "arrondi_ij_maladie", "arrondi_maximum_maladie")
    base_mode, daily_mode, maximum_mode = (table.entry(key, on=start) for key in keys)
    monthly = Decimal(multiple.value) * Decimal(smic.value)
    return Numbers(
        smic_on=smic_on,
        smic=Decimal(smic.value),
        multiple=Decimal(multiple.value),
        cap=rounded(_cap(monthly, rhythm), maximum_mode.value),
        maximum=rounded(monthly * _MONTHS / Decimal(part.value), maximum_mode.value),
        divisor=Decimal(divisor.value),
        rate=Decimal(rate.value),
        base_rounding=base_mode.value,
        daily_rounding=daily_mode.value,
        cap_entries=(multiple, smic),
        base_entries=(divisor, base_mode),
        daily_entries=(rate, daily_mode),
        maximum_entries=(part, maximum_mode),
        each=table.entry("maladie_plafond_par_mois", on=start),
    )


def _cap(monthly: Decimal, rhythm: Rhythm) -> Decimal:
    """The monthly cap, or its share for the days that one pay covers."""
    if rhythm in PAY_DAYS:
        return monthly * _MONTHS * PAY_DAYS[rhythm] / _DAYS_OF_YEAR
    return monthly


def daily_amounts(grosses: Sequence[Decimal], known: Numbers) -> tuple[Decimal, Decimal]:
    """Capped daily base and daily allowance, in euros, of these reference wages.

    When every wage reaches the cap the allowance is the published maximum, which is rounded
    otherwise than the two truncated steps.
    """
    base = rounded(capped_total(grosses, known) / known.divisor, known.base_rounding)
    if all(gross >= known.cap for gross in grosses):
        return base, known.maximum
    return base, min(known.maximum, rounded(base * known.rate, known.daily_rounding))


def capped_total(grosses: Sequence[Decimal], known: Numbers) -> Decimal:
    """Euros kept of the reference wages: the cap bears on each of them, or on their total."""
    if known.each.value:
        return sum([min(gross, known.cap) for gross in grosses], Decimal(0))
    return min(sum(grosses, Decimal(0)), known.cap * len(grosses))


def cap_matters(grosses: Sequence[Decimal], known: Numbers) -> bool:
    """Whether capping each wage or their total gives another result."""
    above = [gross > known.cap for gross in grosses]
    return any(above) and not all(gross >= known.cap for gross in grosses)
