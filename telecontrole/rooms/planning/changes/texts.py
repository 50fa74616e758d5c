"""French words for what a change does, and for the rules that refuse one."""

from __future__ import annotations

from typing import Final

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.planning.changes.proposal import Fate

FATES: Final = {
    Fate.GARDE: ("Gardé", "success"),
    Fate.DEPLACE: ("Déplacé", "warning"),
    Fate.SANS_PLACE: ("Sans place", "error"),
}

#: Code → the field that it concerns, and what to say.
REFUSALS: Final = {
    "plan_running": ("", "Un plan est en cours. Réessayez dans une minute."),
    "consequences_changed": (
        "",
        "Les agendas ont changé entre-temps. Voici les nouvelles conséquences : rien n’est enregistré.",
    ),
    "closure_empty": ("au", "La fin vient avant le début."),
    "already_closed": ("du", "C’est déjà enregistré pour ces jours."),
    "hours_never": ("jours", "Aucun de ces jours ne tombe entre les deux dates."),
    "hours_too_long": ("au", "Treize mois au plus."),
    "hours_overlap": ("debut", "Des heures existent déjà à ce moment, à partir du {date}."),
    "rule_unknown": ("", "Ces heures n’existent plus."),
    "hours_unknown": ("", "Ces heures n’existent plus."),
    "not_a_day_of_the_rule": ("jour", "Ces heures ne tombent pas ce jour-là."),
    "appointment_closed": ("", "Ce rendez-vous n’est plus à venir."),
    "same_place": ("", "C’est déjà le rendez-vous : rien ne change."),
    "in_the_past": ("jour", "Ce moment est passé."),
    "doctor_gone": ("medecin", "Ce médecin-conseil n’est plus en fonction."),
    "slot_taken": ("heure", "Ce créneau est déjà pris."),
    "doctor_closed": ("jour", "C’est un jour de fermeture pour ce médecin-conseil."),
    "not_in_hours": (
        "heure",
        "Ce médecin-conseil n’a pas de créneau qui commence à cette heure, de cette façon.",
    ),
    "competence": ("medecin", "Ce médecin-conseil n’a pas la compétence que demande le dossier."),
    "own_patient": ("medecin", "Ce médecin suit la personne ou a prescrit l’arrêt."),
    "must_come": ("lieu", "Ce rendez-vous doit avoir lieu sur place."),
    "other_caisse_site": ("lieu", "Ce site n’est pas de la caisse de la personne."),
    "no_ground": ("lieu", "Sur place seulement avec un motif : besoin, coordonnées, refus."),
    "hours_of_calls": (
        "heure",
        "Personne ne peut être appelé à cette heure-là, ou c’est un jour de fermeture chez la personne.",
    ),
    "not_notifiable": ("jour", "Trop tôt : la personne ne pourrait plus être prévenue à temps."),
    "leave_ends": ("jour", "L’arrêt sera terminé."),
    "person_taken": ("heure", "La personne a un autre rendez-vous, ou a dit ne pas pouvoir venir."),
}


def refusal_fr(refusal: Refusal) -> tuple[str, str]:
    """The field and the words of a refusal."""
    name, text = REFUSALS.get(refusal.code, ("", "Ce changement n’a pas pu être enregistré."))
    return name, text.format(**refusal.params) if refusal.params else text
