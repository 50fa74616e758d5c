"""Words of the décisions."""

from __future__ import annotations

from enum import StrEnum


class DecisionKind(StrEnum):
    """What is decided; a delegation of signature is given for one of these."""

    # After an avis of the médecin-conseil, which binds the caisse (CSS L. 315-2).
    MEDICALE = "medicale"
    # After an absence without a valid reason (CSS L. 315-2, last paragraphs).
    SUSPENSION = "suspension"
    # A suspension ends, because the person came or the absence is justified after all.
    LEVEE = "levee"
    # An earlier décision is withdrawn, by a new act (CRPA L. 240-1 and following).
    RETRAIT = "retrait"


class DecisionState(StrEnum):
    """Where a décision stands: `a_valider → validee → signee → recue`, or `a_valider → ecartee`."""

    A_VALIDER = "a_valider"
    VALIDEE = "validee"
    SIGNEE = "signee"
    RECUE = "recue"
    # A proposal of suspension that the caisse does not follow. An avis binds it: never set aside.
    ECARTEE = "ecartee"


class ReceiptMeans(StrEnum):
    """How one knows that the person received the décision: the delays of appeal run from that day."""

    RECOMMANDE = "recommande"
    EN_LIGNE = "en_ligne"
    REMISE_EN_MAIN = "remise_en_main"


class WithdrawalMotive(StrEnum):
    """Why a décision is withdrawn; a closed list, without a word about health."""

    AVIS_CORRIGE = "avis_corrige"
    ERREUR_MATERIELLE = "erreur_materielle"
    ERREUR_DESTINATAIRE = "erreur_destinataire"
    RECOURS = "recours"
    ABSENCE_JUSTIFIEE = "absence_justifiee"


class LiftMotive(StrEnum):
    """Why a suspension is lifted; a closed list, without a word about health."""

    CONTROLE_EFFECTUE = "controle_effectue"
    MOTIF_JUSTIFIE = "motif_justifie"


class SetAsideMotive(StrEnum):
    """Why a proposal of suspension is not followed."""

    PERSONNE_ENTENDUE = "personne_entendue"
    NOUVEAU_RENDEZ_VOUS = "nouveau_rendez_vous"
    SITUATION_CHANGEE = "situation_changee"


class LetterKind(StrEnum):
    """Letters of a décision."""

    DECISION = "decision"
    EMPLOYEUR = "employeur"


# Codes of the exports beside those of the avis.
SUSPENSION_CODE = "ABSENCE_NON_JUSTIFIEE"
WITHDRAWAL_CODE = "RETRAIT"
LIFT_CODE = "LEVEE_SUSPENSION"
