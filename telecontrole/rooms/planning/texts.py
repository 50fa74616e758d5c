"""French words for the codes of the planning."""

from __future__ import annotations

from typing import Final

from telecontrole.rooms.diaries.enums import ClosureKind, ClosureReason
from telecontrole.rooms.planning.enums import AppointmentState, Modalite, Reason

WAYS: Final = {Modalite.VISIO: "Visio", Modalite.PRESENTIEL: "Sur place"}

WEEKDAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

STATES: Final = {
    AppointmentState.PREVU: "prévu",
    AppointmentState.TENU: "tenu",
    AppointmentState.ABSENT: "personne absente",
    AppointmentState.ECHEC_TECHNIQUE: "échec technique",
    AppointmentState.REFUSE: "visio refusée",
    AppointmentState.EMPECHE: "personne empêchée",
    AppointmentState.ANNULE: "annulé",
    AppointmentState.REMPLACE: "remplacé",
}
# Of the tag that says so.
TONES: Final = {
    AppointmentState.PREVU: "",
    AppointmentState.TENU: "success",
    AppointmentState.ABSENT: "warning",
    AppointmentState.ECHEC_TECHNIQUE: "error",
    AppointmentState.REFUSE: "neutral",
    AppointmentState.EMPECHE: "neutral",
    AppointmentState.ANNULE: "neutral",
    AppointmentState.REMPLACE: "neutral",
}

REASONS: Final = {
    Reason.NO_SITE: "aucun site de la caisse n’a de salle",
    Reason.NO_COMPETENCE: "aucun médecin-conseil compétent n’offre de créneau",
    Reason.OWN_PATIENT: "le seul médecin-conseil possible suit ou a prescrit l’arrêt de la personne",
    Reason.NOT_NOTIFIABLE: "les créneaux restants sont trop proches pour prévenir la personne",
    Reason.LEAVE_ENDS: "l’arrêt se termine avant les créneaux restants",
    Reason.NO_CAPACITY: "tous les créneaux possibles sont pris",
}

CLOSURES: Final = {
    ClosureKind.ABSENCE: "Absence",
    ClosureKind.BLOCAGE: "Temps bloqué",
    ClosureKind.SITE: "Site fermé",
    ClosureKind.SALLE: "Salle bloquée",
}

CLOSURE_REASONS: Final = {
    ClosureReason.IMPREVU: "absence imprévue",
    ClosureReason.CONGE: "congé",
    ClosureReason.FORMATION: "formation",
    ClosureReason.REUNION: "réunion",
    ClosureReason.RESERVE: "réservé",
    ClosureReason.TRAVAUX: "travaux ou panne",
    ClosureReason.FERMETURE: "fermeture",
    ClosureReason.AUTRE: "autre motif",
}

#: Competences of the files; another one is shown as it is written.
COMPETENCES: Final = {
    "generaliste": "Généraliste",
    "at_mp": "Accidents du travail, maladies professionnelles",
    "psychiatrie": "Psychiatrie",
    "rhumatologie": "Rhumatologie",
}
