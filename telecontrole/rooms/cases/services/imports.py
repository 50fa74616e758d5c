"""The life of an uploaded file: received, read by a job, its faulty lines corrected one by one."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from procrastinate.contrib.django import app

from telecontrole.foundations import clock, importing, journal, vault
from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.foundations.importing import Batch, Row, Verdict
from telecontrole.foundations.importing.reading import clean, typed_row
from telecontrole.foundations.importing.runner import Retried, retry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import chunks, importers
from telecontrole.rooms.cases.enums import RunState
from telecontrole.rooms.cases.models import ImportChunk, ImportLine, ImportRun
from telecontrole.rooms.worklist import services as worklist

# A run that gave no sign for that long lost its process: somebody else reads the file again.
_LOST_AFTER = timedelta(minutes=2)
# A report serves while its campaign lasts; afterwards the refused lines of anybody serve nobody (GDPR art. 5.1 e).
_KEPT_FOR = timedelta(days=90)
_LONGEST_CELL = 2_000
# A case that waits to be read is controlled by nobody.
_CORRECTED_WITHIN = timedelta(days=1)


@transaction.atomic
def receive(*, kind: str, file_name: str, content: Iterable[bytes], actor: Actor) -> UUID | Refusal:
    """Keep a file and have it read by a job; answers the import's id, or `Refusal("genre_inconnu")`."""
    if kind not in importers.IMPORTERS:
        return Refusal("genre_inconnu", {"genre": kind[:40], "genres": ", ".join(importers.KINDS)})
    run = ImportRun.objects.create(
        kind=kind,
        file_name=file_name[:200],
        state=RunState.RECU,
        actor_kind=actor.kind,
        actor_id=actor.id,
        caisse=actor.caisse or "",
        received_at=clock.now(),
    )
    run.bytes_total = chunks.keep(run.id, content)
    run.save(update_fields=["bytes_total"])
    journal.record(
        action="cases:file:received",
        actor=actor,
        subject=f"import:{run.id}",
        data={"kind": kind, "bytes": run.bytes_total},
    )
    app.configure_task("cases.read_file").defer(run_id=str(run.id))
    return run.id


def process(*, run_id: UUID) -> bool:
    """Read a received file to its end; False when another process does, or it is done.

    Cut short, it may be called again: what was stored is found unchanged.
    """
    run = _claim(run_id)
    if run is None:
        return False
    pieces = chunks.Pieces(run.id)

    def on_batch(batch: Batch) -> None:
        _note(run, batch, pieces.read_so_far)

    result = importers.run(
        run.kind,
        io.BufferedReader(pieces),
        actor=_actor(run),
        run_id=str(run.id),
        on_batch=on_batch,
    )
    _finish(run, result if isinstance(result, Refusal) else None)
    return True


def tick(now: datetime) -> int:
    """Take up files whose job was lost; answers how many were read."""
    lost = Q(state=RunState.RECU, received_at__lt=now - _LOST_AFTER) | Q(
        state=RunState.EN_COURS, beat_at__lt=now - _LOST_AFTER
    )
    due = list(ImportRun.objects.filter(lost).order_by("received_at").values_list("id", flat=True))
    return sum(process(run_id=run_id) for run_id in due)


@transaction.atomic
def forget(now: datetime) -> int:
    """Delete the faulty lines of files read more than 90 days ago; answers how many. Counts stay."""
    old = ImportLine.objects.filter(run__finished_at__lt=now - _KEPT_FOR)
    number, _ = old.delete()
    if number:
        journal.record(
            action="cases:line:forgotten",
            actor=Actor.system("retention"),
            subject="imports",
            data={"lines": number},
        )
    return number


@transaction.atomic
def correct(
    *, run_id: UUID, number: int, cells: Mapping[str, str], actor: Actor
) -> Retried | Refusal:
    """Judge a line again with what a person typed, and store it unless it is refused again.

    Columns that are not given keep what the file said. Answers `Refusal("ligne_inconnue")`,
    `Refusal("ligne_deja_corrigee")`.
    """
    line = (
        ImportLine.objects.select_for_update(of=("self",))
        .select_related("run")
        .filter(run_id=run_id, line=number)
        .first()
    )
    if line is None:
        return Refusal("ligne_inconnue")
    if line.corrected_at is not None:
        return Refusal("ligne_deja_corrigee")
    importer = importers.IMPORTERS[line.run.kind]()
    before = json.loads(vault.unseal(bytes(line.cells_sealed), row=_cells_of(line)))
    columns = (*importer.columns, *importer.optional)
    typed = {c: clean(cells[c][:_LONGEST_CELL]) for c in columns if c in cells}
    kept = {c: before[c] for c in columns if c in before}
    result = retry(importer, typed_row(number, kept | typed), actor=actor, run_id=str(run_id))
    if result.verdict is not Verdict.REJET:
        _corrected(line, result, actor)
    return result


