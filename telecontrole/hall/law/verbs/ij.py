"""``ij``: daily allowances of a leave."""

from __future__ import annotations

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.ij.calculation import allowance
from telecontrole.foundations.law.ij.explain import steps
from telecontrole.foundations.law.ij.leave import (
    Allowance,
    Leave,
    Period,
    Rhythm,
    Risk,
    Span,
    Wage,
    WaitingException,
)
from telecontrole.foundations.law.ij.schedule import schedule
from telecontrole.foundations.law.ij.wages import PAY_DAYS
from telecontrole.foundations.law.tables import SENTENCES
from telecontrole.hall.law.answers import Answer, amount, explained
from telecontrole.hall.law.reading import Fields


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """A leave and its wages → waiting days, base, periods, gross, CSG, CRDS, net."""
    leave = read(fields)
    paid = allowance(leave)
    written = write(paid)
    if fields.optional("schedule", fields.flag, False):
        written["schedule"] = [
            {"day": day.day.isoformat(), "kind": day.kind, "amount": amount(day.amount)}
            for day in schedule(leave, paid)
        ]
    return explained(written, steps(leave, paid), SENTENCES, wanted=explain)


def read(fields: Fields) -> Leave:
    """The leave of the contract, with its optional circumstances."""
    risk = fields.choice("risk", Risk)
    rhythm = fields.optional("rhythm", lambda name: fields.choice(name, Rhythm), Rhythm.MENSUEL)
    given = fields.has
    return Leave(
        risk=risk,
        start=fields.day("start"),
        end=fields.day("end"),
        wages=tuple(_wage(item, rhythm) for item in fields.items("wages")),
        waiting_days=fields.optional("waiting_days", fields.flag, True),
        accident_date=None if risk is Risk.MALADIE else fields.day("accident_date"),
        rhythm=rhythm,
        initial_start=fields.day("initial_start") if given("initial_start") else None,
        hours_back_at_work=_hours(fields) if given("hours_back_at_work") else None,
        ald=fields.flag("ald") if given("ald") else None,
        ald_start=fields.day("ald_start") if given("ald_start") else None,
        ald_first_leave=fields.optional("ald_first_leave", fields.flag, True),
        waiting_exception=(
            fields.choice("waiting_exception", WaitingException)
            if given("waiting_exception")
            else None
        ),
        paid_before=_spans(fields) if given("paid_before") else (),
        lost_daily=fields.money("lost_daily") if given("lost_daily") else None,
    )


def _spans(fields: Fields) -> tuple[Span, ...]:
    return tuple(Span(item.day("from"), item.day("to")) for item in fields.items("paid_before"))


def _hours(fields: Fields) -> int:
    hours = fields.count("hours_back_at_work")
    if hours < 0:
        raise LawFault("bad_value", "Une durée n'est pas négative.", "hours_back_at_work")
    return hours


def _wage(item: Fields, rhythm: Rhythm) -> Wage:
    on = item.day("paid_on") if rhythm in PAY_DAYS else item.month("month")
    days = item.count("days_paid") if item.has("days_paid") else None
    return Wage(on, item.money("gross"), days)


def write(paid: Allowance) -> Answer:
    """The amounts of the contract."""
    return {
        "waiting_days": paid.waiting_days,
        "daily_base": amount(paid.daily_base),
        "periods": [_period(period) for period in paid.periods],
        "gross": amount(paid.gross),
        "csg": amount(paid.csg),
        "crds": amount(paid.crds),
        "net": amount(paid.net),
    }


def _period(period: Period) -> dict[str, str | int]:
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "days": period.days,
        "daily": amount(period.daily),
    }
