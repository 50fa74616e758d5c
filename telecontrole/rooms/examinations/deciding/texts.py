"""French of the managers' pages: states, kinds, refusals. Nothing medical."""

from __future__ import annotations

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding.enums import (
    LIFT_CODE,
    SUSPENSION_CODE,
    WITHDRAWAL_CODE,
    DecisionKind,
    DecisionState,
    LiftMotive,
    ReceiptMeans,
    SetAsideMotive,
    WithdrawalMotive,
)
from telecontrole.rooms.examinations.texts import CONCLUSIONS

KINDS = {
    DecisionKind.MEDICALE: "Suite d’un avis",
    DecisionKind.SUSPENSION: "Suspension après absence",
    DecisionKind.LEVEE: "Levée d’une suspension",
    DecisionKind.RETRAIT: "Retrait d’une décision",
}
STATES = {
    DecisionState.A_VALIDER: ("À valider", "warning"),
    DecisionState.VALIDEE: ("À signer", "warning"),
    DecisionState.SIGNEE: ("Signée", "success"),
    DecisionState.RECUE: ("Reçue", "success"),
    DecisionState.ECARTEE: ("Non suivie", "neutral"),
}
#: A new avis was given before this one was signed.
REPLACED = ("Remplacée par un nouvel avis", "neutral")
CODES = {
    **{code.value: label for code, label in CONCLUSIONS.items()},
    SUSPENSION_CODE: "Absence non justifiée",
    LIFT_CODE: "Fin de la suspension",
    WITHDRAWAL_CODE: "Retrait",
}
MEANS = {
    ReceiptMeans.RECOMMANDE: "Lettre recommandée : avis de réception",
    ReceiptMeans.REMISE_EN_MAIN: "Remise en main propre",
}
ALL_MEANS = {**MEANS, ReceiptMeans.EN_LIGNE: "Lecture en ligne"}
WITHDRAWALS = {
    WithdrawalMotive.AVIS_CORRIGE: "Le service médical a corrigé son avis",
    WithdrawalMotive.ERREUR_MATERIELLE: "Erreur matérielle : une nouvelle décision suivra",
    WithdrawalMotive.ERREUR_DESTINATAIRE: "Mauvais destinataire : une nouvelle décision suivra",
    WithdrawalMotive.RECOURS: "La contestation de la personne est accueillie",
    WithdrawalMotive.ABSENCE_JUSTIFIEE: "L’absence est finalement justifiée",
}
LIFTS = {
    LiftMotive.CONTROLE_EFFECTUE: "La personne s’est présentée au contrôle",
    LiftMotive.MOTIF_JUSTIFIE: "Le motif de l’absence est justifié",
}
SET_ASIDE = {
    SetAsideMotive.PERSONNE_ENTENDUE: "La personne a donné un motif valable",
    SetAsideMotive.NOUVEAU_RENDEZ_VOUS: "Un nouveau rendez-vous suffit",
    SetAsideMotive.SITUATION_CHANGEE: "La situation a changé",
}
MOTIVES = {
    **{key.value: text for key, text in WITHDRAWALS.items()},
    **{key.value: text for key, text in SET_ASIDE.items()},
    **{key.value: text for key, text in LIFTS.items()},
}
REFUSALS = {
    "not_manager": "Seuls les gestionnaires et les responsables de la caisse décident.",
    "not_to_validate": "Cette décision n’est plus à valider : rien n’a changé.",
    "not_validated": "Cette décision n’est pas encore validée.",
    "already_signed": "Cette décision est déjà signée : rien n’a changé.",
    "no_delegation": "Vous n’avez pas de délégation de signature du directeur pour ce type de décision, cette caisse et ce jour ({references}). Demandez à un délégataire, ou à votre responsable.",
    "same_person": "Vous avez validé cette décision : une autre personne la signe.",
    "avis_replaced": "Un nouvel avis a été rendu depuis : cette proposition n’est plus à décider.",
    "avis_binds": "L’avis du service médical s’impose à la caisse ({references}) : cette décision ne peut pas être écartée.",
    "employer_missing": "Donnez le nom et l’adresse de l’employeur, ou dites qu’il n’y en a pas.",
    "employer_not_told": "La loi ne prévoit pas d’informer l’employeur de cette décision.",
    "not_signed": "Cette décision n’est pas signée.",
    "already_received": "La date de réception est déjà connue : elle ne change plus.",
    "received_before_signed": "La réception ne peut pas précéder la signature.",
    "received_in_future": "La réception ne peut pas être dans l’avenir.",
    "is_withdrawal": "Un retrait ne se retire pas : prenez une nouvelle décision.",
    "already_withdrawn": "Cette décision est déjà retirée, ou son retrait attend.",
    "person_came": "La personne s’est présentée depuis l’absence : il n’y a plus rien à suspendre. Ne suivez pas cette proposition.",
    "not_suspension": "Seule une suspension se lève.",
    "already_lifted": "Cette suspension est déjà levée, ou sa levée attend.",
    "lifted_in_future": "Le jour ne peut pas être dans l’avenir, ni avant l’absence.",
    "not_granter": "Seuls les responsables et les administrateurs de la caisse notent les délégations.",
    "unknown_delegate": "Choisissez un gestionnaire ou un responsable de cette caisse.",
    "ends_before_start": "La fin ne peut pas précéder le début.",
    "already_delegated": "Cette personne a déjà une délégation de ce type pour une partie de ces jours.",
    "already_ended": "Cette délégation est déjà terminée.",
    "unknown": "Cette décision n’existe pas, ou elle n’est pas de votre caisse.",
}


def sentence(refusal: Refusal) -> str:
    """The refusal in French, with its text of law."""
    text = REFUSALS.get(refusal.code, "Cette action n’est pas possible pour le moment.")
    return text.replace("{references}", ", ".join(refusal.references))
