"""One module per verb: ``answer(fields, explain=True) -> dict``.  Loaded when first asked for."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import Final, cast

from telecontrole.foundations.law.faults import LawFault
from telecontrole.hall.law.answers import Ask

#: Verbs and what they tell, in the order of the help.
VERBS: Final = MappingProxyType(
    {
        "identifier": "NIR, RPPS, FINESS, SIRET : forme et clé",
        "deadline": "dernier jour d'un délai",
        "ij": "indemnités journalières d'un arrêt",
        "overpayment": "indu : jours, montant, prescription",
        "teleconsultation": "partage entre AMO, AMC et patient",
        "teleconsultation-leave": "arrêt prescrit en téléconsultation",
        "activity-cap": "part annuelle des téléconsultations",
        "teleexpertise": "montant d'un acte de télé-expertise",
        "ij-rights": "ouverture du droit aux indemnités maladie",
        "leave-sending": "envoi d'un arrêt à la caisse",
        "leave-ceiling": "durée d'une prescription d'arrêt",
        "invalidity": "pension d'invalidité",
    }
)


def verb(name: str) -> Ask:
    """The function that answers ``name``.

    :raises LawFault: ``unknown_verb``.
    """
    if name not in VERBS:
        raise LawFault("unknown_verb", f"Verbe inconnu. Verbes : {', '.join(VERBS)}.")
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    return cast("Ask", module.answer)
