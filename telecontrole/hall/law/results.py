"""An answer as the page « calculer » shows it: the figure that was asked, then the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from telecontrole.foundations.web import formats

_LABELS: Final = MappingProxyType(
    {
        "net": "Montant net versé",
        "gross": "Montant brut",
        "csg": "CSG",
        "crds": "CRDS",
        "daily_base": "Salaire journalier de base",
        "waiting_days": "Jours de carence",
        "amount": "Somme à réclamer",
        "last_day": "Dernier jour pour agir",
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
_COUNTS: Final = frozenset({"waiting_days", "accepted_days", "refused_days"})
_DOUBT: Final = "À vérifier : "


def shown(answer: Mapping[str, Any]) -> dict[str, Any]:
    """What the template reads: figures, periods, sentences, and doubts apart."""
    told = answer["explanation"]
    return {
        "answer": answer,
        "summary": summary(answer),
        "lines": list(lines(answer)),
        "sentences": [sentence for sentence in told if not sentence.startswith(_DOUBT)],
        "doubts": [s.removeprefix(_DOUBT) for s in told if s.startswith(_DOUBT)],
    }


def summary(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Lines of the summary list, in the order of the labels."""
    return [
        {"key": label, "value": _shown(name, answer[name])}
        for name, label in _LABELS.items()
        if name in answer
    ]


def _shown(name: str, value: Any) -> str:
    if name in _COUNTS:
        return str(value)
    if name == "last_day":
        return formats.date_fr(date.fromisoformat(value))
    return formats.euros(value)


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
                "note": note,
            }
