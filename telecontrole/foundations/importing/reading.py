"""From bytes to records: `;`, UTF-8 (with a mark or not) or Windows-1252, quoted fields over several lines.

Whatever the bytes, reading ends, in memory bounded by `LONGEST_LINE` and `MOST_LINES`, and a fault stays
the fault of its own line. Lines are numbered as a spreadsheet numbers its rows: the header is 1.
"""

from __future__ import annotations

import unicodedata
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from telecontrole.foundations.outcome import Refusal

SEPARATOR = ";"
# No line of a caisse's export comes near: what is longer is not a line of one.
LONGEST_LINE = 65_536
# A quoted field may hold line breaks; a quote that is never closed must not swallow the file.
MOST_LINES = 20

TOO_LONG = "ligne_trop_longue"
UNCLOSED = "guillemet_non_ferme"
COLUMNS = "colonnes_incorrectes"
CONTROL = "caractere_interdit"

_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Row:
    """One data line: its number, its cells by column (trimmed, NFC), or the code of why it cannot be read."""

    line: int
    cells: Mapping[str, str]
    fault: str = ""

    def __getitem__(self, column: str) -> str:
        """The cell of a column; empty when the file has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Record:
    """The raw cells of a record, as far as they can be told apart, and its fault if it has one."""

    cells: list[str]
    fault: str = ""


@dataclass(slots=True)
class Reader:
    """A file opened for reading: its header is checked, its rows come one at a time."""

    records: Iterator[tuple[int, Record]]
    columns: list[str]

    def rows(self) -> Iterator[Row]:
        """Every data line that is not blank."""
        for line, record in self.records:
            if record.fault or any(cell.strip() for cell in record.cells):
                yield self._row(line, record)

    def _row(self, line: int, record: Record) -> Row:
        width = len(self.columns)
        cells = dict(zip(self.columns, map(clean, record.cells), strict=False))
        fault = record.fault
        if not fault and (
            len(record.cells) < width or any(cell.strip() for cell in record.cells[width:])
        ):
            fault = COLUMNS
        return Row(line, cells, fault) if fault else typed_row(line, cells)


def typed_row(line: int, cells: Mapping[str, str]) -> Row:
    """A line of cells that are already clean, with the fault of characters that no text holds."""
    return Row(line, cells, CONTROL if any(map(_has_control, cells.values())) else "")


def shown(text: str, longest: int = 60) -> str:
    """A text of a file that may be shown and stored: cut, and `?` for what cannot be printed."""
    return "".join(c if c.isprintable() else "?" for c in text[:longest])


def open_file(source: BinaryIO, *, required: Sequence[str]) -> Reader | Refusal:
    """Read the header and answer a reader of the rows.

    Refusals: `fichier_vide`, `encodage`, `separateur`, `entete_illisible`, `colonne_repetee`,
    `colonnes_manquantes`. Columns may come in any order; unknown ones are ignored.
    """
    lines = _lines(source)
    first = next(lines, None)
    if first is None:
        return Refusal("fichier_vide")
    text, whole = first
    if text.startswith(_UTF16_MARKS):
        return Refusal("encodage")
    lines = _with_first((text.removeprefix(_UTF8_MARK), whole), lines)
    # A heading may be a quoted text with a line break in it; no width is known yet.
    records = _records(lines, width=0)
    header = next((record for _, record in records), None)
    if header is None:
        return Refusal("fichier_vide")
    # Lines that end as they did on old Macintoshes leave the whole file in the first one.
    if header.fault or any("\r" in name for name in header.cells):
        return Refusal("entete_illisible")
    columns = [clean(name).lower() for name in header.cells]
    while columns and not columns[-1]:
        columns.pop()
    refusal = _check_header(columns, required)
    if refusal is not None:
        return refusal
    return Reader(_records(lines, width=len(columns), start=2), columns)


def _check_header(columns: list[str], required: Sequence[str]) -> Refusal | None:
    if not columns:
        return Refusal("fichier_vide")
    if len(columns) == 1 and len(required) > 1 and columns[0] not in required:
        return Refusal("separateur" if any(c in columns[0] for c in ",\t|") else "entete_illisible")
    missing = [name for name in required if name not in columns]
    if missing:
        return Refusal("colonnes_manquantes", {"colonnes": ", ".join(missing)})
    repeated = sorted({name for name in columns if name and columns.count(name) > 1})
    if repeated:
        # What is no heading of ours may be somebody's data, in a file without headings: its place says enough.
        said = [n if n in required else f"n° {columns.index(n) + 1}" for n in repeated[:40]]
        return Refusal("colonne_repetee", {"colonnes": ", ".join(said)})
    return None


def _with_first(
    first: tuple[bytes, bool], rest: Iterator[tuple[bytes, bool]]
) -> Iterator[tuple[bytes, bool]]:
    yield first
    yield from rest


def _lines(source: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Physical lines without their end, cut at `LONGEST_LINE`; False when cut."""
    while line := source.readline(LONGEST_LINE):
        whole = line.endswith(b"\n") or len(line) < LONGEST_LINE
        yield line.rstrip(b"\r\n"), whole
        while not whole:
            rest = source.readline(LONGEST_LINE)
            whole = rest.endswith(b"\n") or len(rest) < LONGEST_LINE


