"""Words of the diaries."""

from __future__ import annotations

from enum import StrEnum


class Modalite(StrEnum):
    """How people meet: by video, or on a site."""

    VISIO = "visio"
    PRESENTIEL = "presentiel"


class ClosureKind(StrEnum):
    """What is taken out of a diary: a doctor's time (away, or kept for something), a site, one room of it."""

    ABSENCE = "absence"
    BLOCAGE = "blocage"
    SITE = "site_ferme"
    SALLE = "salle_bloquee"


class ClosureReason(StrEnum):
    """Why; a closed list without a word about anybody's health."""

    IMPREVU = "imprevu"
    CONGE = "conge"
    FORMATION = "formation"
    REUNION = "reunion"
    RESERVE = "reserve"
    TRAVAUX = "travaux"
    FERMETURE = "fermeture"
    AUTRE = "autre"
