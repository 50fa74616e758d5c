"""Letters of the avis: made once, complete or not at all, kept sealed in the vault."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.letters import keeping
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import addressing, envelopes, reading, wording
from telecontrole.rooms.examinations import notices as messages
from telecontrole.rooms.examinations.addressing import Matter, Parties
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import AvisCode, Ground, LetterKind
from telecontrole.rooms.examinations.models import Avis, Examination, Letter
from telecontrole.rooms.notices.enums import Recipient
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.people.selectors import InsuredInfo
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.territory.selectors import CaisseInfo

_TEMPLATE = Path(__file__).parent / "letters" / "avis.typ"
_OBJECT = "avis du service du contrôle médical"
_MODALITIES = {"visio": "en visio", "presentiel": "sur place"}
# Until the appeals are over and a margin more; the retention table has the last word.
_KEPT_FOR = timedelta(days=5 * 365)


def issue_avis_letter(
    *, avis: Avis, case: CaseInfo, person: InsuredInfo, caisse: CaisseInfo, actor: Actor
) -> Letter:
    """Make and keep the letter of an avis. Raises `letters.LetterIncomplete` when it lacks what it may not lack.

    The database refuses a letter without legal basis, ways of appeal or signatory as well.
    """
    today = clock.now().astimezone(ZoneInfo(caisse.fuseau)).date()
    document = keeping.issue(
        template=_TEMPLATE,
        data={
            **_words(avis),
            "sender": {"name": caisse.nom, "service": "Service du contrôle médical"},
            "recipient": [envelopes.name_of(person), *envelopes.address_of(person)],
            "date": today,
            "references": [["Votre dossier", case.reference]],
            "object": _OBJECT,
            "salutation": "Madame," if person.sexe == "F" else "Monsieur,",
        },
        subject=f"case:{case.id}",
        kind="avis",
        actor=actor,
        retain_until=today + _KEPT_FOR,
    )
    letter = Letter.objects.create(
        kind=LetterKind.AVIS.value,
        avis=avis,
        recipient=Recipient.ASSURE.value,
        issued_at=clock.now(),
        signatory=_signatory(avis),
        legal_basis=list(CATALOGUE[AvisCode(avis.code)].legal_basis),
        appeal="cmra",
        document=document.id,
    )
    journal.record(
        action="examinations:letter:issued",
        actor=actor,
        subject=f"case:{case.id}",
        data={"avis": str(avis.id), "letter": str(letter.id)},
    )
    return letter


def letter_notice(*, avis: Avis, matter: Matter, to: Parties) -> NewNotice:
    """The same letter in the ledger's postal channel, for a person without email or mobile."""
    said = {**_words(avis), "objet": _OBJECT}
    return addressing.by_post(matter, to, template=messages.AVIS_LETTER, said=said)


def _words(avis: Avis) -> dict[str, str]:
    """Everything the letter says of the avis, as plain texts."""
    code = AvisCode(avis.code)
    examination = Examination.objects.get(id=avis.examination_id)
    appointment = planning.appointment(examination.appointment)
    assert appointment is not None  # it was there when the interview was opened
    told = reading.doctor_told(avis.id)
    held_on = appointment.starts_at.astimezone(ZoneInfo(appointment.zone)).date()
    return {
        "held_on": held_on.isoformat(),
        "modality": _MODALITIES[examination.modalite],
        "conclusion": wording.conclusion(code),
        "effect": wording.effect(code, wording.long_day(avis.date_effet)),
        "grounds": "\n".join(wording.grounds([Ground(ground) for ground in avis.grounds])),
        "legal_basis": "\n".join(CATALOGUE[code].legal_basis),
        "next_steps": "\n".join(wording.next_steps(code, doctor_told=told)),
        "appeal": wording.APPEAL,
        "doctor_told": "oui" if told else "non",
        "signatory": _signatory(avis),
    }


def _signatory(avis: Avis) -> str:
    medecin = people.medecin(avis.medecin_id)
    assert medecin is not None  # a foreign key holds it
    return f"Dr {medecin.prenoms} {medecin.nom}"
