"""French words for the codes of the planning."""

from __future__ import annotations

from typing import Final

from telecontrole.rooms.planning.enums import AppointmentState, Modalite, Reason

WAYS: Final = {Modalite.VISIO: "Visio", Modalite.PRESENTIEL: "Sur place"}

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

REASONS: Final = {
    Reason.NO_SITE: "aucun site de la caisse n’a de salle",
    Reason.NO_COMPETENCE: "aucun médecin-conseil compétent n’offre de créneau",
    Reason.OWN_PATIENT: "le seul médecin-conseil possible suit ou a prescrit l’arrêt de la personne",
    Reason.NOT_NOTIFIABLE: "les créneaux restants sont trop proches pour prévenir la personne",
    Reason.LEAVE_ENDS: "l’arrêt se termine avant les créneaux restants",
    Reason.NO_CAPACITY: "tous les créneaux possibles sont pris",
}
