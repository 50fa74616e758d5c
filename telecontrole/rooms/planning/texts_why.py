"""French words for why a case has this doctor on this day."""

from __future__ import annotations

from typing import Final

from telecontrole.foundations.web.formats import date_fr, date_heure_fr
from telecontrole.rooms.planning.enums import Origin
from telecontrole.rooms.planning.explaining import Explanation, Ground, Run, Why
from telecontrole.rooms.planning.texts import REASONS

_DAYS: Final = {
    Why.NOT_NOTIFIABLE: "la personne n’aurait pas pu être prévenue à temps",
    Why.CLOSED: "fermeture (samedi, dimanche ou jour férié chez la personne)",
    Why.NO_HOURS: "aucun médecin-conseil compétent n’offre d’heures possibles pour elle",
    Why.OWN_PATIENT: "seul un médecin qui suit la personne ou a prescrit l’arrêt était là",
    Why.FULL: "toutes les places possibles sont prises",
    Why.FREE_NOW: "une place est libre aujourd’hui ; elle ne l’était pas quand le rendez-vous a été fixé, ou elle revenait à un dossier plus urgent",
}
_HOME: Final = {
    Why.NO_HOURS: "aucun médecin-conseil compétent de la caisse n’offre d’heures possibles ce jour-là",
    Why.OWN_PATIENT: "le médecin-conseil de la caisse suit la personne ou a prescrit l’arrêt",
    Why.FULL: "les médecins-conseils de la caisse n’ont plus de place ce jour-là",
    Why.FREE_NOW: "une place de la caisse s’est libérée depuis, ou revenait à un dossier plus urgent",
}
_GROUNDS: Final = {
    Ground.VISIO: "En visio : rien dans le dossier n’oblige à venir.",
    Ground.NEED: "Sur place : le dossier le demande.",
    Ground.CONTACT: "Sur place : il manque un courriel ou un mobile valide.",
    Ground.HISTORY: "Sur place : c’est la suite du rendez-vous précédent.",
    Ground.ROLLOUT: "Sur place : la visio n’est pas encore ouverte dans la région.",
}
_MOVED: Final = {
    Origin.REPLI: "Ce rendez-vous remplace un rendez-vous qui ne pouvait pas avoir lieu : la première place possible a été prise.",
    Origin.MANUEL: "Ce rendez-vous a été choisi par une personne du service.",
    Origin.DEMONSTRATION: "Ce rendez-vous est celui de la démonstration : il ne suit aucune règle du plan.",
}


def sentences(found: Explanation) -> list[str]:
    """The explanation, sentence by sentence, without the days."""
    if found.appointment is None:
        said = [f"Sans rendez-vous : {REASONS[found.reason]}."] if found.reason else []
        if found.next_plan is not None:
            said.append(f"Prochain plan : {date_heure_fr(found.next_plan)}, heure de Paris.")
        return said
    said = [_MOVED[found.moved_by]] if found.moved_by else []
    if found.ground is not None:
        said.append(_GROUNDS[found.ground])
    if found.moved_by is not Origin.DEMONSTRATION:
        said += _about_days(found)
    if found.home is not None:
        said.append(f"Médecin-conseil d’une autre caisse : {_HOME.get(found.home, '')}.")
    elif found.others is not None and not found.outside:
        said.append("Médecin-conseil de la caisse de la personne : à date égale, il passe avant.")
    if found.others:
        more = "autres places sont libres" if found.others > 1 else "autre place est libre"
        said.append(
            f"Le même jour, {found.others} {more} : à égalité, l’ordre des références et des heures décide."
        )
    return said


def _about_days(found: Explanation) -> list[str]:
    said = []
    if found.first_day is not None:
        said.append(
            f"Premier jour possible pour prévenir la personne à temps : {date_fr(found.first_day)}."
        )
    if found.last_day is not None:
        said.append(
            f"Dernier jour utile, la veille de la fin de l’arrêt : {date_fr(found.last_day)}."
        )
    plural = "s" if found.waited > 1 else ""
    said.append(f"Attente : {found.waited} jour{plural} depuis que la place a été cherchée.")
    return said


def day_line(run: Run) -> str:
    """Days in a row and what kept the case from them."""
    if run.first == run.last:
        return f"{date_fr(run.first).capitalize()} : {_DAYS[run.why]}."
    return f"Du {date_fr(run.first)} au {date_fr(run.last)} : {_DAYS[run.why]}."
