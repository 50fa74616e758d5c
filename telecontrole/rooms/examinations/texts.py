"""What the pages say when a rule says no, and short labels. French; one sentence each."""

from __future__ import annotations

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations import wording
from telecontrole.rooms.examinations.enums import (
    AvisCode,
    ConflictKind,
    Ending,
    Ground,
    Guarantee,
    IdentityMethod,
    ThirdParty,
)

_REFUSALS = {
    "own_patient": "Cette personne est votre patient : vous ne pouvez pas la contrôler (code de la santé publique, article R. 4127-101).",
    "already_concluded": "Cet entretien est déjà conclu.",
    "mission_not_stated": "Cochez que vous avez énoncé votre mission et son cadre légal (code de la santé publique, article R. 4127-102).",
    "rights_not_told": "Cochez que vous avez dit le droit d’arrêter l’entretien et d’être reçu sur place.",
    "identity_not_checked": "Indiquez comment vous avez vérifié l’identité.",
    "presence_not_noted": "Indiquez si la personne est seule ou accompagnée.",
    "language_not_noted": "Indiquez la langue de l’entretien.",
    "language_unknown": "Choisissez une langue de la liste.",
    "answers_too_long": "Les réponses sont trop longues pour être enregistrées.",
    "conflict": "Vous ne pouvez pas contrôler cette personne (code de la santé publique, article R. 4127-101).",
    "third_party_not_accepted": "Une autre personne est présente : cochez que la personne assurée l’accepte.",
    "code_not_for_motif": "Cette conclusion ne convient pas à ce type de dossier.",
    "ground_missing": "Choisissez le motif de l’avis.",
    "ground_not_for_code": "Ce motif ne convient pas à cette conclusion.",
    "date_missing": "Donnez la date d’effet.",
    "date_not_expected": "Cette conclusion n’a pas de date d’effet : laissez la date vide.",
    "date_before_leave": "La date d’effet ne peut pas précéder le début de l’arrêt.",
    "notes_too_long": "Les notes sont trop longues pour être enregistrées.",
    "person_was_seen": "La personne s’est présentée en salle d’attente : ce n’est pas une absence.",
    "technical_failure": "Le matériel de la personne n’a pas fonctionné : ce n’est pas une absence.",
    "already_held": "Des documents sont déjà demandés pour cet entretien.",
    "nothing_asked": "Choisissez au moins un document.",
    "not_asked": "Ce document n’a pas été demandé.",
    "not_open": "Ce rendez-vous n’est plus à venir.",
}

