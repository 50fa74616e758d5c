"""When a décision may be validated, signed, received, withdrawn; how long one may contest it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from telecontrole.foundations.law.calendars import Calendar, is_closed
from telecontrole.foundations.law.deadlines import add_months
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding.enums import DecisionKind, DecisionState, LiftMotive

_BINDS = "code de la sécurité sociale, article L. 315-2"
SIGNED = frozenset({DecisionState.SIGNEE, DecisionState.RECUE})
PENDING = frozenset({DecisionState.A_VALIDER, DecisionState.VALIDEE})


@dataclass(frozen=True, slots=True)
class Mandate:
    """What a delegation allows: a kind, a caisse, days (the last may be open)."""

    kind: DecisionKind
    caisse: str
    starts_on: date
    ends_on: date | None


def commission(kind: DecisionKind, *, of_withdrawn: DecisionKind | None = None) -> str:
    """Before whom a décision is contested: `cmra` for a medical ground, `cra` for an administrative one.

    A withdrawal is contested where the withdrawn décision was.
    """
    one = of_withdrawn if kind is DecisionKind.RETRAIT and of_withdrawn else kind
    return "cmra" if one is DecisionKind.MEDICALE else "cra"


def may_validate(state: DecisionState) -> Refusal | None:
    """Refusal: `not_to_validate`."""
    return None if state is DecisionState.A_VALIDER else Refusal("not_to_validate")


def may_sign(
    *,
    state: DecisionState,
    kind: DecisionKind,
    caisse: str,
    mandates: list[Mandate],
    on: date,
    same_person: bool,
    text: str,
) -> Refusal | None:
    """Refusals: `already_signed`, `not_validated`, `no_delegation` (with its `text`), `same_person`."""
    if state in SIGNED:
        return Refusal("already_signed")
    if state is not DecisionState.VALIDEE:
        return Refusal("not_validated")
    if not any(covers(one, kind=kind, caisse=caisse, on=on) for one in mandates):
        return Refusal("no_delegation", references=(text,))
    return Refusal("same_person") if same_person else None


def covers(mandate: Mandate, *, kind: DecisionKind, caisse: str, on: date) -> bool:
    """Whether a delegation serves for this kind, this caisse and this day (bounds included)."""
    within = mandate.starts_on <= on and (mandate.ends_on is None or on <= mandate.ends_on)
    return within and mandate.kind in signed_as(kind) and mandate.caisse == caisse


def signed_as(kind: DecisionKind) -> frozenset[DecisionKind]:
    """Delegations that serve for a kind: whoever may suspend may lift the suspension."""
    return frozenset({kind, DecisionKind.SUSPENSION} if kind is DecisionKind.LEVEE else {kind})


def may_set_aside(state: DecisionState, kind: DecisionKind) -> Refusal | None:
    """Refusals: `avis_binds` (an avis is never set aside, CSS L. 315-2), `not_to_validate`."""
    if kind is not DecisionKind.SUSPENSION:
        return Refusal("avis_binds", references=(_BINDS,))
    return may_validate(state)


def may_receive(
    *, state: DecisionState, signed_on: date | None, on: date, today: date
) -> Refusal | None:
    """Refusals: `not_signed`, `already_received`, `received_before_signed`, `received_in_future`."""
    if state is DecisionState.RECUE:
        return Refusal("already_received")
    if state is not DecisionState.SIGNEE or signed_on is None:
        return Refusal("not_signed")
    if on < signed_on:
        return Refusal("received_before_signed")
    return Refusal("received_in_future") if on > today else None


def may_withdraw(state: DecisionState, kind: DecisionKind, *, withdrawn: bool) -> Refusal | None:
    """Refusals: `not_signed`, `is_withdrawal`, `already_withdrawn` (or its withdrawal waits)."""
    if state not in SIGNED:
        return Refusal("not_signed")
    if kind is DecisionKind.RETRAIT:
        return Refusal("is_withdrawal")
    return Refusal("already_withdrawn") if withdrawn else None


def may_lift(
    state: DecisionState, kind: DecisionKind, *, withdrawn: bool, lifted: bool
) -> Refusal | None:
    """Refusals: `not_suspension`, `not_signed`, `already_withdrawn`, `already_lifted` (or its lifting waits)."""
    if kind is not DecisionKind.SUSPENSION:
        return Refusal("not_suspension")
    if state not in SIGNED:
        return Refusal("not_signed")
    if withdrawn:
        return Refusal("already_withdrawn")
    return Refusal("already_lifted") if lifted else None


def lifted_from(rule: str, motive: LiftMotive, *, suspended_from: date, on: date) -> date:
    """From which day a lifted suspension ends. `on`: the day of the control, or of the justification.

    `rule` is the parameter `suspension_lifted_from`. A control before the suspension took effect leaves it
    without effect. Raises ValueError for a motive that the parameter does not name.
    """
    days = dict(part.split("=", 1) for part in rule.split())
    if days.get(motive.value) not in ("controle", "origine"):
        raise ValueError(f"suspension_lifted_from says nothing of {motive.value}")
    return suspended_from if days[motive.value] == "origine" else max(on, suspended_from)


def appeal_until(received_on: date, *, months: int, calendar: Calendar) -> date:
    """Last day to contest: months counted from receipt, extended to a working day (CPC art. 641, 642)."""
    return add_months(received_on, months, calendar)


def working_days_after(day: date, days: int, calendar: Calendar) -> date:
    """The day so many working days later."""
    left = days
    while left > 0:
        day += timedelta(days=1)
        left -= not is_closed(day, calendar)
    return day
