"""The words of the archive: titles, labels and codes in French, and what the law wants to be said beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from telecontrole.hall import words
from telecontrole.hall.protection import retention
from telecontrole.rooms.examinations.texts import (
    CONCLUSIONS,
    ENDINGS,
    GROUNDS,
    GUARANTEES,
    IDENTITIES,
)
from telecontrole.rooms.notices import words as notices
from telecontrole.rooms.people import representatives

_FILE = Path(__file__).with_name("archive_words.yaml")
Words = Mapping[str, str]


def _first(pairs: Mapping[Any, tuple[str, str]]) -> Words:
    return {str(code): word for code, (word, _) in pairs.items()}


def _plain(found: Mapping[Any, str]) -> Words:
    return {str(code): word for code, word in found.items()}


_CODES: dict[str, Words] = {
    "cases.Case.motif": _plain(words.MOTIFS),
    "cases.Case.state": _plain(words.CASE_STATES),
    "cases.Case.closed_reason": _plain(words.CLOSE_REASONS),
    "planning.Appointment.modalite": _plain(words.MODALITIES),
    "planning.Appointment.state": _first(words.APPOINTMENT_STATES),
    "examinations.Examination.modalite": _plain(words.MODALITIES),
    "examinations.Examination.ending": _plain(ENDINGS),
    "examinations.Examination.identity_method": _plain(IDENTITIES),
    "examinations.GuaranteeTakenBack.guarantee": _plain(GUARANTEES),
    "examinations.Absence.reason": _plain(words.ABSENCE_REASONS),
    "examinations.Avis.code": _plain(CONCLUSIONS),
    "examinations.Avis.grounds": _plain(GROUNDS),
    "examinations.Decision.code": _plain(CONCLUSIONS),
    "people.Representative.quality": _plain(representatives.WORDS),
    "notices.Notice.kind": notices.KINDS,
    "notices.Notice.channel": notices.CHANNELS,
    "notices.Notice.recipient": notices.RECIPIENTS,
    "notices.Notice.state": _first(notices.STATES),
}


@cache
def tables() -> dict[str, tuple[str, Words]]:
    """Title and labels of each table, in the order in which a person reads them."""
    read = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {label: (given["title"], given["columns"]) for label, given in read.items()}


def said(label: str, column: str, value: object) -> object:
    """A value as a person reads it: codes in words, lists of codes too; anything else as it is."""
    known = _CODES.get(f"{label}.{column}", {})
    if isinstance(value, list):
        return ", ".join(known.get(str(one), str(one)) for one in value)
    if isinstance(value, dict):
        return "\n".join(f"{key} : {inner}" for key, inner in value.items() if inner)
    if isinstance(value, bool):
        return "oui" if value else "non"
    return known.get(value, value) if isinstance(value, str) else value


def terms(on: date) -> list[str]:
    """How long what is in the archive is kept, by event, with the text: `retention.yaml` in sentences."""
    found = []
    for kind in ("dossier", "preuve", "acces"):
        months, event = retention.duration(kind, on), retention.durations()[kind][0]
        found.append(f"{months.months} mois à compter de : {event} ({months.reference})")
    return found
