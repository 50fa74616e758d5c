"""Importing a caisse's export: time and memory, beside a bare COPY of the same rows.

    .venv/bin/python bench/imports.py [LINES]

Makes LINES cases (100 000) from the sample of demo/data, in a scratch database: nothing is left behind.
Prints the seconds of a first import, of the same file again, of a dry run, the peak of memory above
what the program already had, and the seconds of COPY of the same rows into a table of texts.
"""

from __future__ import annotations

import csv
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from telecontrole.foundations.database.scratch import scratch_database  # noqa: E402
from telecontrole.foundations.importing import ImportReport  # noqa: E402
from telecontrole.rooms.cases import importers  # noqa: E402

DATA = ROOT / "demo" / "data"


def main() -> None:
    """Measure and print."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder, scratch_database("bench"):
        path = Path(folder) / "dossiers.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, delimiter=";").writerows(generated(lines))
        for kind in ("caisses", "sites", "medecins", "praticiens"):
            importers.run(kind, DATA / f"{kind}.csv")
        importers.run("cases", DATA / "dossiers.csv", dry_run=True)
        print(f"{lines} cases, {path.stat().st_size / 1e6:.1f} MB, {os.cpu_count()} processors")
        measure("bare COPY into texts", lambda: bare_copy(path))
        measure("first import", lambda: report(path))
        measure("same file again", lambda: report(path))
        measure("dry run", lambda: report(path, dry_run=True))


def measure(name: str, action: object) -> None:
    """Run once; print seconds and growth of the peak of memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start, worked = time.perf_counter(), time.process_time()
    said = action()  # type: ignore[operator]
    seconds, cpu = time.perf_counter() - start, time.process_time() - worked
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"{name:>22}: {seconds:7.2f} s ({cpu:.2f} s of ours), peak +{grown:5.1f} MB  {said}",
        flush=True,
    )


def report(path: Path, *, dry_run: bool = False) -> str:
    """Import, and say the counts."""
    result = importers.run("cases", path, dry_run=dry_run)
    assert isinstance(result, ImportReport)
    return f"created {result.created}, unchanged {result.unchanged}, rejected {result.rejected}"


def bare_copy(path: Path) -> str:
    """COPY of the same file, as texts, without a key: what the disk and the server cost."""
    columns = ", ".join(f"{name} text" for name in importers.Cases.columns)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE bare ({columns})")
        statement = "COPY bare FROM STDIN (FORMAT csv, HEADER, DELIMITER ';')"
        with cursor.copy(statement) as copy, path.open("rb") as source:
            while piece := source.read(1 << 20):
                copy.write(piece)
        cursor.execute("SELECT count(*) FROM bare")
        count = cursor.fetchone()[0]
        cursor.execute("DROP TABLE bare")
    return f"{count} rows"


def generated(lines: int) -> Iterator[list[str]]:
    """The sample's lines again and again, each with its own reference, person and contacts."""
    with (DATA / "dossiers.csv").open(encoding="utf-8-sig", newline="") as source:
        header, *rows = csv.reader(source, delimiter=";")
    yield header
    at = {name: header.index(name) for name in header}
    for number in range(lines):
        row = rows[number % len(rows)].copy()
        row[at["reference"]] = f"BENCH-{number:08d}"
        row[at["nir"]] = other_nir(row[at["nir"]], number // len(rows))
        if row[at["courriel"]]:
            row[at["courriel"]] = f"b{number}@exemple.test"
        if row[at["mobile"]].startswith("06") and row[at["mobile"]][2] in "123":
            row[at["mobile"]] = f"06{row[at['mobile']][2]}{number % 10_000_000:07d}"
        yield row


def other_nir(nir: str, shift: int) -> str:
    """Another person of the same sex, month and place: another order number, and its key."""
    order = (int(nir[10:13]) + shift * 7) % 1000
    base = f"{nir[:10]}{order:03d}"
    number = base.replace("2A", "19").replace("2B", "18") if base[5:7] in ("2A", "2B") else base
    return f"{base}{97 - int(number) % 97:02d}"


if __name__ == "__main__":
    main()
