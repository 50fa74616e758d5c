"""``activity-cap``: the share of téléconsultations in a doctor's year."""

from __future__ import annotations

from telecontrole.foundations.law.faults import LawFault
from telecontrole.hall.law.answers import Answer, explained
from telecontrole.hall.law.reading import Fields
from telecontrole.rooms.teleconsultation.activity_rules import Activity, share, steps
from telecontrole.rooms.teleconsultation.enums import CapSpecialty
from telecontrole.rooms.teleconsultation.tables import SENTENCES


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """Counts of a year → share, cap (``null`` before the rule exists), exceeded."""
    activity = Activity(
        year=_year(fields),
        specialty=fields.choice("specialty", CapSpecialty),
        teleconsultations=fields.count("teleconsultations"),
        own_patients=fields.optional("own_patients", fields.count, 0),
        all_acts=fields.count("all_acts"),
    )
    found = share(activity)
    written = {
        "share": f"{found.share:.4f}",
        "cap": None if found.cap is None else f"{found.cap:.2f}",
        "exceeded": found.exceeded,
    }
    return explained(written, steps(activity, found), SENTENCES, wanted=explain)


def _year(fields: Fields) -> int:
    year = fields.count("year")
    if not 1 <= year <= 9999:
        raise LawFault("bad_value", "L'année est attendue en quatre chiffres.", "year")
    return year
