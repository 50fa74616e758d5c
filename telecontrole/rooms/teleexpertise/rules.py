"""What an act of télé-expertise is paid (domain note §5.6): 100 % AMO, tiers payant, no excess."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.steps import Step
from telecontrole.foundations.money import ZERO, euros
from telecontrole.rooms.teleexpertise.enums import Act
from telecontrole.rooms.teleexpertise.tables import table


@dataclass(frozen=True, slots=True)
class Payment:
    """Euros paid, and why not when refused."""

    amount: Decimal
    limit: int
    refusals: tuple[str, ...]
    entries: tuple[Entry, ...]


def payment(act: Act, on: date, already_this_year: int) -> Payment:
    """Pay one act when the same doctor has billed ``already_this_year`` for the same patient.

    :raises LawFault: ``bad_value`` for a negative count.
    :raises BeforeFirstParameter: the act did not exist on that day.
    """
    if already_this_year < 0:
        raise LawFault("bad_value", "Le nombre d'actes est négatif.", "already_this_year")
    tariff = table().entry(f"tarif_{act.lower()}", on=on)
    limit = table().entry("plafond_annuel", on=on)
    if already_this_year >= limit.value:
        return Payment(ZERO, limit.value, ("plafond_annuel",), (tariff, limit))
    return Payment(euros(tariff.value), limit.value, (), (tariff, limit))


def steps(act: Act, found: Payment) -> Iterator[Step]:
    """The reasoning of :func:`payment`."""
    code = "plafond_annuel" if found.refusals else "acte_paye"
    params = {"act": act.value, "amount": found.amount, "limit": found.limit}
    yield Step(code, params, found.entries)
