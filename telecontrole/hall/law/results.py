"""An answer as the page « calculer » shows it: the figure that was asked, then the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from telecontrole.foundations.law.steps import percent
from telecontrole.foundations.web import formats

_LABELS: Final = MappingProxyType(
    {
        "net": "Montant net versé",
        "gross": "Montant brut",
        "csg": "CSG",
        "crds": "CRDS",
        "daily_base": "Salaire journalier de base",
        "waiting_days": "Jours de carence",
        "amount": "Montant",
        "last_day": "Dernier jour pour agir",
        "late": "Envoi tardif",
        "reduction": "Réduction des indemnités",
        "open": "Droit ouvert jusqu'à six mois d'arrêt",
        "open_beyond_6_months": "Droit ouvert au-delà de six mois",
        "max_days": "Nombre de jours maximal",
        "share": "Part des téléconsultations",
        "cap": "Plafond",
        "exceeded": "Plafond dépassé",
        "amo": "Assurance maladie",
        "amc": "Complémentaire",
        "patient": "Reste à la charge du patient",
        "accepted_days": "Jours acceptés",
        "refused_days": "Jours non indemnisés",
        "monthly": "Pension mensuelle",
        "maximum": "Maximum de la catégorie",
        "third_person": "Majoration pour tierce personne",
    }
)
_SHARES: Final = frozenset({"share", "cap", "reduction"})
_DOUBT: Final = "À vérifier\u00a0: "
#: Before these marks and units French never goes to the next line.
_GLUED: Final = re.compile(r" (?=[:;!?%€»×=])|(?<=«) ")


def shown(answer: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    """What the template reads: figures, periods, sentences, and doubts apart."""
    told = [glued(sentence) for sentence in answer["explanation"]]
    return {
        "answer": answer,
        "summary": summary(answer, labels),
        "lines": list(lines(answer)),
        "sentences": [sentence for sentence in told if not sentence.startswith(_DOUBT)],
        "doubts": [s.removeprefix(_DOUBT) for s in told if s.startswith(_DOUBT)],
    }


def glued(text: str) -> str:
    """``text`` with no-break spaces where a line must not end."""
    return _GLUED.sub("\u00a0", text)


def summary(answer: Mapping[str, Any], labels: Mapping[str, str]) -> list[dict[str, str]]:
    """Lines of the summary list, in the order of the labels; ``labels`` are those of the form."""
    return [
        {"key": labels.get(name, label), "value": _shown(name, answer[name])}
        for name, label in _LABELS.items()
        if name in answer
    ]


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "Aucun"
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int):
        return str(value)
    if name == "last_day":
        return formats.date_fr(date.fromisoformat(value))
    return percent(Decimal(value)) if name in _SHARES else formats.euros(value)


def lines(answer: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """Periods paid, or lines wrongly paid, with the prescribed ones marked."""
    for name, note in (("periods", ""), ("lines", ""), ("prescribed", "prescrit")):
        for line in answer.get(name, ()):
            first, last = (date.fromisoformat(line[end]) for end in ("from", "to"))
            yield {
                "first": formats.date_courte(first),
                "last": formats.date_courte(last),
                "days": str(line["days"]),
                "daily": formats.euros(line["daily"]),
                "amount": formats.euros(Decimal(line["daily"]) * line["days"]),
                "note": note,
            }
