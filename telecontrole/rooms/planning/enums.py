"""Words of the planning."""

from __future__ import annotations

from enum import StrEnum

from telecontrole.rooms.diaries.enums import Modalite

__all__ = ["AbsenceReason", "AppointmentState", "Modalite", "Origin", "Reason"]


class AppointmentState(StrEnum):
    """Where one version of an appointment stands; only `PREVU` occupies people and rooms."""

    PREVU = "prevu"
    TENU = "tenu"
    ABSENT = "absent"
    ECHEC_TECHNIQUE = "echec_technique"
    REFUSE = "refuse"
    EMPECHE = "empeche"
    ANNULE = "annule"
    REMPLACE = "remplace"


class AbsenceReason(StrEnum):
    """Why a person did not come, as they said it; a closed list, without a word about health."""

    EMPECHEMENT = "empechement"
    MESSAGE_NON_RECU = "message_non_recu"
    CONNEXION = "connexion"
    AUTRE = "autre"
    SANS_REPONSE = "sans_reponse"


class Origin(StrEnum):
    """What placed the appointment."""

    PLAN = "plan"
    REPLI = "repli"
    MANUEL = "manuel"
    DEMONSTRATION = "demonstration"


class Reason(StrEnum):
    """Why a case has no appointment: the first that holds, in this order (see `solver.reasons`)."""

    NO_SITE = "no_site"
    NO_COMPETENCE = "no_competence"
    OWN_PATIENT = "own_patient"
    NOT_NOTIFIABLE = "not_notifiable"
    LEAVE_ENDS = "leave_ends"
    NO_CAPACITY = "no_capacity"
