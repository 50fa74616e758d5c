"""Documents that may be asked for before an avis, and their French names."""

from __future__ import annotations

from enum import StrEnum


class PieceKind(StrEnum):
    """Documents that may be asked for: their kind, never what they say."""

    ORDONNANCES = "ordonnances"
    COMPTE_RENDU = "compte_rendu"
    RESULTATS = "resultats"
    CERTIFICAT = "certificat"
    MEDECIN_TRAVAIL = "medecin_travail"
    AUTRE_MEDECIN = "autre_medecin"


LABELS = {
    PieceKind.ORDONNANCES: "vos ordonnances récentes",
    PieceKind.COMPTE_RENDU: "un compte rendu de consultation ou d’hospitalisation",
    PieceKind.RESULTATS: "des résultats d’examens",
    PieceKind.CERTIFICAT: "un certificat de votre médecin",
    PieceKind.MEDECIN_TRAVAIL: "l’avis du médecin du travail",
    PieceKind.AUTRE_MEDECIN: "la lettre d’un autre médecin",
}
