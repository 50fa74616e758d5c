"""What is known of a leave, and what is paid for it.  Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.tables import shared
from telecontrole.foundations.money import ZERO

ONE_DAY = timedelta(days=1)
#: Day by day work is bounded: nothing real is longer, a typing mistake in a year is.
MOST_DAYS = 36_525
KEEPS_RULES: Final = "prolongation_regles_initiales"


class Risk(StrEnum):
    """The branch that pays: the rules differ from the first step on."""

    MALADIE = "maladie"
    ACCIDENT_TRAVAIL = "accident_travail"
    MALADIE_PROFESSIONNELLE = "maladie_professionnelle"


class Rhythm(StrEnum):
    """How wages were paid before the leave (CSS art. R323-4)."""

    MENSUEL = "mensuel"
    QUATORZAINE = "quatorzaine"
    HEBDOMADAIRE = "hebdomadaire"
    DISCONTINU = "discontinu"


class WaitingException(StrEnum):
    """Motives that remove the waiting days.  They never leave the medical and benefit services."""

    FAUSSE_COUCHE = "fausse_couche"
    IMG = "img"
    DECES_ENFANT = "deces_enfant"


@dataclass(frozen=True, slots=True)
class Wage:
    """Gross wage in euros of a month (``on`` = its first day) or of one pay (``on`` = pay day).

    ``days_paid`` is set when the month (or the pay) was not worked whole: it is rebuilt (R323-8).
    """

    on: date
    gross: Decimal
    days_paid: int | None = None

    def __post_init__(self) -> None:
        if self.gross < 0:
            raise LawFault("bad_value", "Un salaire est négatif.", "gross")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise LawFault("inconsistent", "La fin d'une période précède son début.", "to")

    @property
    def days(self) -> int:
        """Number of calendar days."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Leave:
    """A prescribed leave and what its payment depends on.

    ``waiting_days=False`` means that the caller knows that none applies.
    ``initial_start``: start of the first leave when this one prolongs it.
    ``hours_back_at_work``: length of the return to work since the leave before, if any.
    ``ald``: ``None`` when nobody said; the maximum number of days is then not checked.
    ``ald_first_leave``: first leave in three years for that disease (waiting days apply once).
    ``paid_before``: days already paid by the same branch, any order.
    ``lost_daily``: wage lost per day of a therapeutic part-time, in euros.
    """

    risk: Risk
    start: date
    end: date
    wages: tuple[Wage, ...]
    waiting_days: bool = True
    accident_date: date | None = None
    rhythm: Rhythm = Rhythm.MENSUEL
    initial_start: date | None = None
    hours_back_at_work: int | None = None
    ald: bool | None = None
    ald_start: date | None = None
    ald_first_leave: bool = True
    waiting_exception: WaitingException | None = None
    paid_before: tuple[Span, ...] = ()
    lost_daily: Decimal | None = None

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise LawFault("inconsistent", "La fin de l'arrêt précède son début.", "end")
        _check(self)

    @property
    def rules_date(self) -> date:
        """The day whose rules apply: a prolongation keeps those of the initial leave."""
        if self.initial_start is None or not shared().value(KEEPS_RULES, on=self.start):
            return self.start
        return self.initial_start

    @property
    def began(self) -> date:
        """First day of the leave of which this one is a part: days are counted from it."""
        return self.initial_start or self.start

    @property
    def days(self) -> int:
        """Calendar days of this leave."""
        return (self.end - self.start).days + 1


def _check(leave: Leave) -> None:
    if leave.days + sum(span.days for span in leave.paid_before) > MOST_DAYS:
        raise LawFault("bad_value", "L'arrêt dépasse cent ans.", "end")
    if leave.initial_start and leave.initial_start > leave.start:
        raise LawFault(
            "inconsistent", "L'arrêt initial commence après la prolongation.", "initial_start"
        )
    if leave.accident_date and leave.accident_date > leave.began:
        raise LawFault(
            "inconsistent", "L'accident est postérieur au début de l'arrêt.", "accident_date"
        )
    if leave.ald_start and leave.ald_start > leave.start:
        raise LawFault(
            "inconsistent", "L'affection de longue durée commence après l'arrêt.", "ald_start"
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Days paid at one rate; ``daily`` in euros."""

    first: date
    last: date
    daily: Decimal

    @property
    def days(self) -> int:
        """Number of days paid."""
        return (self.last - self.first).days + 1

    @property
    def amount(self) -> Decimal:
        """Gross euros of the period."""
        return self.daily * self.days


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a leave gives, in euros; ``waiting_days`` are those that this leave really used."""

    waiting_days: int
    employer_days: int
    daily_base: Decimal
    periods: tuple[Period, ...]
    csg: Decimal = ZERO
    crds: Decimal = ZERO

    @property
    def gross(self) -> Decimal:
        """Sum of the periods."""
        return sum((period.amount for period in self.periods), ZERO)

    @property
    def net(self) -> Decimal:
        """Gross less CSG and CRDS."""
        return self.gross - self.csg - self.crds
