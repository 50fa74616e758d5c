"""How a result was reached: steps as codes and parameters, told in French from a catalogue.

Rules return :class:`Step`; a catalogue (``sentences.yaml`` beside the rules) gives each code its
sentence and its articles of law, so that another language needs another catalogue only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from telecontrole.foundations.law.parameters import Entry

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MONTHS: Final = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reasoning, with the dated parameters it used."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """How a step is told, and the articles it always rests on."""

    text: str
    references: tuple[str, ...]


Catalogue = Mapping[str, Sentence]


@cache
def catalogue(path: Path) -> Catalogue:
    """Read a ``sentences.yaml``: ``code: {text: …, references: […]}``."""
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    return {
        code: Sentence(str(item["text"]), tuple(item.get("references", ())))
        for code, item in document.items()
    }


def tell(steps: Iterable[Step], sentences: Catalogue) -> tuple[list[str], list[str]]:
    """French sentences of ``steps``, doubts last, and the texts they rest on, each once."""
    told: list[str] = []
    references: dict[str, None] = {}
    doubts: dict[str, None] = {}
    for step in steps:
        sentence = sentences[step.code]
        told.append(sentence.text.format_map({name: french(v) for name, v in step.params.items()}))
        references.update(dict.fromkeys(sentence.references))
        for entry in step.entries:
            references[entry.reference] = None
            if entry.doubt:
                doubts[entry.doubt] = None
    return told + [f"À vérifier : {doubt}" for doubt in doubts], list(references)


def french(value: Any) -> str:
    """A value as French readers write it: ``1 234,56``, ``1er février 2026``."""
    if isinstance(value, Decimal):
        return f"{value:,f}".replace(",", "\u202f").replace(".", ",")
    if isinstance(value, date):
        return f"{'1er' if value.day == 1 else value.day} {_MONTHS[value.month - 1]} {value.year}"
    return str(value)


def percent(rate: Decimal) -> str:
    """A rate as ``6,2 %``."""
    return f"{(rate * 100).normalize():f} %".replace(".", ",")


def counted(number: int, word: str) -> str:
    """``1 jour``, ``16 jours``."""
    return f"{number} {word}{'s' if number > 1 else ''}"
