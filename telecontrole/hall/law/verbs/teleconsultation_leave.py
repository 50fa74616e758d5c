"""``teleconsultation-leave``: how many days of a leave prescribed by video stand."""

from __future__ import annotations

from telecontrole.hall.law.answers import Answer, explained
from telecontrole.hall.law.reading import Fields
from telecontrole.rooms.teleconsultation.leave_rules import Prescription, judge, steps
from telecontrole.rooms.teleconsultation.tables import SENTENCES


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """A prescription → days accepted and refused."""
    case = Prescription(
        on=fields.day("date"),
        days=fields.count("days"),
        prescriber_is_treating=fields.optional("prescriber_is_treating", fields.flag, False),
        renewal=fields.optional("renewal", fields.flag, False),
        running_days=fields.optional("running_days", fields.count, 0),
        in_person_impossible=fields.optional("in_person_impossible", fields.flag, False),
        prescriber_mainly_abroad=fields.optional("prescriber_mainly_abroad", fields.flag, False),
    )
    found = judge(case)
    written = {
        "accepted_days": found.accepted,
        "refused_days": found.refused,
        "refusals": list(found.refusals),
    }
    return explained(written, steps(found), SENTENCES, wanted=explain)
