"""Messages of this room, declared to the ledger with the longest value of each parameter."""

from __future__ import annotations

from telecontrole.rooms.notices.enums import Channel, Kind
from telecontrole.rooms.notices.services import Message, register_message

AVIS_EMAIL = "examinations/messages/avis_assure_email.txt"
AVIS_SMS = "examinations/messages/avis_assure_sms.txt"
AVIS_LETTER = "examinations/letters/avis.typ"
DOCTOR = "examinations/messages/avis_medecin.txt"
DOCTOR_LETTER = "examinations/letters/acces_medecin.typ"
INVITATION_EMAIL = "examinations/messages/invitation_email.txt"
INVITATION_SMS = "examinations/messages/invitation_sms.txt"
INVITATION_CHANGE_EMAIL = "examinations/messages/invitation_change_email.txt"
INVITATION_CHANGE_SMS = "examinations/messages/invitation_change_sms.txt"
REPRESENTATIVE_EMAIL = "examinations/messages/representant_email.txt"
REPRESENTATIVE_SMS = "examinations/messages/representant_sms.txt"
REPRESENTATIVE_DAY_EMAIL = "examinations/messages/representant_rdv_email.txt"
REPRESENTATIVE_DAY_SMS = "examinations/messages/representant_rdv_sms.txt"
SURVEY_EMAIL = "examinations/messages/questionnaire_email.txt"
SURVEY_SMS = "examinations/messages/questionnaire_sms.txt"
_ASKED = {"jeton": "ABCDEFGHIJKLMNOP", "code": "4821"}
_PERSON = {"lien": "ABCDEFGHIJKL", "code": "4821"}
_REPRESENTATIVE = {**_PERSON, "quoi": "absence", "jusqu_au": "30/12/2026"}
_REPRESENTATIVE_DAY = {
    **_PERSON,
    "starts_at": "2026-12-23T10:30:00+00:00",
    "zone": "Europe/Paris",
    "modalite": "presentiel",
    "quoi": "annule",
}
_DOCTOR = {"lien": "ABCDEFGHIJKL", "caisse": "CPAM de Rouen-Elbeuf-Dieppe-Seine-Maritime"}
_GUEST = {
    "lien": "ABCDEFGHIJKL",
    "starts_at": "2026-12-23T10:30:00+00:00",
    "zone": "Europe/Paris",
    "role": "comme interprète en langue des signes",
    "lieu_heure": "heure de La Réunion",
}
_AVIS_LETTER = {
    **dict.fromkeys(
        [
            *("held_on", "modality", "conclusion", "effect", "grounds", "legal_basis"),
            *("next_steps", "appeal", "doctor_told", "signatory", "nom", "adresse_postale"),
            *("caisse", "objet"),
        ],
        "x",
    ),
    "held_on": "2026-12-01",
}
_LETTER = {
    "nom": "Docteur Catherine COLIN",
    "adresse_postale": "45 rue des Écoles\n69000 Lyon",
    "caisse": "CPAM du Rhône",
    "page": "https://telecontrole.example/medecin",
    "code": "ABCD EFGH IJKL",
    "objet": "un avis du service médical",
}


def register_all() -> None:
    """Declare them; called when the application starts."""
    for message in (
        Message(Kind.AVIS, Channel.EMAIL, AVIS_EMAIL, _PERSON),
        Message(Kind.AVIS, Channel.SMS, AVIS_SMS, _PERSON),
        # The same words by secure health mail and by ordinary email: they name nobody.
        Message(Kind.AVIS, Channel.MSSANTE, DOCTOR, _DOCTOR),
        Message(Kind.AVIS, Channel.LETTRE, AVIS_LETTER, _AVIS_LETTER),
        Message(Kind.AVIS, Channel.LETTRE, DOCTOR_LETTER, _LETTER),
        Message(Kind.QUESTIONNAIRE, Channel.EMAIL, SURVEY_EMAIL, _ASKED),
        Message(Kind.QUESTIONNAIRE, Channel.SMS, SURVEY_SMS, _ASKED),
        Message(Kind.INVITATION, Channel.EMAIL, INVITATION_EMAIL, _GUEST),
        Message(Kind.INVITATION, Channel.SMS, INVITATION_SMS, _GUEST),
        Message(Kind.CHANGEMENT, Channel.EMAIL, INVITATION_CHANGE_EMAIL, _GUEST),
        Message(Kind.CHANGEMENT, Channel.SMS, INVITATION_CHANGE_SMS, _GUEST),
        Message(Kind.AVIS, Channel.EMAIL, REPRESENTATIVE_EMAIL, _REPRESENTATIVE),
        Message(Kind.AVIS, Channel.SMS, REPRESENTATIVE_SMS, _REPRESENTATIVE),
        Message(Kind.J2, Channel.EMAIL, REPRESENTATIVE_DAY_EMAIL, _REPRESENTATIVE_DAY),
        Message(Kind.J2, Channel.SMS, REPRESENTATIVE_DAY_SMS, _REPRESENTATIVE_DAY),
    ):
        register_message(message)
