"""``leave-ceiling``: may a prescription be that long."""

from __future__ import annotations

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.leaves import ceiling, ceiling_steps
from telecontrole.foundations.law.tables import SENTENCES
from telecontrole.hall.law.answers import Answer, explained
from telecontrole.hall.law.reading import Fields


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """A prescription → its ceiling (``null`` before the rule exists) and whether it exceeds it."""
    days = fields.count("days")
    if days < 1:
        raise LawFault("bad_value", "Une prescription dure au moins un jour.", "days")
    justified = fields.optional("justified", fields.flag, False)
    found = ceiling(
        fields.day("prescribed"),
        days,
        renewal=fields.optional("renewal", fields.flag, False),
        justified=justified,
    )
    written = {"max_days": found.maximum, "exceeded": found.exceeded}
    return explained(written, ceiling_steps(found, justified=justified), SENTENCES, wanted=explain)
