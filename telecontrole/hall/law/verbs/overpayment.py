"""``overpayment``: what was wrongly paid, line by line."""

from __future__ import annotations

from collections.abc import Iterable

from telecontrole.hall.law.answers import Answer, amount, explained
from telecontrole.hall.law.reading import Fields
from telecontrole.rooms.overpayments.enums import Cause
from telecontrole.rooms.overpayments.rules import Claim, Due, Line, Payment, overpayment, steps
from telecontrole.rooms.overpayments.tables import SENTENCES


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """Payments and a cause → lines wrongly paid, amount, prescribed lines."""
    claim = read(fields)
    found = overpayment(claim)
    written = {
        "lines": _lines(found.lines),
        "amount": amount(found.amount),
        "prescribed": _lines(found.prescribed),
    }
    return explained(written, steps(claim, found), SENTENCES, wanted=explain)


def read(fields: Fields) -> Claim:
    """The claim of the contract; an administrative error has ``due`` and no date of effect."""
    cause = fields.choice("cause", Cause)
    error = cause is Cause.ADMIN_ERROR
    return Claim(
        cause=cause,
        payments=tuple(_payment(item) for item in fields.items("payments")),
        established=fields.day("established"),
        effective=None if error else fields.day("effective"),
        due=tuple(_due(item) for item in fields.items("due")) if error else (),
        fraud=fields.optional("fraud", fields.flag, False),
        discovered=fields.day("discovered") if fields.has("discovered") else None,
    )


def _payment(item: Fields) -> Payment:
    return Payment(item.day("from"), item.day("to"), item.money("daily"), item.day("paid_on"))


def _due(item: Fields) -> Due:
    return Due(item.day("from"), item.day("to"), item.money("daily"))


def _lines(lines: Iterable[Line]) -> list[dict[str, str | int]]:
    return [
        {
            "from": line.first.isoformat(),
            "to": line.last.isoformat(),
            "days": line.days,
            "daily": amount(line.daily),
            "amount": amount(line.amount),
        }
        for line in lines
    ]
