"""``law table``: every dated parameter, for a jurist to read and check."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final

from telecontrole.foundations.law import tables as shared
from telecontrole.foundations.law.parameters import Entry, Parameter, load
from telecontrole.rooms.overpayments import tables as overpayments
from telecontrole.rooms.teleconsultation import tables as teleconsultation
from telecontrole.rooms.teleexpertise import tables as teleexpertise

#: Where parameters stand, by the name that a jurist knows.
FOLDERS: Final = MappingProxyType(
    {
        "indemnités, arrêts, invalidité": shared.FOLDER,
        "indus": overpayments.FOLDER,
        "téléconsultation": teleconsultation.FOLDER,
        "télé-expertise": teleexpertise.FOLDER,
    }
)
_COLUMNS: Final = (
    "domaine", "parametre", "description", "unite", "a_partir_du", "valeur", "reference",
    "verifie_le", "doute", "ensuite",
)  # fmt: skip


def parameters() -> Iterator[tuple[str, Path, Parameter]]:
    """Every parameter with its domain and its folder, in order."""
    for domain, folder in FOLDERS.items():
        for parameter in load(folder).values():
            yield domain, folder, parameter


def run(argv: Sequence[str], stdout: BinaryIO) -> int:
    """Print the table as text, or as CSV (``;``, UTF-8 with BOM, as spreadsheets expect)."""
    if list(argv) not in ([], ["--csv"]):
        sys.stderr.write("Usage : telecontrole law table [--csv]\n")
        return 2
    stdout.write(as_csv() if argv else as_text())
    return 0


def as_csv() -> bytes:
    """One line per value."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for domain, _, known in parameters():
        for entry in known.entries:
            writer.writerow(
                [
                    domain, known.key, known.description, known.unit, entry.since.isoformat(),
                    told(entry.value), entry.reference, entry.verified_on.isoformat(), entry.doubt,
                    known.beyond if entry is known.entries[-1] else "",
                ]
            )  # fmt: skip
    return out.getvalue().encode("utf-8-sig")


def as_text() -> bytes:
    """Parameters under their domain, values under their parameter."""
    lines: list[str] = []
    domain = ""
    for owner, _, known in parameters():
        if owner != domain:
            domain = owner
            lines += ["", domain.upper(), "=" * len(domain)]
        lines += ["", f"{known.key} — {known.description} ({known.unit})"]
        for entry in known.entries:
            lines += _entry_lines(entry)
        if known.beyond:
            lines.append(f"{'':24}ensuite : {known.beyond}")
    return ("\n".join(lines[1:]) + "\n").encode()


def _entry_lines(entry: Entry) -> Iterator[str]:
    value = told(entry.value)
    yield (f"  {entry.since}  {value:>10}  {entry.reference}  (vérifié le {entry.verified_on})")
    if entry.doubt:
        yield f"{'':24}à vérifier : {entry.doubt}"


def told(value: Any) -> str:
    """A value as a jurist reads it."""
    if value is None:
        return "abrogé"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value)
