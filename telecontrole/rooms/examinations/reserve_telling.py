"""What the person is told of documents that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import addressing
from telecontrole.rooms.examinations.addressing import Matter
from telecontrole.rooms.examinations.deciding import messages
from telecontrole.rooms.examinations.models import Reserve
from telecontrole.rooms.examinations.reserve_kinds import LABELS, PieceKind
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.people import selectors as people

_BASIS = "code de la sécurité sociale, articles L. 315-1 et L. 315-2"


def subject_of(reserve_id: UUID) -> str:
    """The ledger's subject of a request; its second version is the reminder."""
    return f"reserve:{reserve_id}"


def to_person(row: Reserve, case: CaseInfo, version: int, actor: Actor) -> Iterator[NewNotice]:
    """The request (version 1) and its reminder (version 2), by email and SMS, else by letter."""
    matter, to = Matter(subject_of(row.id), version), addressing.parties_of(case)
    if not to.person.reachable:
        yield addressing.by_post(
            matter, to, template=messages.PIECES_LETTER, said=_letter_words(row, case)
        )
    yield from addressing.by_link(
        matter,
        to,
        email=messages.PIECES_EMAIL,
        sms=messages.PIECES_SMS,
        quoi="pieces",
        actor=actor,
        jusqu_au=f"{row.until:%d/%m/%Y}",
    )


def _letter_words(row: Reserve, case: CaseInfo) -> dict[str, str | int]:
    medecin = people.medecin(row.examination.medecin_id)
    assert medecin is not None  # a foreign key holds it
    return {
        "service": "Service du contrôle médical",
        "objet": f"documents demandés, dossier {case.reference}",
        "pieces": "\n".join(LABELS[PieceKind(kind)] for kind in row.pieces),
        "until": row.until.isoformat(),
        "signatory": f"Dr {medecin.prenoms} {medecin.nom}",
        "legal_basis": _BASIS,
    }
