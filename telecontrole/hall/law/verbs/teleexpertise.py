"""``teleexpertise``: what an act is paid."""

from __future__ import annotations

from telecontrole.hall.law.answers import Answer, amount, explained
from telecontrole.hall.law.reading import Fields
from telecontrole.rooms.teleexpertise.enums import Act
from telecontrole.rooms.teleexpertise.rules import payment, steps
from telecontrole.rooms.teleexpertise.tables import SENTENCES


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """An act and how many the doctor already billed for the patient → amount."""
    act = fields.choice("act", Act)
    already = fields.optional("already_this_year", fields.count, 0)
    found = payment(act, fields.day("date"), already)
    written = {"amount": amount(found.amount), "refusals": list(found.refusals)}
    return explained(written, steps(act, found), SENTENCES, wanted=explain)