def _records(
    lines: Iterator[tuple[bytes, bool]], *, width: int, start: int = 1
) -> Iterator[tuple[int, Record]]:
    """Number and content of each record."""
    waiting: deque[tuple[bytes, bool]] = deque()
    number = start
    while (first := _next(waiting, lines)) is not None:
        yield number, _record(first, waiting, lines, width)
        number += 1


def _record(
    first: tuple[bytes, bool],
    waiting: deque[tuple[bytes, bool]],
    lines: Iterator[tuple[bytes, bool]],
    width: int,
) -> Record:
    """One record; lines that it looked at and did not use go to `waiting`."""
    content, whole = first
    if not whole:
        return Record([], TOO_LONG)
    text = _decode(content)
    cells = split(text)
    if cells is not None:
        return Record(cells)
    alone = text
    taken: list[tuple[bytes, bool]] = []
    while len(taken) < MOST_LINES and len(text) < LONGEST_LINE:
        line = _next(waiting, lines)
        if line is None:
            break
        taken.append(line)
        if not line[1]:
            break
        text += "\n" + _decode(line[0])
        # Over several lines a closing quote ends its cell, else it opens one of another line.
        cells = split(text, strict=True)
        if cells is not None:
            break
    # A stray quote may meet the opening quote of another line: the width tells them apart.
    if cells is not None and (not width or len(cells) == width):
        return Record(cells)
    waiting.extendleft(reversed(taken))
    return Record(alone.replace('"', "").split(SEPARATOR), UNCLOSED)


def _next(
    waiting: deque[tuple[bytes, bool]], lines: Iterator[tuple[bytes, bool]]
) -> tuple[bytes, bool] | None:
    return waiting.popleft() if waiting else next(lines, None)


def split(text: str, *, strict: bool = False) -> list[str] | None:
    """Cells of a record; None when a quoted cell is not closed.

    What follows a closing quote is kept, or is no closing at all when `strict`.
    """
    if '"' not in text:
        return text.split(SEPARATOR)
    cells: list[str] = []
    at = 0
    while True:
        cell, at = _cell(text, at, strict=strict)
        if cell is None:
            return None
        cells.append(cell)
        if at < 0:
            return cells


def _cell(text: str, at: int, *, strict: bool) -> tuple[str | None, int]:
    """The cell that starts at `at`, and where the next one starts (-1: none)."""
    content = ""
    if text.startswith('"', at):
        end = at + 1
        while True:
            close = text.find('"', end)
            if close < 0:
                return None, -1
            content += text[end:close]
            if not text.startswith('"', close + 1):
                break
            content += '"'
            end = close + 2
        at = close + 1
        if strict and at < len(text) and text[at] != SEPARATOR:
            return None, -1
    stop = text.find(SEPARATOR, at)
    if stop < 0:
        return content + text[at:], -1
    return content + text[at:stop], stop + 1


def _decode(content: bytes) -> str:
    """Line by line: a file glued together from two programs has two encodings."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def clean(cell: str) -> str:
    """Trimmed, inner white space as one blank, accents composed."""
    # Most cells are plain: printable means no tab and no line break.
    if cell.isprintable() and "  " not in cell and cell.isascii():
        return cell.strip()
    return unicodedata.normalize("NFC", " ".join(cell.split()))


def _has_control(cell: str) -> bool:
    return not cell.isprintable() and any(unicodedata.category(c) in ("Cc", "Cs") for c in cell)
