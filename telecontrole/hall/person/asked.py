"""What the person has to read or to answer besides the appointment: each line of the first page leads to its page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from telecontrole.rooms.examinations import absences, reserving
from telecontrole.rooms.examinations.deciding import selectors as decisions

#: What who assists by law (curatelle) may open too.
READ_BY_ALL = frozenset({"person:decisions"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A sentence and the page that it leads to; `button` says what one does there."""

    sentence: str
    button: str
    route: str


def asked(case_id: UUID, *, acts: bool = True) -> list[Asked]:
    """What waits for the person of a case, the most pressing first; for who only assists, what there is to read."""
    return [one for one in _found(case_id) if acts or one.route in READ_BY_ALL]


def _found(case_id: UUID) -> Iterator[Asked]:
    if reserving.of_case(case_id) is not None:
        yield Asked(
            "Le médecin-conseil a besoin de documents avant de conclure.",
            "Voir et envoyer les documents",
            "person:pieces",
        )
    absence = absences.latest(case_id)
    if absence is not None and absence.excused is None and not absence.answered:
        yield Asked(
            "Dites-nous pourquoi le rendez-vous n’a pas eu lieu.", "Répondre", "person:absence"
        )
    if decisions.has_signed(case_id):
        yield Asked(
            "Votre caisse a pris une décision.", "Lire la décision de la caisse", "person:decisions"
        )
