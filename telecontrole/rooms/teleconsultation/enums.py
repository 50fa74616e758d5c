"""Words of téléconsultation."""

from __future__ import annotations

from enum import StrEnum


class Act(StrEnum):
    """Acts billed by video.  TCP is left out: neither its meaning nor its price was found."""

    TCG = "TCG"
    TC = "TC"
    TCS = "TCS"


class TcsSpecialty(StrEnum):
    """Specialties whose TCS tariff is known."""

    PSYCHIATRE = "psychiatre"
    NEUROLOGUE = "neurologue"
    GYNECOLOGUE = "gynecologue"


class PathwayException(StrEnum):
    """Why the coordinated pathway is not required (domain note §5.2)."""

    ACCES_DIRECT = "acces_direct"
    URGENCE = "urgence"
    SANS_MEDECIN_TRAITANT = "sans_medecin_traitant"
    DETENU = "detenu"
    ETABLISSEMENT = "etablissement"


class CapSpecialty(StrEnum):
    """Specialties that the activity cap tells apart."""

    GENERALISTE = "generaliste"
    PSYCHIATRE = "psychiatre"
    AUTRE = "autre"
