"""Drives one file through its importer: batches, one transaction each, a report at the end.

A file that is cut short by a crash leaves whole batches; the same file again finds them unchanged. Two
imports of one kind take turns batch by batch, so that nothing is created twice and nothing waits for ever.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from django.db import connection, transaction

from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing.importer import Counts, Importer, Judged
from telecontrole.foundations.importing.reading import Row, open_file, shown
from telecontrole.foundations.importing.verdicts import (
    DUPLICATE,
    ImportReport,
    LineReport,
    Verdict,
    verdict,
)
from telecontrole.foundations.outcome import Refusal

BATCH = 2_000


@dataclass(slots=True)
class Batch:
    """What one transaction did: handed to whoever keeps the report (in that same transaction)."""

    counts: Counts = field(default_factory=Counts)
    accepted: int = 0
    # Lines not plainly accepted, with the row as it came so that a person can correct it.
    faulty: list[tuple[Row, LineReport]] = field(default_factory=list)


OnBatch = Callable[[Batch], None]
Progress = Callable[[ImportReport], None]


def run(
    importer: Importer[Any],
    source: BinaryIO,
    *,
    actor: Actor,
    run_id: str,
    dry_run: bool = False,
    on_batch: OnBatch | None = None,
    progress: Progress | None = None,
) -> ImportReport | Refusal:
    """Import a file. A refusal (`reading.open_file`, `Importer.prepare`) means that nothing was read of it.

    `on_batch` is called inside the transaction of each batch (not for a dry run), `progress` after it.
    """
    reader = open_file(source, required=importer.columns)
    if isinstance(reader, Refusal):
        return reader
    refusal = importer.prepare(actor)
    if refusal is not None:
        return refusal
    report = ImportReport(importer.kind, dry_run)
    seen: set[int] = set()
    for rows in _batches(reader.rows()):
        values, batch = _judge(importer, rows, seen)
        with transaction.atomic():
            _take_turns(importer.kind)
            batch.counts = importer.store(values, actor=actor, run=run_id, write=not dry_run)
            if on_batch and not dry_run:
                on_batch(batch)
        _add(report, batch)
        if progress:
            progress(report)
    return report


@dataclass(frozen=True, slots=True)
class Retried:
    """What became of one corrected line."""

    verdict: Verdict
    codes: tuple[str, ...]
    counts: Counts


@transaction.atomic
def retry(importer: Importer[Any], row: Row, *, actor: Actor, run_id: str) -> Retried:
    """Judge one line again and store it unless it is refused."""
    importer.prepare(actor)
    judged: Judged[Any] = Judged((row.fault,)) if row.fault else importer.judge(row)
    said = verdict(judged.codes)
    if said is Verdict.REJET:
        return Retried(said, judged.codes, Counts())
    _take_turns(importer.kind)
    counts = importer.store([judged.value], actor=actor, run=run_id, write=True)
    return Retried(said, judged.codes, counts)


def _judge(importer: Importer[Any], rows: Sequence[Row], seen: set[int]) -> tuple[list[Any], Batch]:
    values: list[Any] = []
    batch = Batch()
    for row in rows:
        key, codes, value = _one(importer, row, seen)
        said = verdict(codes)
        if said is not Verdict.ACCEPTE:
            batch.faulty.append((row, LineReport(row.line, shown(key), said, codes)))
        else:
            batch.accepted += 1
        if said is not Verdict.REJET:
            values.append(value)
            # Hashes of the process, not the texts: a hundred thousand keys stay below ten megabytes.
            seen.add(hash(key))
    return values, batch


def _one(importer: Importer[Any], row: Row, seen: set[int]) -> tuple[str, tuple[str, ...], Any]:
    key = importer.key(row)
    if row.fault:
        return key, (row.fault,), None
    if key and hash(key) in seen:
        # Only a line that was kept has duplicates: the correction of a refused one is welcome.
        return key, (DUPLICATE,), None
    judged = importer.judge(row)
    return key, judged.codes, judged.value


def _add(report: ImportReport, batch: Batch) -> None:
    report.accepted += batch.accepted
    for _, line in batch.faulty:
        if line.verdict is Verdict.REJET:
            report.rejected += 1
        else:
            report.warnings += 1
        report.rows.append(line)
    report.created += batch.counts.created
    report.updated += batch.counts.updated
    report.unchanged += batch.counts.unchanged


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _take_turns(kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)",
            [0x696D70, zlib.crc32(kind.encode()) & 0x7FFFFFFF],
        )
