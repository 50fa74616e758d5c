"""``ij-rights``: is the right to sickness allowances open."""

from __future__ import annotations

from decimal import Decimal

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.ij.rights import Activity, rights, steps
from telecontrole.foundations.law.tables import SENTENCES
from telecontrole.hall.law.answers import Answer, explained
from telecontrole.hall.law.reading import Fields

_AMOUNTS = ("hours_3_months", "pay_6_months", "hours_12_months", "pay_12_months")


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """Work before the leave → right up to six months, and beyond."""
    start = fields.day("start")
    known: dict[str, Decimal] = {name: fields.money(name) for name in _AMOUNTS if fields.has(name)}
    if not known:
        raise LawFault("missing_field", "Des heures ou des salaires sont nécessaires.", _AMOUNTS[0])
    affiliated = fields.count("affiliated_months") if fields.has("affiliated_months") else None
    activity = Activity(start, **known, affiliated_months=affiliated)
    found = rights(activity)
    written = {"open": found.short, "open_beyond_6_months": found.beyond}
    return explained(written, steps(activity, found), SENTENCES, wanted=explain)
