"""French words for the codes that several pages of the staff show; those of one room stand in that room."""

from __future__ import annotations

from telecontrole.rooms.cases.enums import CaseState, CloseReason, Motif
from telecontrole.rooms.notices import words as notice_words
from telecontrole.rooms.planning import texts as planning_texts
from telecontrole.rooms.planning.enums import AbsenceReason, Modalite

CASE_STATES = {
    CaseState.A_PLANIFIER: "À planifier",
    CaseState.PLANIFIE: "Planifié",
    CaseState.ATTENTE_REPONSE: "Réponse attendue",
    CaseState.A_TRAITER: "À traiter",
    CaseState.CLOS: "Clos",
}
CASE_TONES = {
    CaseState.A_PLANIFIER: "",
    CaseState.PLANIFIE: "success",
    CaseState.ATTENTE_REPONSE: "warning",
    CaseState.A_TRAITER: "error",
    CaseState.CLOS: "neutral",
}
MOTIFS = {
    Motif.MALADIE: "Maladie",
    Motif.ACCIDENT_TRAVAIL: "Accident du travail",
    Motif.MALADIE_PROFESSIONNELLE: "Maladie professionnelle",
    Motif.INVALIDITE: "Invalidité",
}
APPOINTMENT_STATES = {
    state: (text.capitalize(), planning_texts.TONES[state])
    for state, text in planning_texts.STATES.items()
}
MODALITIES = {Modalite.VISIO: "En visio", Modalite.PRESENTIEL: "Sur place"}
CLOSE_REASONS = {
    CloseReason.ARRET_TERMINE: "L’arrêt est terminé",
    CloseReason.REPRISE: "La personne a repris le travail",
    CloseReason.AUTRE_CAISSE: "Le dossier relève d’une autre caisse",
    CloseReason.DOUBLON: "Le dossier est un doublon",
    CloseReason.INJOIGNABLE: "La personne reste injoignable",
    CloseReason.DECES: "La personne est décédée",
    CloseReason.SANS_OBJET: "Le contrôle n’a plus d’objet",
}
ABSENCE_REASONS = {
    AbsenceReason.EMPECHEMENT: "Un empêchement",
    AbsenceReason.MESSAGE_NON_RECU: "Les messages n’ont pas été reçus ou compris",
    AbsenceReason.CONNEXION: "La connexion ou l’appareil n’ont pas marché",
    AbsenceReason.AUTRE: "Un autre motif",
    AbsenceReason.SANS_REPONSE: "La personne n’a pas répondu",
}
# What the ledger counts among the conclusions, and a reader would not look for there.
_MATTERS = {"absence": "Motif d’absence demandé", "reserve": "Documents demandés"}


def message_kind(subject: str, kind: str) -> str:
    """What a message is: by what it is about, else by its kind in the ledger."""
    matter = _MATTERS.get(subject.partition(":")[0])
    return matter or notice_words.KINDS.get(kind, kind)
