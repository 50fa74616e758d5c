"""Messages of the décisions, absences and reserves, declared to the ledger with their longest values."""

from __future__ import annotations

from telecontrole.rooms.notices.enums import Channel, Kind
from telecontrole.rooms.notices.services import Message, register_message

DECISION_EMAIL = "examinations/messages/decision_email.txt"
DECISION_SMS = "examinations/messages/decision_sms.txt"
DECISION_LETTER = "examinations/letters/decision.typ"
EMPLOYER_LETTER = "examinations/letters/employeur.typ"
ABSENCE_EMAIL = "examinations/messages/absence_email.txt"
ABSENCE_SMS = "examinations/messages/absence_sms.txt"
ABSENCE_LETTER = "examinations/letters/absence.typ"
PIECES_EMAIL = "examinations/messages/pieces_email.txt"
PIECES_SMS = "examinations/messages/pieces_sms.txt"
PIECES_LETTER = "examinations/letters/pieces.typ"
_PERSON = {"lien": "ABCDEFGHIJKL", "code": "4821"}
_DATED = {**_PERSON, "jusqu_au": "30/12/2026"}
_SHEET = {
    "nom": "Madame Catherine COLIN",
    "adresse_postale": "45 rue des Écoles\n69000 Lyon",
    "caisse": "CPAM du Rhône",
    "service": "Service des prestations",
    "objet": "notification de décision, dossier D-2026-000123",
    "legal_basis": "code de la sécurité sociale, article L. 315-2",
}
_SIGNED = {"signatory": "Anne Roche", "title": "Responsable", "deed": "décision du 2 janvier 2026"}
_DECISION = {
    **_SHEET,
    **_SIGNED,
    **dict.fromkeys(["decided", "effect", "motive", "next_steps", "appeal"], "x"),
    "withdrawn": "",
}
_EMPLOYER = {**_SHEET, **_SIGNED, "employee": "Madame Anne Roche", "information": "x"}
_ABSENCE = {**_SHEET, "held_on": "2026-12-01", "until": "2026-12-09", "telephone": "3646"}
_PIECES = {**_SHEET, "pieces": "x\ny", "until": "2026-12-16", "signatory": "Dr Anne Roche"}


def register_all() -> None:
    """Declare them; called when the application starts."""
    for message in (
        Message(Kind.DECISION, Channel.EMAIL, DECISION_EMAIL, _PERSON),
        Message(Kind.DECISION, Channel.SMS, DECISION_SMS, _PERSON),
        Message(Kind.DECISION, Channel.LETTRE, DECISION_LETTER, _DECISION),
        Message(Kind.DECISION, Channel.LETTRE, EMPLOYER_LETTER, _EMPLOYER),
        Message(Kind.AVIS, Channel.EMAIL, ABSENCE_EMAIL, _DATED),
        Message(Kind.AVIS, Channel.SMS, ABSENCE_SMS, _DATED),
        Message(Kind.AVIS, Channel.LETTRE, ABSENCE_LETTER, _ABSENCE),
        Message(Kind.AVIS, Channel.EMAIL, PIECES_EMAIL, _DATED),
        Message(Kind.AVIS, Channel.SMS, PIECES_SMS, _DATED),
        Message(Kind.AVIS, Channel.LETTRE, PIECES_LETTER, _PIECES),
    ):
        register_message(message)
