"""``invalidity``: the monthly pension of a category."""

from __future__ import annotations

from telecontrole.foundations.law.invalidity import pension, steps
from telecontrole.foundations.law.tables import SENTENCES
from telecontrole.hall.law.answers import Answer, amount, explained
from telecontrole.hall.law.reading import Fields


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """``{"date", "category", "average_salary"}`` (a year, in euros) → euros a month."""
    found = pension(fields.day("date"), fields.count("category"), fields.money("average_salary"))
    written = {
        "monthly": amount(found.monthly),
        "maximum": amount(found.maximum),
        "third_person": amount(found.third_person),
    }
    return explained(written, steps(found), SENTENCES, wanted=explain)
