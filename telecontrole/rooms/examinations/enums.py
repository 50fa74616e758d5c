"""Words of the examinations: codes of the avis (our strings, standard vocabulary of the contrôle médical)."""

from __future__ import annotations

from enum import StrEnum


class AvisCode(StrEnum):
    """What the médecin-conseil concludes. The caisse gets this code and dates, nothing else (CSP R4127-104)."""

    AT_JUSTIFIE = "AT_JUSTIFIE"
    AT_NON_JUSTIFIE_REPRISE = "AT_NON_JUSTIFIE_REPRISE"
    REPRISE_TPT = "REPRISE_TPT"
    STABILISE_INVALIDITE = "STABILISE_INVALIDITE"
    PROLONG_6M_ACCORD = "PROLONG_6M_ACCORD"
    PROLONG_6M_REFUS = "PROLONG_6M_REFUS"
    GUERISON = "GUERISON"
    CONSOLID_SANS_IP = "CONSOLID_SANS_IP"
    CONSOLID_AVEC_IP = "CONSOLID_AVEC_IP"
    RECHUTE_ACCORD = "RECHUTE_ACCORD"
    RECHUTE_REFUS = "RECHUTE_REFUS"
    NOUVELLE_LESION_ACCORD = "NOUVELLE_LESION_ACCORD"
    NOUVELLE_LESION_REFUS = "NOUVELLE_LESION_REFUS"
    INV_CAT1 = "INV_CAT1"
    INV_CAT2 = "INV_CAT2"
    INV_CAT3 = "INV_CAT3"
    INV_REFUS = "INV_REFUS"


class Ending(StrEnum):
    """How an examination ends without an avis. None of them is a sanction."""

    PRESENTIEL_REQUIS = "PRESENTIEL_REQUIS"
    ECHEC_TECHNIQUE = "ECHEC_TECHNIQUE"
    ABSENCE = "ABSENCE"
    # The médecin-conseil may not control this person: another one will.
    CONFLIT = "CONFLIT"


class ConflictKind(StrEnum):
    """Why a médecin-conseil may not control a person (CSP R4127-101)."""

    PATIENT = "patient"
    PROCHE = "proche"
    CABINET = "cabinet"


class FoundBy(StrEnum):
    """How a conflict of interest came to light."""

    DECLARED = "declared"
    DATA = "data"


class Side(StrEnum):
    """Who writes in the exchange about an avis."""

    MEDECIN_CONSEIL = "medecin_conseil"
    MEDECIN_TRAITANT = "medecin_traitant"


class CallState(StrEnum):
    """Where the treating doctor's wish to be called stands."""

    ASKED = "asked"
    PROPOSED = "proposed"
    HELD = "held"
    NOT_REACHED = "not_reached"
    WITHDRAWN = "withdrawn"


class DateRule(StrEnum):
    """Which date of effect an avis carries."""

    NONE = "none"
    # Strictly after the information of the insured person (L315-2: the effect is for the future).
    AFTER_INFORMATION = "after_information"
    # A medical date, which may lie before the examination (healing, consolidation).
    MEDICAL = "medical"


class IdentityMethod(StrEnum):
    """How the person was identified. No copy of a document is kept."""

    DOCUMENT_SHOWN = "document_shown"
    SECOND_FACTOR_AND_DOCUMENT = "second_factor_and_document"
    KNOWN_PERSON = "known_person"


class Presence(StrEnum):
    """What the person answers when asked who is there."""

    ALONE = "seule"
    WITH_OTHERS = "accompagnee"


class Guarantee(StrEnum):
    """What is ticked once it has been said, and may be taken back; the record's form names its boxes so."""

    MISSION = "mission"
    RIGHTS = "rights"


class ThirdParty(StrEnum):
    """Who else is present: the role only, never a name."""

    PROCHE = "proche"
    INTERPRETE = "interprete"
    REPRESENTANT_LEGAL = "representant_legal"
    AVOCAT = "avocat"
    MEDECIN = "medecin"


class Ground(StrEnum):
    """Motive in law of an avis, as the letter words it; never a medical word."""

    CAPACITE_RETROUVEE = "capacite_retrouvee"
    ACTIVITE_POSSIBLE = "activite_possible"
    REPRISE_PARTIELLE = "reprise_partielle"
    ETAT_STABILISE = "etat_stabilise"
    ETAT_GUERI = "etat_gueri"
    ETAT_CONSOLIDE = "etat_consolide"
    LIEN_NON_ETABLI = "lien_non_etabli"
    LIEN_ETABLI = "lien_etabli"
    INCAPACITE_CONFIRMEE = "incapacite_confirmee"
    CAPACITE_DES_DEUX_TIERS = "capacite_des_deux_tiers"
    PERTE_DE_CAPACITE = "perte_de_capacite"


class LetterKind(StrEnum):
    """Letters of this room."""

    AVIS = "avis"
    ACCES_MEDECIN = "acces_medecin"
