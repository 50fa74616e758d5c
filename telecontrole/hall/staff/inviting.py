"""Who invites people to an interview by video, and what is said of an invitation."""

from __future__ import annotations

from telecontrole.foundations.access import Role
from telecontrole.rooms.visio.enums import GuestState

INVITERS = (Role.MEDECIN_CONSEIL, Role.TECHNICIEN)
STATES = {
    GuestState.ASKED: ("Demandé par la personne", "warning"),
    GuestState.INVITED: ("Invité", "success"),
    GuestState.WITHDRAWN: ("Retiré", "neutral"),
}
