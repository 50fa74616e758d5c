"""French of the exchange with the treating doctor."""

from __future__ import annotations

from telecontrole.foundations.outcome import Refusal

MOMENTS = {
    "des_que_possible": "Dès que possible",
    "matin": "Le matin, avant les consultations",
    "midi": "Entre midi et 14 h",
    "apres_midi": "L’après-midi",
    "soir": "En fin de journée, après 18 h",
}
CALLS = {
    "asked": "Appel demandé",
    "proposed": "Appel prévu",
    "held": "Appel fait",
    "not_reached": "Appel sans réponse",
    "withdrawn": "Demande retirée",
}
_REFUSALS = {
    "message_empty": "Écrivez votre message.",
    "message_too_long": "Le message est trop long : 5 000 signes au plus.",
    "too_many_messages": "Cet échange est déjà long : demandez plutôt un appel.",
    "call_already_asked": "Vous avez déjà demandé un appel : le médecin-conseil va vous répondre.",
    "moment_missing": "Choisissez au moins un moment.",
    "number_wrong": "Écrivez un numéro de téléphone français, comme 02 31 00 00 00.",
    "hour_past": "Cette heure est passée : choisissez-en une à venir.",
    "call_closed": "Cette demande d’appel est déjà traitée.",
    "practitioner_unknown": "Le médecin traitant de ce dossier n’est pas dans l’annuaire.",
}


def sentence(refusal: Refusal) -> str:
    """The refusal in French."""
    return _REFUSALS.get(refusal.code, "Cette action n’est pas possible pour le moment.")