def _corrected(line: ImportLine, result: Retried, actor: Actor) -> None:
    line.corrected_at = clock.now()
    line.corrected_by = actor.id
    line.save(update_fields=["corrected_at", "corrected_by"])
    journal.record(
        action="cases:line:corrected",
        actor=actor,
        subject=f"import:{line.run_id}",
        data={"line": line.line, "before": line.codes, "after": list(result.codes)},
    )
    faulty = ImportLine.objects.filter(run=line.run, verdict=Verdict.REJET)
    if not faulty.filter(corrected_at__isnull=True).exists():
        worklist.close_task(key=_task_of(line.run_id), actor=actor, done="corrige")


@transaction.atomic
def _claim(run_id: UUID) -> ImportRun | None:
    now = clock.now()
    free = Q(state=RunState.RECU) | Q(state=RunState.EN_COURS, beat_at__lt=now - _LOST_AFTER)
    run = ImportRun.objects.select_for_update(skip_locked=True).filter(free, id=run_id).first()
    if run is None:
        return None
    # A second reading counts afresh.
    ImportLine.objects.filter(run=run, corrected_at__isnull=True).delete()
    for name in ("accepted", "warnings", "rejected", "created", "updated", "unchanged"):
        setattr(run, name, 0)
    run.state, run.beat_at, run.started_at = RunState.EN_COURS, now, run.started_at or now
    run.save()
    return run


def _note(run: ImportRun, batch: Batch, read: int) -> None:
    """In the transaction of the batch: its counts and its faulty lines."""
    refused = sum(line.verdict is Verdict.REJET for _, line in batch.faulty)
    run.accepted += batch.accepted
    run.rejected += refused
    run.warnings += len(batch.faulty) - refused
    run.created += batch.counts.created
    run.updated += batch.counts.updated
    run.unchanged += batch.counts.unchanged
    run.bytes_read, run.beat_at = read, clock.now()
    run.save()
    ImportLine.objects.bulk_create(
        [_line(run, row, line) for row, line in batch.faulty],
        batch_size=500,
        # A line corrected before a second reading stays as the person left it.
        ignore_conflicts=True,
    )


def _line(run: ImportRun, row: Row, line: importing.LineReport) -> ImportLine:
    kept = ImportLine(
        id=uuid4(),
        run=run,
        line=line.line,
        reference=line.reference,
        verdict=line.verdict,
        codes=list(line.codes),
    )
    cells = {column: cell[:_LONGEST_CELL].replace("\x00", "") for column, cell in row.cells.items()}
    kept.cells_sealed = vault.seal(json.dumps(cells).encode(), row=_cells_of(kept))
    return kept


@transaction.atomic
def _finish(run: ImportRun, refusal: Refusal | None) -> None:
    run.state = RunState.REFUSE if refusal is not None else RunState.TERMINE
    if refusal is not None:
        run.refusal, run.refusal_params = refusal.code, dict(refusal.params)
    run.bytes_read = run.bytes_total
    run.finished_at = clock.now()
    run.save()
    ImportChunk.objects.filter(run=run).delete()
    journal.record(
        action="cases:file:read",
        actor=_actor(run),
        subject=f"import:{run.id}",
        data={
            "state": run.state,
            "refusal": run.refusal,
            "accepted": run.accepted,
            "warnings": run.warnings,
            "rejected": run.rejected,
        },
    )
    if run.rejected or refusal is not None:
        _ask(run)


def _ask(run: ImportRun) -> None:
    """Lines that were refused wait for a person: they are a task, not only a page to look at."""
    worklist.open_task(
        queue="planification",
        kind="import_a_corriger",
        caisse=run.caisse,
        subject=f"import:{run.id}",
        due_at=clock.now() + _CORRECTED_WITHIN,
        key=_task_of(run.id),
        params={"run": str(run.id), "rejected": run.rejected},
    )


def _task_of(run_id: UUID) -> str:
    return f"cases:import_a_corriger:{run_id}"


def _cells_of(line: ImportLine) -> str:
    return f"cases.import_line:{line.id}:cells"


def _actor(run: ImportRun) -> Actor:
    """Who gave the file, without roles: the right to import was checked when it came."""
    return Actor(kind=ActorKind(run.actor_kind), id=run.actor_id, caisse=run.caisse or None)
