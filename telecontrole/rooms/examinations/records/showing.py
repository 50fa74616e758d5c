"""The record as the desk shows it: what was written, what may be inserted, what the page's script must know."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import Any

from telecontrole.foundations import access, vault
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import guarantees, rules
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import Presence
from telecontrole.rooms.examinations.records import forms as structured
from telecontrole.rooms.examinations.records import paragraphs, store
from telecontrole.rooms.examinations.records.paragraphs import ParagraphInfo
from telecontrole.rooms.examinations.records.store import Record
from telecontrole.rooms.examinations.selectors import ExaminationInfo
from telecontrole.rooms.people.selectors import MedecinInfo


def initial(record: ExaminationInfo | None, case: CaseInfo, written: Record) -> dict[str, Any]:
    """What the form shows at first: what was saved, and the person's own language."""
    if record is None:
        return {"notes_version": 0, "language": case.langue}
    given = guarantees.given_to(record.id)
    told = guarantees.told(record.mission_stated_at, given)
    asked = Presence.WITH_OTHERS if record.third_parties else Presence.ALONE
    return {
        **{box.value: at is not None for box, at in told.items()},
        "identity": record.identity_method,
        "presence": asked.value if given.presence_noted_at else "",
        "third_parties": list(record.third_parties),
        "third_parties_accepted": bool(record.third_parties),
        "language": given.language or case.langue,
        "ticked": guarantees.ticked(box for box, at in told.items() if at is not None),
        "notes": written.notes,
        "notes_version": written.version,
        **structured.initial(case.motif, written.answers),
    }


def read(
    record: ExaminationInfo | None, medecin: MedecinInfo, actor: Actor
) -> tuple[Record, list[ParagraphInfo]]:
    """The record and the paragraphs that may go into it, in one journalled passage; nothing before it is open."""
    if record is None:
        return Record(), []
    with access.medical(actor, purpose="notes", subject=f"examination:{record.id}"):
        return (
            store.inside(record.id),
            paragraphs.inside(medecin.id, medecin.caisse),
        )


def outcomes(motif: Motif) -> dict[str, Any]:
    """What the page's script knows of each conclusion: its grounds, which date it has."""
    return {
        "codes": {
            code.value: {
                "grounds": [ground.value for ground in CATALOGUE[code].grounds],
                "dated": CATALOGUE[code].date_rule.value,
            }
            for code in rules.codes_for(motif)
        },
    }


def likely_dates(today: date) -> list[tuple[str, date]]:
    """Dates of effect that one press chooses, in the person's zone: the earliest one first."""
    tomorrow = rules.earliest_effect(today)
    return [
        ("Demain", tomorrow),
        ("Dans 7 jours", today + timedelta(days=7)),
        ("Dans 15 jours", today + timedelta(days=15)),
        ("Aujourd’hui", today),
    ]


def draft(record: ExaminationInfo | None) -> dict[str, str]:
    """Where and under which key a browser may keep what a cut connection could not send: see draft.js."""
    if record is None:
        return {}
    key = vault.fingerprint(str(record.id), purpose="examinations.draft")
    return {"name": f"examination:{record.id}", "key": base64.b64encode(key).decode()}
