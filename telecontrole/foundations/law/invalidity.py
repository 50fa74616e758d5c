"""Invalidity pension of each category, with its maximum and minimum (CSS art. R341-4 to R341-6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.steps import Step, percent
from telecontrole.foundations.law.tables import shared
from telecontrole.foundations.money import ZERO, round_half_up

CATEGORIES = (1, 2, 3)
_MONTHS = 12
_THIRD_PERSON = 3


@dataclass(frozen=True, slots=True)
class Pension:
    """Euros a month; ``third_person`` is the increase of category 3."""

    rate: Decimal
    ceiling: Decimal
    computed: Decimal
    maximum: Decimal
    minimum: Decimal | None
    third_person: Decimal
    entries: tuple[Entry, ...]

    @property
    def monthly(self) -> Decimal:
        """The pension without the third person's increase, its minimum applied."""
        return self.computed if self.minimum is None else max(self.computed, self.minimum)


def pension(on: date, category: int, average_salary: Decimal) -> Pension:
    """Monthly pension on ``on`` for an annual average (ten best years) in euros.

    :raises LawFault: ``bad_value`` for an unknown category or a negative salary.
    :raises BeforeFirstParameter: no ceiling is known on that day.
    """
    if category not in CATEGORIES:
        raise LawFault("bad_value", "La catégorie d'invalidité est 1, 2 ou 3.", "category")
    if average_salary < 0:
        raise LawFault("bad_value", "Le salaire moyen est négatif.", "average_salary")
    ceiling = shared().entry("pass_annuel", on=on)
    rate = shared().entry(f"invalidite_taux_{category}", on=on)
    share, limit = Decimal(rate.value), Decimal(ceiling.value)
    computed = round_half_up(min(average_salary, limit) * share / _MONTHS)
    floor = _entry("invalidite_minimum", on)
    minimum = Decimal(floor.value) if floor else None
    monthly = computed if minimum is None else max(computed, minimum)
    increase, used = _third_person(on, monthly) if category == _THIRD_PERSON else (ZERO, ())
    entries = (rate, ceiling, *((floor,) if floor else ()), *used)
    maximum = round_half_up(limit * share / _MONTHS)
    return Pension(share, limit, computed, maximum, minimum, increase, entries)


def _third_person(on: date, monthly: Decimal) -> tuple[Decimal, tuple[Entry, ...]]:
    """The increase for a third person: a share of the pension, never below its own minimum."""
    rate = shared().entry("invalidite_majoration_taux", on=on)
    increase = round_half_up(monthly * Decimal(rate.value))
    floor = _entry("invalidite_majoration_minimum", on)
    if floor is None:
        return increase, (rate,)
    return max(increase, Decimal(floor.value)), (rate, floor)


def _entry(key: str, on: date) -> Entry | None:
    """The entry in force, or nothing where the amount is not known yet on that day."""
    return shared().entry(key, on=on) if shared().in_force(key, on=on) else None


def steps(found: Pension) -> Iterator[Step]:
    """The reasoning of :func:`pension`."""
    yield Step(
        "invalidite_calcul",
        {"rate": percent(found.rate), "ceiling": found.ceiling, "amount": found.computed},
        found.entries,
    )
    yield Step("invalidite_maximum", {"maximum": found.maximum})
    if found.minimum is None:
        yield Step("invalidite_minimum_inconnu")
    elif found.minimum > found.computed:
        yield Step("invalidite_minimum", {"minimum": found.minimum})
    if found.third_person:
        yield Step("invalidite_tierce_personne", {"amount": found.third_person})
