"""What the person is told of documents that are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import issuing
from telecontrole.rooms.examinations.deciding import messages
from telecontrole.rooms.examinations.models import Reserve
from telecontrole.rooms.examinations.reserve_kinds import LABELS, PieceKind
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.rules import Window
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.people import links
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.territory import selectors as territory

_PATIENCE, _POSTING = timedelta(hours=48), timedelta(days=7)
_LINKS_VALID_FOR = timedelta(days=92)
_BASIS = "code de la sécurité sociale, articles L. 315-1 et L. 315-2"


def subject_of(reserve_id: UUID) -> str:
    """The ledger's subject of a request; its second version is the reminder."""
    return f"reserve:{reserve_id}"


def to_person(row: Reserve, case: CaseInfo, version: int, actor: Actor) -> Iterator[NewNotice]:
    """The request (version 1) and its reminder (version 2), by email and SMS, else by letter."""
    person, caisse = people.insured(case.insured), territory.caisse(case.caisse)
    assert person is not None  # foreign keys hold both
    assert caisse is not None
    said: dict[str, str | int]
    for channel, by, address, source, template in (
        (Channel.EMAIL, "email", person.email, person.email_source, messages.PIECES_EMAIL),
        (Channel.SMS, "sms", person.mobile, person.mobile_source, messages.PIECES_SMS),
        (
            Channel.LETTRE,
            "",
            "\n".join(issuing.address_of(person)),
            "fichier",
            messages.PIECES_LETTER,
        ),
    ):
        if person.reachable is (channel is Channel.LETTRE):
            continue
        if channel is Channel.LETTRE:
            said = {**_letter_words(row, case), "nom": issuing.name_of(person)}
            said |= {"adresse_postale": address, "caisse": caisse.nom}
        else:
            wanted = links.LinkWanted(f"case:{case.id}", by, insured_id=person.id)  # type: ignore[arg-type]
            said = {
                "lien": links.issue_link(wanted=wanted, valid_for=_LINKS_VALID_FOR, actor=actor),
                "code": links.shared_code(f"appointment:{case.id}"),
                "jusqu_au": f"{row.until:%d/%m/%Y}",
            }
        wait = _POSTING if channel is Channel.LETTRE else _PATIENCE
        yield NewNotice(
            subject=subject_of(row.id),
            version=version,
            kind=Kind.AVIS,
            recipient=Recipient.ASSURE,
            channel=channel,
            address=address,
            address_source=source,
            locale_zone=caisse.fuseau,
            template=template,
            params=said,
            window=Window(clock.now(), clock.now() + wait),
            person_key=str(person.id),
            caisse=case.caisse,
            exempt=True,
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
