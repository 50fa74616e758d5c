"""Who read my file: from the journal, by day and by function. The law asks for categories, not for names (RGPD art. 15-1-c).

The name of a member of the staff is given by the data protection officer, on request, when it is needed to
exercise one's rights (CJUE, 22 June 2023, C-579/21).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telecontrole.foundations.access import Actor, Role, noting
from telecontrole.foundations.journal import selectors as journal
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.hall.context import ROLE_NAMES
from telecontrole.hall.protection import purging
from telecontrole.rooms.people import accounts

MOST = 200
WHAT = {
    "hall:case:read": "Dossier administratif",
    "access:medical:entered": "Données médicales",
    "hall:proof:read": "Messages envoyés",
    "hall:proof:exported": "Messages envoyés, pris en fichier",
    "notices:address:read": "Adresse d’un message",
    "notices:letter:printed": "Lettre imprimée",
    "examinations:decision:opened": "Décision de la caisse, en préparation ou notifiée",
    "examinations:decision:read": "Décision de la caisse, ouverte en ligne",
    "examinations:thread:read_by_doctor": "Échange avec le médecin-conseil",
    "hall:glass:read": "Dossier entier, lecture exceptionnelle (le responsable en a été prévenu)",
    "examinations:avis:read_by_doctor": "Avis du médecin-conseil",
    "vault:document:read": "Un courrier ou un document",
    "hall:rights:export_read": "Toutes vos données, téléchargées",
}
#: What stands before the colon in the subjects of these entries.
KINDS_OF_SUBJECT = (
    *("insured", "case", "appointment", "examination", "avis", "decision"),
    *("reserve", "piece", "absence", "thread", "guest", "correction", "session", "survey"),
    *("representant", "representant-annule", "code"),
)
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


def note_reading(*, case_id: UUID, actor: Actor) -> None:
    """A member of the staff opened a page of a file: journalled, so that the person may know. Lists name nobody."""
    noting.note_reading(action="hall:case:read", subject=f"case:{case_id}", actor=actor)


def readings(insured_id: UUID) -> list[Reading]:
    """The latest readings of a person's files, newest first, at most `MOST`."""
    entries = entries_about(insured_id)
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


def entries_about(insured_id: UUID) -> list[JournalEntry]:
    """The entries of the journal that are readings of what is kept about a person, newest first."""
    return journal.acts_on_any(_subjects(insured_id), actions=WHAT, limit=MOST)


def _who(kind: str, actor: str, roles: dict[UUID, frozenset[Role]], insured_id: UUID) -> str:
    if kind == "insured" and actor != str(insured_id):
        return "Votre représentant légal, ou un invité de l’entretien"
    if kind != "staff":
        return _KINDS.get(kind, "Un programme du service")
    held = roles.get(UUID(actor), frozenset())
    return ", ".join(ROLE_NAMES[role] for role in Role if role in held) or "Un agent de la caisse"


def _subjects(insured_id: UUID) -> list[str]:
    """Every name under which the journal may know something of this person: the walk of the erasing finds them."""
    keys = purging.keys_about(insured_id)
    return [f"{kind}:{key}" for kind in KINDS_OF_SUBJECT for key in sorted(keys)]
