"""``teleconsultation``: who pays the act."""

from __future__ import annotations

from telecontrole.foundations.money import ZERO
from telecontrole.hall.law.answers import Answer, amount, explained
from telecontrole.hall.law.reading import Fields
from telecontrole.rooms.teleconsultation.enums import Act, PathwayException, TcsSpecialty
from telecontrole.rooms.teleconsultation.rules import Consultation, split, steps
from telecontrole.rooms.teleconsultation.tables import SENTENCES


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """An act → shares of the schemes and of the patient, refusals."""
    case = read(fields)
    found = split(case)
    written = {
        "amo": amount(found.amo),
        "amc": amount(found.amc),
        "patient": amount(found.patient),
        "refusals": list(found.refusals),
    }
    return explained(written, steps(case, found), SENTENCES, wanted=explain)


def read(fields: Fields) -> Consultation:
    """The act of the contract, with the optional circumstances of the gate."""

    def flag(name: str, default: bool) -> bool:
        return fields.optional(name, fields.flag, default)

    given = fields.has
    return Consultation(
        act=fields.choice("act", Act),
        on=fields.day("date"),
        fee=fields.money("fee"),
        age=fields.count("age"),
        in_pathway=fields.flag("in_pathway"),
        ald=flag("ald", False),
        maternity=flag("maternity", False),
        c2s=flag("c2s", False),
        alsace_moselle=flag("alsace_moselle", False),
        participation_used=fields.optional("participation_used", fields.money, ZERO),
        participation_today=fields.optional("participation_today", fields.money, ZERO),
        specialty=fields.choice("specialty", TcsSpecialty) if given("specialty") else None,
        pathway_exception=(
            fields.choice("pathway_exception", PathwayException)
            if given("pathway_exception")
            else None
        ),
        video=flag("video", True),
        territorial=flag("territorial", True),
        zip_patient=flag("zip_patient", False),
        known_patient=flag("known_patient", True),
        work_accident=flag("work_accident", False),
        pension=flag("pension", False),
        ame=flag("ame", False),
    )