CONCLUSIONS = {
    AvisCode.AT_JUSTIFIE: "Arrêt justifié",
    AvisCode.AT_NON_JUSTIFIE_REPRISE: "Arrêt non justifié, reprise à une date",
    AvisCode.REPRISE_TPT: "Reprise à temps partiel thérapeutique possible",
    AvisCode.STABILISE_INVALIDITE: "État stabilisé, étude d’invalidité",
    AvisCode.PROLONG_6M_ACCORD: "Prolongation au-delà de 6 mois : accord",
    AvisCode.PROLONG_6M_REFUS: "Prolongation au-delà de 6 mois : refus",
    AvisCode.GUERISON: "Guérison",
    AvisCode.CONSOLID_SANS_IP: "Consolidation sans séquelle indemnisable",
    AvisCode.CONSOLID_AVEC_IP: "Consolidation avec séquelles",
    AvisCode.RECHUTE_ACCORD: "Rechute : accord",
    AvisCode.RECHUTE_REFUS: "Rechute : refus",
    AvisCode.NOUVELLE_LESION_ACCORD: "Nouvelle lésion : accord",
    AvisCode.NOUVELLE_LESION_REFUS: "Nouvelle lésion : refus",
    AvisCode.INV_CAT1: "Invalidité, 1re catégorie",
    AvisCode.INV_CAT2: "Invalidité, 2e catégorie",
    AvisCode.INV_CAT3: "Invalidité, 3e catégorie",
    AvisCode.INV_REFUS: "Invalidité : refus",
}
GROUNDS = {
    Ground.CAPACITE_RETROUVEE: "Capacité de travailler retrouvée",
    Ground.ACTIVITE_POSSIBLE: "Une activité est possible",
    Ground.REPRISE_PARTIELLE: "Reprise partielle favorable au rétablissement",
    Ground.ETAT_STABILISE: "État stabilisé",
    Ground.ETAT_GUERI: "Plus de suite constatée",
    Ground.ETAT_CONSOLIDE: "État devenu permanent",
    Ground.LIEN_NON_ETABLI: "Lien non établi",
    Ground.LIEN_ETABLI: "Lien établi",
    Ground.INCAPACITE_CONFIRMEE: "Incapacité de travailler confirmée",
    Ground.CAPACITE_DES_DEUX_TIERS: "Capacité réduite de moins des deux tiers",
    Ground.PERTE_DE_CAPACITE: "Capacité réduite d’au moins deux tiers",
}
IDENTITIES = {
    IdentityMethod.DOCUMENT_SHOWN: "Pièce d’identité montrée",
    IdentityMethod.SECOND_FACTOR_AND_DOCUMENT: "Code personnel et pièce d’identité montrée",
    IdentityMethod.KNOWN_PERSON: "Personne déjà rencontrée et reconnue",
}
GUARANTEES = {
    Guarantee.MISSION: "Mission et cadre légal énoncés",
    Guarantee.RIGHTS: "Droit d’arrêter et d’être reçu sur place dit",
}
GUARANTEES = {
    Guarantee.MISSION: "Mission et cadre légal énoncés",
    Guarantee.RIGHTS: "Droit d’arrêter et d’être reçu sur place : dit",
}

THIRD_PARTIES = {
    ThirdParty.PROCHE: "Un proche",
    ThirdParty.INTERPRETE: "Un interprète",
    ThirdParty.REPRESENTANT_LEGAL: "Un représentant légal",
    ThirdParty.AVOCAT: "Un avocat",
    ThirdParty.MEDECIN: "Un médecin",
}
_LANGUAGES = {
    "fr": "Français",
    "lsf": "Langue des signes",
    "ar": "Arabe",
    "en": "Anglais",
    "es": "Espagnol",
    "it": "Italien",
    "pt": "Portugais",
    "tr": "Turc",
    "uk": "Ukrainien",
    "zh": "Chinois",
}
CONFLICTS = {
    ConflictKind.PATIENT: "C’est mon patient, je l’ai soigné",
    ConflictKind.PROCHE: "C’est un proche ou un parent",
    ConflictKind.CABINET: "Même cabinet ou établissement que son médecin",
}
ENDINGS = {
    Ending.PRESENTIEL_REQUIS.value: "Examen sur place demandé",
    Ending.ECHEC_TECHNIQUE.value: "La visio n’a pas fonctionné",
    Ending.ABSENCE.value: "Absence",
}


def languages(code: str) -> dict[str, str]:
    """Languages to choose from, the person's own first; a code that has no word here stands as it is."""
    return {code: _LANGUAGES.get(code, code), **_LANGUAGES}


def sentence(refusal: Refusal) -> str:
    """The refusal in French."""
    if refusal.code == "date_not_after_information":
        earliest = wording.long_day(refusal.params["earliest"])  # type: ignore[arg-type]
        return (
            f"La date d’effet doit être postérieure à l’information de la personne : au plus tôt le {earliest} "
            "(code de la sécurité sociale, article L. 315-2)."
        )
    if refusal.code == "too_early" and "minutes" in refusal.params:
        minutes = refusal.params["minutes"]
        return f"Il est trop tôt : l’entretien peut être ouvert {minutes} minutes avant l’heure du rendez-vous."
    if refusal.code == "too_early":
        return "Il est trop tôt pour constater une absence : attendez quinze minutes après l’heure."
    return _REFUSALS.get(refusal.code, "Cette action n’est pas possible pour le moment.")
