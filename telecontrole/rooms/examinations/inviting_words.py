"""French words about invited third persons, and the templates of their messages."""

from __future__ import annotations

from telecontrole.rooms.examinations import notices as messages
from telecontrole.rooms.notices.enums import Channel, Kind
from telecontrole.rooms.visio.enums import GuestRole

ROLES = {
    GuestRole.INTERPRETE: "interprète",
    GuestRole.INTERPRETE_LSF: "interprète en langue des signes",
    GuestRole.PROCHE: "proche",
    GuestRole.AVOCAT: "avocat",
    GuestRole.MEDECIN: "médecin",
}
AS = {
    GuestRole.INTERPRETE: "comme interprète",
    GuestRole.INTERPRETE_LSF: "comme interprète en langue des signes",
    GuestRole.PROCHE: "pour accompagner une personne",
    GuestRole.AVOCAT: "comme avocat",
    GuestRole.MEDECIN: "comme médecin",
}
TEMPLATES = {
    (Kind.INVITATION, Channel.EMAIL): messages.INVITATION_EMAIL,
    (Kind.INVITATION, Channel.SMS): messages.INVITATION_SMS,
    (Kind.CHANGEMENT, Channel.EMAIL): messages.INVITATION_CHANGE_EMAIL,
    (Kind.CHANGEMENT, Channel.SMS): messages.INVITATION_CHANGE_SMS,
}
REFUSALS = {
    "not_a_call": "Ce dossier n’a pas d’entretien en visio à venir : il n’y a rien où inviter.",
    "visio_guests_full": "Deux personnes sont déjà invitées ou demandées : c’est le maximum. Retirez-en une d’abord.",
    "visio_guest_withdrawn": "Cette invitation a été retirée.",
    "visio_session_full": "L’entretien est complet : quatre personnes au plus.",
    "visio_session_closed": "Cet entretien est terminé.",
    "no_place": "Aucune place sur un site de la caisse : l’entretien en visio reste prévu.",
    "diary_busy": "Quelqu’un réserve au même moment : recommencez.",
}
#: How the tasks about third persons end.
DONE = {
    "invite": "Invitation envoyée",
    "retire": "Invitation retirée",
    "tiers_sur_place": "Rendez-vous sur place, faute de tiers",
}
_CLOCKS = {
    "Indian/Reunion": "heure de La Réunion",
    "Indian/Mayotte": "heure de Mayotte",
    "America/Guadeloupe": "heure de Guadeloupe",
    "America/Martinique": "heure de Martinique",
    "America/Cayenne": "heure de Guyane",
}


def clock_of(zone: str) -> str:
    """On whose clock an hour is told: a guest may live far away."""
    return _CLOCKS.get(zone, "heure de Paris")
