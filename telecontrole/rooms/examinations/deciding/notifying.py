"""What leaves when a décision is signed: letters kept in the vault, the registered letter, messages, the employer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.letters import keeping
from telecontrole.rooms.examinations import addressing
from telecontrole.rooms.examinations.addressing import Matter, Parties
from telecontrole.rooms.examinations.deciding import messages, words
from telecontrole.rooms.examinations.deciding.enums import LetterKind
from telecontrole.rooms.examinations.models import Decision, DecisionLetter
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Kind, Recipient
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.people import representatives

_LETTERS = Path(__file__).parents[1] / "letters"
# Two months to contest, four of silence, two to go to court, and a margin.
_LINKS_VALID_FOR = timedelta(days=280)
_KEPT_FOR = timedelta(days=5 * 365)


def subject_of(decision_id: UUID) -> str:
    """The ledger's subject of a décision."""
    return f"decision:{decision_id}"


def notify(*, row: Decision, actor: Actor) -> None:
    """Make the letters and plan the messages of a signed décision, in the caller's transaction.

    Raises `letters.LetterIncomplete` when a letter lacks what it may not lack: then nothing is signed.
    """
    parties = words.parties_of(row)
    employer = words.employer_of(row)
    told = words.of_decision(row, parties)
    _keep(row, parties, LetterKind.DECISION, told, actor)
    notices.set_head(subject=subject_of(row.id), version=1, open_=True)
    if row.withdraws_id is not None:
        # What still waits about the withdrawn décision must not leave any more.
        notices.set_head(subject=subject_of(row.withdraws_id), version=1, open_=False)
    planned = [_letter(row, parties, told)]
    planned += addressing.by_link(
        _matter(row),
        parties,
        email=messages.DECISION_EMAIL,
        sms=messages.DECISION_SMS,
        quoi="decision",
        actor=actor,
    )
    planned += _to_representative(row, parties, told)
    if employer is not None:
        informed = words.of_employer(row, parties, employer)
        _keep(row, parties, LetterKind.EMPLOYEUR, informed, actor)
        planned.append(_to_employer(row, parties, informed))
    notices.plan_notices(planned)


def _keep(
    row: Decision, parties: Parties, kind: LetterKind, said: Mapping[str, str], actor: Actor
) -> None:
    assert row.signed_on is not None
    document = keeping.issue(
        template=_LETTERS / f"{kind.value}.typ",
        data={
            **said,
            "sender": {"name": parties.caisse.nom, "service": said["service"]},
            "recipient": [said["nom"], *said["adresse_postale"].splitlines()],
            "date": row.signed_on,
            "object": said["objet"],
        },
        subject=f"case:{row.case_id}",
        kind=kind.value,
        actor=actor,
        retain_until=row.signed_on + _KEPT_FOR,
    )
    letter = DecisionLetter.objects.create(
        decision=row,
        kind=kind.value,
        issued_at=clock.now(),
        signatory=said["signatory"],
        legal_basis=said["legal_basis"].split("\n"),
        appeal=words.kind_of_appeal(row) if kind is LetterKind.DECISION else "",
        document=document.id,
    )
    journal.record(
        action="examinations:decision:letter_issued",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"decision": str(row.id), "letter": str(letter.id), "kind": kind.value},
    )


def _letter(row: Decision, parties: Parties, said: Mapping[str, str]) -> NewNotice:
    """The same letter in the ledger's postal channel: registered, by its kind."""
    return addressing.by_post(_matter(row), parties, template=messages.DECISION_LETTER, said=said)


def _to_representative(
    row: Decision, parties: Parties, said: Mapping[str, str]
) -> Iterator[NewNotice]:
    """The letter again to who acts or assists by law (Code civil, articles 467 and 475)."""
    one = representatives.acting(parties.person.id)
    if one is not None:
        yield from addressing.posted_to_representative(
            _matter(row), parties, one, template=messages.DECISION_LETTER, said=said
        )


def _to_employer(row: Decision, parties: Parties, said: Mapping[str, str]) -> NewNotice:
    return addressing.by_post(
        _matter(row),
        parties,
        template=messages.EMPLOYER_LETTER,
        said=said,
        recipient=Recipient.EMPLOYEUR,
        source="gestionnaire",
        person_key=str(row.id),
    )


def _matter(row: Decision) -> Matter:
    return Matter(subject_of(row.id), 1, Kind.DECISION, _LINKS_VALID_FOR)
