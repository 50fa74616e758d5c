"""French words for the codes that the staff's pages show."""

from __future__ import annotations

from telecontrole.rooms.cases.enums import CaseState, CloseReason, Motif
from telecontrole.rooms.notices.enums import Channel, Kind, State
from telecontrole.rooms.planning.enums import AbsenceReason, AppointmentState, Modalite

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
    AppointmentState.PREVU: ("Prévu", ""),
    AppointmentState.TENU: ("Tenu", "success"),
    AppointmentState.ABSENT: ("Personne absente", "warning"),
    AppointmentState.ECHEC_TECHNIQUE: ("Échec technique", "error"),
    AppointmentState.REFUSE: ("Visio refusée", "neutral"),
    AppointmentState.EMPECHE: ("Personne empêchée", "neutral"),
    AppointmentState.ANNULE: ("Annulé", "neutral"),
    AppointmentState.REMPLACE: ("Remplacé", "neutral"),
}
MODALITIES = {Modalite.VISIO: "En visio", Modalite.PRESENTIEL: "Sur place"}
CLOSE_REASONS = {
    CloseReason.ARRET_TERMINE: "L'arrêt est terminé",
    CloseReason.REPRISE: "La personne a repris le travail",
    CloseReason.AUTRE_CAISSE: "Le dossier relève d'une autre caisse",
    CloseReason.DOUBLON: "Le dossier est un doublon",
    CloseReason.INJOIGNABLE: "La personne reste injoignable",
    CloseReason.DECES: "La personne est décédée",
    CloseReason.SANS_OBJET: "Le contrôle n'a plus d'objet",
}
ABSENCE_REASONS = {
    AbsenceReason.EMPECHEMENT: "Un empêchement",
    AbsenceReason.MESSAGE_NON_RECU: "Les messages n'ont pas été reçus ou compris",
    AbsenceReason.CONNEXION: "La connexion ou l'appareil n'ont pas marché",
    AbsenceReason.AUTRE: "Un autre motif",
    AbsenceReason.SANS_REPONSE: "La personne n'a pas répondu",
}
KINDS = {
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
CHANNELS = {
    Channel.EMAIL: "courriel",
    Channel.SMS: "SMS",
    Channel.LETTRE: "lettre",
    Channel.MSSANTE: "messagerie de santé",
}
RECIPIENTS = {
    "assure": "assuré",
    "medecin_traitant": "médecin traitant",
    "employeur": "employeur",
    "tiers": "personne invitée",
}
NOTICE_STATES = {
    State.PLANNED: ("À envoyer", ""),
    State.CLAIMED: ("En préparation", ""),
    State.SENDING: ("En cours d'envoi", ""),
    State.HANDED: ("Remis au réseau", "success"),
    State.DELIVERED: ("Reçu", "success"),
    State.BOUNCED: ("Non distribué", "error"),
    State.REFUSED: ("Refusé", "error"),
    State.EXPIRED: ("Jamais parti", "error"),
    State.SUPERSEDED: ("Remplacé", "neutral"),
    State.CANCELLED: ("Sans objet", "neutral"),
    State.UNKNOWN: ("Sort inconnu", "warning"),
}
# Codes of the avis as the caisse knows them.
AVIS = {
    "AT_JUSTIFIE": "Arrêt médicalement justifié",
    "AT_NON_JUSTIFIE_REPRISE": "Arrêt non justifié, reprise",
    "REPRISE_TPT": "Reprise à temps partiel thérapeutique",
    "STABILISE_INVALIDITE": "État stabilisé, étude d'invalidité",
    "PROLONG_6M_ACCORD": "Prolongation au-delà de six mois : accord",
    "PROLONG_6M_REFUS": "Prolongation au-delà de six mois : refus",
    "GUERISON": "Guérison",
    "CONSOLID_SANS_IP": "Consolidation sans séquelle indemnisable",
    "CONSOLID_AVEC_IP": "Consolidation avec séquelles",
    "RECHUTE_ACCORD": "Rechute : accord",
    "RECHUTE_REFUS": "Rechute : refus",
    "NOUVELLE_LESION_ACCORD": "Nouvelle lésion : accord",
    "NOUVELLE_LESION_REFUS": "Nouvelle lésion : refus",
    "INV_CAT1": "Invalidité de 1re catégorie",
    "INV_CAT2": "Invalidité de 2e catégorie",
    "INV_CAT3": "Invalidité de 3e catégorie",
    "INV_REFUS": "Invalidité : refus",
}
