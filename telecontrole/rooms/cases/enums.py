"""Words of the cases."""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    """Where a case stands. A case that is not `CLOS` has a dated step to come, or an open task."""

    A_PLANIFIER = "a_planifier"
    PLANIFIE = "planifie"
    # The person did not come: they are asked why before anything else (right to be heard).
    ATTENTE_REPONSE = "attente_reponse"
    # Nothing goes on by itself: an open task tells a person to act.
    A_TRAITER = "a_traiter"
    CLOS = "clos"


class CloseReason(StrEnum):
    """Why a case is closed without an avis; a closed list, so that nobody writes health data into it."""

    ARRET_TERMINE = "arret_termine"
    REPRISE = "reprise"
    AUTRE_CAISSE = "autre_caisse"
    DOUBLON = "doublon"
    INJOIGNABLE = "injoignable"
    DECES = "deces"
    SANS_OBJET = "sans_objet"


class Motif(StrEnum):
    """What the control is about; the codes of the caisse's export."""

    MALADIE = "maladie"
    ACCIDENT_TRAVAIL = "accident_travail"
    MALADIE_PROFESSIONNELLE = "maladie_professionnelle"
    INVALIDITE = "invalidite"


class RunState(StrEnum):
    """Where the import of a file stands."""

    RECU = "recu"
    EN_COURS = "en_cours"
    TERMINE = "termine"
    REFUSE = "refuse"
