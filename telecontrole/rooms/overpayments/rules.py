"""How much was wrongly paid, day by day (CSS art. L133-4-1, L315-2, L323-6, L332-1).

An unfavourable opinion ends the allowances for the future only: days before its date of effect are
never claimed.  No day is claimed above what was paid for it.  Prescribed payments are set apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from telecontrole.foundations.law.deadlines import same_day_later
from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.ij.leave import ONE_DAY
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.steps import Step, counted
from telecontrole.foundations.money import ZERO
from telecontrole.rooms.overpayments.enums import Cause
from telecontrole.rooms.overpayments.tables import table

#: Day by day work is bounded: nothing real is longer, a typing mistake in a year is.
_MOST_DAYS: Final = 36_525


@dataclass(frozen=True, slots=True)
class Due:
    """What should have been paid: ``daily`` euros a day from ``first`` to ``last``, included."""

    first: date
    last: date
    daily: Decimal

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise LawFault("inconsistent", "La fin d'une période précède son début.", "to")
        if self.daily < 0:
            raise LawFault("bad_value", "Un montant journalier est négatif.", "daily")

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Payment(Due):
    """What was paid, on ``paid_on``; the amounts are those really received."""

    paid_on: date


@dataclass(frozen=True, slots=True)
class Claim:
    """Payments to judge on the day ``established``, from which prescription is counted back.

    ``effective``: first day that is no longer due (date of effect of the decision, or the day of
    the breach); ``due`` for an administrative error.  ``discovered``: when the fraud was found.
    """

    cause: Cause
    payments: tuple[Payment, ...]
    established: date
    effective: date | None = None
    due: tuple[Due, ...] = ()
    fraud: bool = False
    discovered: date | None = None

    def __post_init__(self) -> None:
        if self.cause is not Cause.ADMIN_ERROR and self.effective is None:
            raise LawFault("missing_field", "La date d'effet est nécessaire.", "effective")
        if any(payment.paid_on > self.established for payment in self.payments):
            raise LawFault(
                "inconsistent",
                "Un versement est postérieur au jour où l'indu est établi.",
                "paid_on",
            )
        if self.discovered and not self.fraud:
            raise LawFault(
                "inconsistent",
                "Une date de découverte est donnée, mais pas de fraude : y en a-t-il une ?",
                "discovered",
            )
        if self.discovered and self.discovered > self.established:
            raise LawFault(
                "inconsistent", "La fraude est découverte après le constat de l'indu.", "discovered"
            )
        if sum(part.days for part in (*self.payments, *self.due)) > _MOST_DAYS:
            raise LawFault("bad_value", "Les périodes dépassent cent ans en tout.", "payments")
        due = sorted(self.due, key=_first)
        if any(after.first <= before.last for before, after in pairwise(due)):
            raise LawFault("inconsistent", "Deux périodes dues se chevauchent.", "due")


def _first(due: Due) -> date:
    return due.first


@dataclass(frozen=True, slots=True)
class Line:
    """Consecutive days of one payment, wrongly paid ``daily`` euros each."""

    first: date
    last: date
    daily: Decimal
    paid_on: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    @property
    def amount(self) -> Decimal:
        """Euros wrongly paid over the line."""
        return self.daily * self.days


@dataclass(frozen=True, slots=True)
class Overpayment:
    """What may be claimed, and what may no longer be."""

    lines: tuple[Line, ...]
    prescribed: tuple[Line, ...]
    entries: tuple[Entry, ...]

    @property
    def amount(self) -> Decimal:
        """Euros that may be claimed."""
        return sum((line.amount for line in self.lines), ZERO)


def overpayment(claim: Claim) -> Overpayment:
    """Lines wrongly paid, those prescribed apart; payments in order of their dates."""
    ordered = sorted(claim.payments, key=_order)
    wrong = list(
        _error(ordered, claim.due) if claim.cause is Cause.ADMIN_ERROR else _ended(ordered, claim)
    )
    entries = _prescription(claim)
    old = {line.paid_on for line in wrong if _too_old(line.paid_on, claim)}
    return Overpayment(
        tuple(line for line in wrong if line.paid_on not in old),
        tuple(line for line in wrong if line.paid_on in old),
        entries,
    )


def _order(payment: Payment) -> tuple[date, date]:
    return payment.first, payment.paid_on


def _ended(payments: Iterable[Payment], claim: Claim) -> Iterator[Line]:
    """Every day from the date of effect on was not due."""
    effective = claim.effective or date.min
    for payment in payments:
        if payment.last >= effective and payment.daily:
            first = max(payment.first, effective)
            yield Line(first, payment.last, payment.daily, payment.paid_on)


def _error(payments: Sequence[Payment], due: Sequence[Due]) -> Iterator[Line]:
    """Each day above what was due; a day paid twice uses up its due with what was paid first."""
    left: dict[date, Decimal] = {day: part.daily for part in due for day in _days(part)}
    by_payment: dict[int, list[Line]] = {}
    for place, payment in sorted(enumerate(payments), key=_paid):
        by_payment[place] = list(_above(payment, left))
    for place in sorted(by_payment):
        yield from by_payment[place]


def _paid(placed: tuple[int, Payment]) -> date:
    return placed[1].paid_on


def _above(payment: Payment, left: dict[date, Decimal]) -> Iterator[Line]:
    """Runs of days of a payment that exceed by the same amount what was left to pay for them."""
    days = [(day, _excess(day, payment.daily, left)) for day in _days(payment)]
    for daily, run in groupby(days, key=_daily):
        if daily:
            same = [day for day, _ in run]
            yield Line(same[0], same[-1], daily, payment.paid_on)


def _excess(day: date, paid: Decimal, left: dict[date, Decimal]) -> Decimal:
    """What ``paid`` exceeds of the due that is left for ``day``, which it uses up."""
    covered = min(paid, left.get(day, ZERO))
    if covered:
        left[day] -= covered
    return paid - covered


def _daily(item: tuple[date, Decimal]) -> Decimal:
    return item[1]


def _days(part: Due) -> Iterator[date]:
    return (part.first + ONE_DAY * offset for offset in range(part.days))


def _prescription(claim: Claim) -> tuple[Entry, ...]:
    """The parameters of prescription that the claim meets."""
    keys = (
        ("prescription_fraude_mois", "prescription_butoir_mois")
        if claim.fraud
        else ("prescription_mois",)
    )
    return tuple(table().entry(key, on=claim.established) for key in keys)


def _too_old(paid_on: date, claim: Claim) -> bool:
    """Whether the claim for a payment of ``paid_on`` is prescribed on ``established``.

    The last day of the period still counts; it is not extended (prescription is no procedural
    delay).  Fraud: five years from its discovery, twenty years from the payment at most; without a
    date of discovery, or for what was paid after it, the five years run from the payment.
    """
    months = [int(entry.value) for entry in _prescription(claim)]
    starts = [max(claim.discovered or paid_on, paid_on), paid_on] if claim.fraud else [paid_on]
    return any(
        claim.established > same_day_later(start, length)
        for start, length in zip(starts, months, strict=True)
    )


def steps(claim: Claim, found: Overpayment) -> Iterator[Step]:
    """The reasoning of :func:`overpayment`."""
    yield Step(claim.cause.value, {"effective": claim.effective})
    for line in found.lines:
        yield Step("ligne", _params(line))
    if not found.lines:
        yield Step("rien_a_reclamer")
    code = "prescription_fraude" if claim.fraud else "prescription"
    yield Step(code, {"established": claim.established}, found.entries)
    for line in found.prescribed:
        yield Step("ligne_prescrite", _params(line))
    basis = table().entry("base_reclamee", on=claim.established)
    yield Step("total", {"amount": found.amount, "basis": basis.value}, (basis,))
    if found.lines:
        yield Step("procedure")


def _params(line: Line) -> dict[str, object]:
    return {
        "first": line.first,
        "last": line.last,
        "days": counted(line.days, "jour"),
        "daily": line.daily,
        "amount": line.amount,
        "paid_on": line.paid_on,
    }
