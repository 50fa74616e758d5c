"""Sending a leave to the caisse, and how long a prescription may be (CSS R321-2, D323-2, L162-4-1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from telecontrole.foundations.law.calendars import Calendar
from telecontrole.foundations.law.deadlines import add_days, same_day_later
from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.ij.leave import ONE_DAY, Span
from telecontrole.foundations.law.parameters import Entry
from telecontrole.foundations.law.steps import Step, percent
from telecontrole.foundations.law.tables import shared


@dataclass(frozen=True, slots=True)
class Sending:
    """A leave prescribed on ``prescribed`` until ``end``, sent to the caisse on ``sent``.

    ``late_before``: days of earlier late sendings that the caisse warned about.
    ``excused``: in hospital, or proven impossibility to send in time.
    """

    prescribed: date
    end: date
    sent: date
    late_before: tuple[date, ...] = ()
    excused: bool = False
    calendar: Calendar = "metropole"

    def __post_init__(self) -> None:
        if self.end < self.prescribed:
            raise LawFault("inconsistent", "La fin de l'arrêt précède la prescription.", "end")
        if self.sent < self.prescribed:
            raise LawFault("inconsistent", "L'envoi précède la prescription.", "sent")


@dataclass(frozen=True, slots=True)
class SendingVerdict:
    """What a sending costs: ``outcome`` is the step's code; ``reduced`` the days concerned."""

    due: date
    outcome: str
    rate: Decimal = Decimal(0)
    reduced: Span | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def late(self) -> bool:
        """Whether the sending came after the last day."""
        return self.outcome != "envoi_a_temps"


def sending(case: Sending) -> SendingVerdict:
    """Judge a sending: in time, excused, first late one (a warning), repeated, or after the end."""
    entry = shared().entry("envoi_jours", on=case.prescribed)
    due = add_days(case.prescribed, int(entry.value), case.calendar)
    if case.sent <= due:
        return SendingVerdict(due, "envoi_a_temps", entries=(entry,))
    if case.excused:
        return SendingVerdict(due, "envoi_excuse", entries=(entry,))
    if case.sent > case.end:
        return SendingVerdict(
            due, "envoi_apres_fin", Decimal(1), Span(case.prescribed, case.end), (entry,)
        )
    return _late(case, due, entry)


def _late(case: Sending, due: date, entry: Entry) -> SendingVerdict:
    """A second late sending within the period halves the days before the sending."""
    if not shared().in_force("envoi_reduction", on=case.prescribed):
        return SendingVerdict(due, "envoi_avertissement", entries=(entry,))
    period = shared().entry("envoi_recidive_mois", on=case.prescribed)
    if not _repeated(case.prescribed, case.late_before, int(period.value)):
        return SendingVerdict(due, "envoi_avertissement", entries=(entry, period))
    reduction = shared().entry("envoi_reduction", on=case.prescribed)
    return SendingVerdict(
        due,
        "envoi_reduction",
        Decimal(reduction.value),
        Span(case.prescribed, max(case.prescribed, case.sent - ONE_DAY)),
        (entry, period, reduction),
    )


def _repeated(prescribed: date, late_before: Sequence[date], months: int) -> bool:
    return any(same_day_later(prescribed, -months) <= late < prescribed for late in late_before)


def sending_steps(verdict: SendingVerdict) -> Iterator[Step]:
    """The reasoning of :func:`sending`."""
    yield Step("envoi_delai", {"due": verdict.due}, verdict.entries[:1])
    params: dict[str, object] = {"rate": percent(verdict.rate)}
    if verdict.reduced:
        params |= {"first": verdict.reduced.first, "last": verdict.reduced.last}
    yield Step(verdict.outcome, params, verdict.entries[1:])


@dataclass(frozen=True, slots=True)
class Ceiling:
    """How long a prescription may be; ``maximum`` is ``None`` before the rule exists."""

    maximum: int | None
    exceeded: bool
    entry: Entry | None = None


def ceiling(prescribed: date, days: int, *, renewal: bool, justified: bool) -> Ceiling:
    """Compare a prescription of ``days`` days with the ceiling of its day.

    A longer one stands when the prescriber justifies it on the prescription (``justified``).
    """
    key = "prescription_prolongation_jours" if renewal else "prescription_initiale_jours"
    if not shared().in_force(key, on=prescribed):
        return Ceiling(None, exceeded=False)
    entry = shared().entry(key, on=prescribed)
    return Ceiling(int(entry.value), days > entry.value and not justified, entry)


def ceiling_steps(found: Ceiling, *, justified: bool) -> Iterator[Step]:
    """The reasoning of :func:`ceiling`."""
    if found.entry is None:
        yield Step("plafond_duree_inexistant")
        return
    yield Step("plafond_duree", {"maximum": found.maximum}, (found.entry,))
    if found.exceeded:
        yield Step("plafond_duree_depasse")
    elif justified:
        yield Step("plafond_duree_justifie")
