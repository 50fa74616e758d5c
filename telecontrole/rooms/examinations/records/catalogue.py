"""The fields of the record by kind of case. One row per field; answers are medical secret (CSP R4127-104).

No field is compulsory: the médecin-conseil writes what serves the avis. A name never changes its meaning: answers
are kept under it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from telecontrole.rooms.cases.enums import Motif


class Answer(StrEnum):
    """How a field is answered."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    CHOICE = "choice"
    YES = "yes"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the record; `choices` are (code, French)."""

    name: str
    label: str
    answer: Answer = Answer.LINE
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that stand together on the desk."""

    title: str
    fields: tuple[Field, ...]


_WORK = Section(
    "Travail",
    (
        Field("profession", "Profession et poste"),
        Field("contraintes", "Contraintes du poste", hint="Port de charges, horaires, conduite…"),
        Field(
            "reprise",
            "Reprise envisagée",
            Answer.CHOICE,
            (
                ("meme_poste", "Au même poste"),
                ("poste_amenage", "À un poste aménagé"),
                ("temps_partiel", "À temps partiel thérapeutique"),
                ("non", "Pas pour l’instant"),
            ),
        ),
        Field("prereprise", "Visite de préreprise conseillée", Answer.YES),
    ),
)
_CARE = Section(
    "Soins",
    (
        Field("antecedents", "Antécédents utiles"),
        Field("traitement", "Traitement et suivi en cours", Answer.TEXT),
        Field("evolution", "Évolution depuis le début", Answer.TEXT),
    ),
)
_FINDINGS = Section(
    "Constatations",
    (
        Field("plaintes", "Ce que dit la personne", Answer.TEXT),
        Field("constatations", "Ce qui est constaté", Answer.TEXT),
        Field("documents", "Documents vus", hint="Nature et date, sans en garder de copie"),
    ),
)
_SEQUELS = Section(
    "Évolution des lésions",
    (
        Field("etat_anterieur", "État antérieur interférant", Answer.TEXT),
        Field("sequelles", "Séquelles", Answer.TEXT),
        Field("consolidation", "Date de guérison ou de consolidation envisagée", Answer.DATE),
        Field("soins_apres", "Soins après consolidation à prévoir", Answer.YES),
    ),
)

SECTIONS: Mapping[Motif, tuple[Section, ...]] = {
    Motif.MALADIE: (
        Section(
            "L’arrêt",
            (
                Field("motif_medical", "Motif médical de l’arrêt", Answer.TEXT),
                Field(
                    "sorties",
                    "Sorties",
                    Answer.CHOICE,
                    (
                        ("horaires", "Autorisées, présence de 9 h à 11 h et de 14 h à 16 h"),
                        ("libres", "Libres, motivées par le prescripteur"),
                        ("interdites", "Non autorisées"),
                    ),
                    "Code de la sécurité sociale, article R. 323-11-1",
                ),
                Field("ald", "Affection de longue durée en rapport", Answer.YES),
                Field("arrets_anterieurs", "Arrêts antérieurs pour le même motif", Answer.YES),
            ),
        ),
        _WORK,
        _CARE,
        _FINDINGS,
    ),
    Motif.ACCIDENT_TRAVAIL: (
        Section(
            "L’accident",
            (
                Field("date_accident", "Date de l’accident", Answer.DATE),
                Field("circonstances", "Circonstances rapportées", Answer.TEXT),
                Field("siege", "Siège et nature des lésions du certificat initial"),
                Field("nouvelle_lesion", "Nouvelle lésion ou rechute déclarée", Answer.YES),
            ),
        ),
        _CARE,
        _FINDINGS,
        _SEQUELS,
        _WORK,
    ),
    Motif.MALADIE_PROFESSIONNELLE: (
        Section(
            "La maladie professionnelle",
            (
                Field(
                    "tableau",
                    "Tableau de maladie professionnelle",
                    hint="Numéro, ou « hors tableau »",
                ),
                Field("premiere_constatation", "Première constatation médicale", Answer.DATE),
                Field("fin_exposition", "Fin de l’exposition au risque", Answer.DATE),
                Field("exposition", "Travaux et exposition décrits", Answer.TEXT),
                Field("designation", "La maladie répond à la désignation du tableau", Answer.YES),
            ),
        ),
        _CARE,
        _FINDINGS,
        _SEQUELS,
        _WORK,
    ),
    Motif.INVALIDITE: (
        Section(
            "Capacité de travail et de gain",
            (
                Field("affection", "Affection en cause", Answer.TEXT),
                Field("stabilisation", "Date de stabilisation", Answer.DATE),
                Field(
                    "capacite",
                    "Capacité restante",
                    Answer.CHOICE,
                    (
                        ("plus_du_tiers", "Plus d’un tiers"),
                        (
                            "activite_possible",
                            "Un tiers au plus, une activité rémunérée reste possible",
                        ),
                        ("aucune_activite", "Un tiers au plus, aucune profession possible"),
                    ),
                    "Code de la sécurité sociale, articles L. 341-1 et L. 341-4",
                ),
                Field(
                    "tierce_personne",
                    "Aide d’une tierce personne pour les actes ordinaires",
                    Answer.YES,
                ),
                Field("actes", "Actes de la vie pour lesquels une aide est nécessaire"),
            ),
        ),
        Section(
            "Parcours",
            (
                Field("profession", "Profession, formation, âge au dernier poste"),
                Field("reclassement", "Reclassement tenté ou possible", Answer.TEXT),
            ),
        ),
        _CARE,
        _FINDINGS,
    ),
}


def fields_of(motif: Motif) -> tuple[Field, ...]:
    """The fields of a kind of case, in the order of the desk."""
    return tuple(field for section in SECTIONS[motif] for field in section.fields)
