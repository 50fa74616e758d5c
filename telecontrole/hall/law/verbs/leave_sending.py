"""``leave-sending``: was the leave sent in time, and what a late sending costs."""

from __future__ import annotations

from typing import cast

from telecontrole.foundations.law.calendars import CALENDARS, Calendar
from telecontrole.foundations.law.leaves import Sending, sending, sending_steps
from telecontrole.foundations.law.tables import SENTENCES
from telecontrole.hall.law.answers import Answer, explained
from telecontrole.hall.law.reading import Fields


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """A leave and its sending → last day, late or not, reduction and its days."""
    calendar = fields.optional("calendar", lambda name: fields.word(name, CALENDARS), "metropole")
    case = Sending(
        prescribed=fields.day("prescribed"),
        end=fields.day("end"),
        sent=fields.day("sent"),
        late_before=fields.optional("late_before", fields.days, ()),
        excused=fields.optional("excused", fields.flag, False),
        calendar=cast("Calendar", calendar),
    )
    found = sending(case)
    span = found.reduced
    written = {
        "last_day": found.due.isoformat(),
        "late": found.late,
        "outcome": found.outcome,
        "reduction": f"{found.rate:.2f}",
        "reduced": {"from": span.first.isoformat(), "to": span.last.isoformat()} if span else None,
    }
    return explained(written, sending_steps(found), SENTENCES, wanted=explain)
