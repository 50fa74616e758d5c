"""French words of the ledger on screen."""

from __future__ import annotations

from telecontrole.rooms.notices.enums import Channel, Failure, Kind, Outcome, Recipient, State

KINDS: dict[str, str] = {
    Kind.J2: "Annonce, deux jours avant",
    Kind.J1: "Rappel de la veille",
    Kind.CHANGEMENT: "Changement",
    Kind.ANNULATION: "Annulation",
    Kind.CODE: "Code",
    Kind.AVIS: "Avis",
    Kind.DECISION: "Décision",
    Kind.CONVOCATION: "Convocation",
    Kind.QUESTIONNAIRE: "Questionnaire",
    Kind.INVITATION: "Invitation à la visio",
}
CHANNELS: dict[str, str] = {
    Channel.EMAIL: "courriel",
    Channel.SMS: "SMS",
    Channel.LETTRE: "lettre",
    Channel.MSSANTE: "messagerie de santé",
}
RECIPIENTS: dict[str, str] = {
    Recipient.ASSURE: "assuré",
    Recipient.MEDECIN_TRAITANT: "médecin traitant",
    Recipient.EMPLOYEUR: "employeur",
    Recipient.REPRESENTANT: "représentant légal",
    Recipient.TIERS: "personne invitée",
}
ADDRESSED: dict[str, str] = {
    Recipient.ASSURE: "à l’assuré",
    Recipient.MEDECIN_TRAITANT: "au médecin traitant",
    Recipient.EMPLOYEUR: "à l’employeur",
    Recipient.REPRESENTANT: "au représentant légal",
    Recipient.TIERS: "à la personne invitée",
}
STATES: dict[str, tuple[str, str]] = {
    State.PLANNED: ("À envoyer", "neutral"),
    State.CLAIMED: ("En préparation", "neutral"),
    State.SENDING: ("En cours d’envoi", "neutral"),
    State.HANDED: ("Remis au réseau", "success"),
    State.DELIVERED: ("Reçu", "success"),
    State.BOUNCED: ("Non distribué", "error"),
    State.REFUSED: ("Refusé", "error"),
    State.EXPIRED: ("Jamais parti", "error"),
    State.SUPERSEDED: ("Remplacé", "neutral"),
    State.CANCELLED: ("Sans objet", "neutral"),
    State.UNKNOWN: ("Sort inconnu", "warning"),
}
FAILURES: dict[str, str] = {
    Failure.REFUSED: "Refusé par le réseau",
    Failure.BOUNCED: "Revenu non distribué",
    Failure.NO_RECEIPT: "Sans accusé de réception",
    Failure.EXPIRED: "Jamais parti",
    Failure.UNKNOWN: "Sort inconnu",
    Failure.QUOTA: "Trop de messages ce jour-là",
    Failure.TEXT: "Texte impossible à envoyer",
    Failure.ADDRESS: "Adresse impossible",
}
OUTCOMES: dict[str, str] = {
    Outcome.SENDING: "En cours",
    Outcome.ACCEPTED: "Remis au réseau",
    Outcome.DELIVERED: "Reçu",
    Outcome.TEMPORARY: "Refusé pour le moment",
    Outcome.REFUSED: "Refusé",
    Outcome.BOUNCED: "Revenu",
    Outcome.NO_RECEIPT: "Sans accusé",
    Outcome.UNKNOWN: "Sort inconnu",
    Outcome.LOST: "Pas remis",
}
# Where a corrected address comes from; the proof keeps the code.
SOURCES: dict[str, str] = {
    "telephone": "La personne, au téléphone",
    "courrier": "La personne, par courrier",
    "compte": "Son compte ameli",
    "annuaire": "L’annuaire des professionnels",
}
