"""Reading letters back, and data for them."""

from __future__ import annotations

import subprocess
from collections import Counter
from datetime import date
from io import BytesIO

import pikepdf

DATA: dict[str, object] = {
    "sender": {
        "name": "CPAM de Test",
        "service": "Service médical",
        "lines": ["1 rue de l’Essai", "14000 CAEN"],
    },
    "recipient": ["Madame Jeanne LEFÈVRE", "12 rue des Œillets", "14000 CAEN"],
    "date": date(2026, 12, 1),
    "place": "Caen",
    "references": [["Notre référence", "D-2026-0042"]],
    "object": "Votre rendez-vous du 14 décembre 2026",
    "salutation": "Madame,",
    "paragraphs": ["Premier paragraphe.", "Deuxième paragraphe."],
    "signature": {
        "delegation": "Pour le directeur et par délégation,",
        "name": "Paul Martin",
        "title": "Responsable",
    },
    "enclosures": ["Plan d’accès"],
}


def text_of(pdf: bytes) -> str:
    """What the letter says, in reading order, white space made simple."""
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return " ".join(done.stdout.decode().split())


def tags_of(pdf: bytes) -> Counter[str]:
    """How often each structure tag occurs in the tree that screen readers follow."""
    found: Counter[str] = Counter()
    with pikepdf.open(BytesIO(pdf)) as document:
        waiting: list[pikepdf.Object] = [document.Root.StructTreeRoot]
        while waiting:
            node = waiting.pop()
            if isinstance(node, pikepdf.Array):
                waiting.extend(node.as_list())
            elif isinstance(node, pikepdf.Dictionary):
                if "/S" in node:
                    found[str(node.S)] += 1
                if "/K" in node:
                    waiting.append(node.K)
    return found


def fonts_of(pdf: bytes) -> set[str]:
    """The fonts of the file, without the mark of their subset."""
    with pikepdf.open(BytesIO(pdf)) as document:
        found = [one.BaseFont for one in document.objects if _is_font(one)]
    return {str(name).rpartition("+")[2].removesuffix("-Identity-H") for name in found}


def _is_font(one: pikepdf.Object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"


def claims_of(pdf: bytes) -> dict[str, str]:
    """The standards, language and title that the file declares."""
    with pikepdf.open(BytesIO(pdf)) as document:
        meta = document.open_metadata()
        return {
            "ua": str(meta.get("pdfuaid:part")),
            "a": f"{meta.get('pdfaid:part')}{meta.get('pdfaid:conformance')}",
            "lang": str(document.Root.Lang),
            "title": str(meta.get("dc:title")),
            "marked": str(document.Root.MarkInfo.Marked),
        }
