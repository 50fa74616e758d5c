"""The Typst engine: one compiler per process, kept warm.

Templates are files below the package, so that they can import the common sheet by
`/foundations/letters/typst/letter.typ`. Only Typst's embedded fonts serve (Libertinus, under
the SIL Open Font License) and the Arabic letters beside this file: the same letter looks the same on every machine.
"""

from __future__ import annotations

import json
import threading
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import typst

import telecontrole

ROOT = Path(telecontrole.__file__).resolve().parent
FONTS = ROOT / "foundations" / "letters" / "fonts"
PLAIN = ROOT / "foundations" / "letters" / "typst" / "plain.typ"

# Tagged for screen readers and kept for archives, in one file.
_STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_MISSING = "missing: "
_turn = threading.Lock()


class LetterFault(Exception):
    """The letter could not be made. The text names the template, never what the letter says."""


class LetterIncomplete(LetterFault):
    """Something that the letter may not leave out is missing; `missing` is its key."""

    def __init__(self, template: str, missing: str) -> None:
        super().__init__(f"{template}: {missing} is missing")
        self.missing = missing


def render(template: Path, data: Mapping[str, object], *, made_at: datetime | None = None) -> bytes:
    """The PDF (PDF/UA-1 and PDF/A-2a) of a template below the package, from plain data.

    Dates may be given as `date`; amounts are strings. With `made_at` (aware), the same data give
    the same bytes. Raises LetterIncomplete when the template demands what is not there, and
    LetterFault for everything else, a character that no font has included.
    """
    inputs = {"data": json.dumps(_plain(data), ensure_ascii=False)}
    path = template.resolve()
    if not path.is_relative_to(ROOT) or not path.is_file():
        raise LetterFault(f"{template.name}: no such template in the house")
    try:
        with _turn:
            made = _compiler().compile(
                input=path,
                format="pdf",
                pdf_standards=_STANDARDS,
                sys_inputs=inputs,
                # Typst takes whole seconds.
                timestamp=made_at.replace(microsecond=0) if made_at else None,
            )
    except typst.TypstError as fault:
        raise _told(fault, template.name) from None
    assert isinstance(made, bytes)
    return made


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS])
    return typst.Compiler(input=PLAIN, root=ROOT, font_paths=fonts)


def _told(fault: typst.TypstError, name: str) -> LetterFault:
    if _MISSING in fault.message:
        key = fault.message.partition(_MISSING)[2].strip('" ')
        return LetterIncomplete(name, key.split('"')[0])
    return LetterFault(f"{name}: {'a character has no glyph' if _no_glyph(fault) else 'fault'}")


def _no_glyph(fault: typst.TypstError) -> bool:
    return "could not be displayed" in fault.message or "notdef" in fault.message


def _plain(value: object) -> object:
    """Data that JSON holds, texts composed (NFC) and free of control characters."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, str):
        return "".join(c for c in unicodedata.normalize("NFC", value) if _printable(c))
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence):
        return [_plain(inner) for inner in value]
    if value is None or isinstance(value, (bool, int)):
        return value
    raise TypeError(f"a letter takes texts, dates and whole numbers, not {type(value).__name__}")


def _printable(character: str) -> bool:
    return character == "\n" or unicodedata.category(character)[0] != "C"
