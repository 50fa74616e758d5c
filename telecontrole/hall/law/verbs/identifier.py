"""``identifier``: is this NIR, RPPS, FINESS or SIRET well formed, and its key right."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from telecontrole.foundations import identifiers
from telecontrole.hall.law.answers import Answer
from telecontrole.hall.law.reading import Fields

_CHECKS: Final = MappingProxyType(
    {
        "nir": identifiers.check_nir,
        "rpps": identifiers.check_rpps,
        "finess": identifiers.check_finess,
        "siret": identifiers.check_siret,
    }
)
_TOLD: Final = MappingProxyType(
    {
        "format_invalide": "L'identifiant n'a pas la forme attendue.",
        "cle_invalide": "La forme est bonne mais la clé est fausse : un caractère est mal saisi.",
        "tableur": "Un tableur a transformé ce numéro : ses chiffres sont perdus, ressaisissez-le.",
    }
)
_RULE: Final = MappingProxyType(
    {
        "nir": [
            "Décret n° 82-103 du 22 janvier 1982",
            "Clé : 97 − (N mod 97), Corse 2A = 19, 2B = 18",
        ],
        "rpps": ["Clé de Luhn sur 11 chiffres"],
        "finess": ["Clé de Luhn sur 9 caractères, Corse A = 1, B = 2"],
        "siret": [
            "Code de commerce art. R123-221",
            "Clé de Luhn sur 14 chiffres, La Poste exceptée",
        ],
    }
)


def answer(fields: Fields, *, explain: bool = True) -> Answer:
    """``{"kind", "value"}`` → ``{"valid", "reason"}``; the value is never repeated."""
    kind = fields.word("kind", _CHECKS)
    reason = _CHECKS[kind](fields.text("value"))
    written: Answer = {"valid": reason is None, "reason": reason}
    if not explain:
        return written
    told = _TOLD[reason.partition("_")[2]] if reason else "La forme et la clé sont bonnes."
    return written | {"explanation": [told], "references": list(_RULE[kind])}
