"""Who read my file: from the journal, by day and by function. The law asks for categories, not for names (RGPD art. 15-1-c).

The name of a member of the staff is given by the data protection officer, on request, when it is needed to
exercise one's rights (CJUE, 22 June 2023, C-579/21).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import journal as journal_writer
from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.journal import selectors as journal
from telecontrole.hall.context import ROLE_NAMES
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.examinations import selectors as examinations
from telecontrole.rooms.people import accounts
from telecontrole.rooms.planning import selectors as planning

MOST = 200
#: One entry an hour for each reader and file: a page that is looked at ten times was read once.
ONE_ENTRY_PER = timedelta(hours=1)
WHAT = {
    "hall:case:read": "Dossier administratif",
    "access:medical:entered": "Données médicales",
    "hall:proof:read": "Messages envoyés",
    "hall:glass:read": "Dossier entier, lecture exceptionnelle (le responsable en a été prévenu)",
    "examinations:avis:read_by_doctor": "Avis du médecin-conseil",
    "vault:document:read": "Un courrier ou un document",
    "hall:rights:export_read": "Toutes vos données, téléchargées",
}
_KINDS = {
    "insured": "Vous",
    "practitioner": "Votre médecin traitant",
    "system": "Un programme du service",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading: when (UTC), the reader's function, what was read."""

    at: datetime
    who: str
    what: str


@transaction.atomic
def note_reading(*, case_id: UUID, actor: Actor) -> None:
    """A member of the staff opened the page of a file: journalled, so that the person may know. Lists name nobody."""
    if attempt(f"case-read:{actor.id}:{case_id}", limit=1, window=ONE_ENTRY_PER):
        journal_writer.record(action="hall:case:read", actor=actor, subject=f"case:{case_id}")


def readings(insured_id: UUID) -> list[Reading]:
    """The latest readings of a person's files, newest first, at most `MOST`; a constant number of queries per case."""
    entries = [
        entry
        for subject in _subjects(insured_id)
        for entry in journal.acts_on(subject, limit=MOST)
        if entry.action in WHAT
    ]
    entries.sort(key=lambda entry: entry.seq, reverse=True)
    entries = entries[:MOST]
    staff = {entry.actor_id for entry in entries if entry.actor_kind == "staff"}
    roles = accounts.roles_of([UUID(one) for one in staff])
    return [
        Reading(
            entry.at,
            _who(entry.actor_kind, entry.actor_id, roles, insured_id),
            WHAT[entry.action],
        )
        for entry in entries
    ]


def _who(kind: str, actor: str, roles: dict[UUID, frozenset[Role]], insured_id: UUID) -> str:
    if kind == "insured" and actor != str(insured_id):
        return "Votre représentant légal, ou un invité de l'entretien"
    if kind != "staff":
        return _KINDS.get(kind, "Un programme du service")
    held = roles.get(UUID(actor), frozenset())
    return ", ".join(ROLE_NAMES[role] for role in Role if role in held) or "Un agent de la caisse"


def _subjects(insured_id: UUID) -> Iterator[str]:
    yield f"insured:{insured_id}"
    for case in cases.of_insured(insured_id):
        yield f"case:{case.id}"
        for one in planning.versions(case.id):
            record = examinations.examination_of(one.id)
            if record is not None:
                yield f"examination:{record.id}"
        avis = examinations.latest_avis(case.id)
        if avis is not None:
            yield f"avis:{avis.id}"
