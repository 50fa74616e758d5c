"""The files of a rehearsal: read as `import` reads them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

from telecontrole.foundations.importing import ImportReport
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import importers

REFERENCE = ("caisses", "sites", "medecins", "praticiens", "disponibilites")
CASES = "dossiers"
Tell = Callable[[str], None]


def missing(folder: Path) -> Refusal | None:
    """Refuses `files_missing` when one of the six is not there."""
    wanted = [f"{name}.csv" for name in (*REFERENCE, CASES)]
    absent = [name for name in wanted if not (folder / name).is_file()]
    return Refusal("files_missing", {"files": ", ".join(absent)}) if absent else None


def first_offered_day(folder: Path) -> date | None:
    """The first day of the diaries, before anything is imported; None when no line gives one."""
    text = (folder / "disponibilites.csv").read_bytes().decode("utf-8-sig", errors="replace")
    found = (
        _day(row.get("date") or "") for row in csv.DictReader(text.splitlines(), delimiter=";")
    )
    return min((day for day in found if day is not None), default=None)


def bring_in(folder: Path, tell: Tell) -> dict[str, ImportReport] | Refusal:
    """Import the six files in their order. Refuses what the first unreadable file refuses, with `file`."""
    reports: dict[str, ImportReport] = {}
    for name in (*REFERENCE, CASES):
        tell(f"import de {name}.csv")
        report = importers.run("cases" if name == CASES else name, folder / f"{name}.csv")
        if isinstance(report, Refusal):
            return Refusal("file_refused", {"file": f"{name}.csv", "refusal": report})
        reports[name] = report
    return reports


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
