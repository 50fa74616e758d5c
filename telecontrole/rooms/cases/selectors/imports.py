"""Reads of the imports: what each actor may see of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from telecontrole.foundations import vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.importing import Verdict
from telecontrole.rooms.cases.enums import RunState
from telecontrole.rooms.cases.models import ImportLine, ImportRun


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One file brought in; counts are those of its last complete batch."""

    id: UUID
    kind: str
    file_name: str
    state: RunState
    refusal: str
    refusal_params: dict[str, object]
    bytes_total: int
    bytes_read: int
    accepted: int
    warnings: int
    rejected: int
    created: int
    updated: int
    unchanged: int
    received_at: datetime
    finished_at: datetime | None

    @property
    def going_on(self) -> bool:
        """The file is not read to its end."""
        return self.state in (RunState.RECU, RunState.EN_COURS)

    @property
    def lines(self) -> int:
        """Data lines read so far."""
        return self.accepted + self.warnings + self.rejected


@dataclass(frozen=True, slots=True)
class LineInfo:
    """A line not plainly accepted, with its cells in clear: for the correction page only."""

    id: UUID
    line: int
    reference: str
    verdict: Verdict
    codes: tuple[str, ...]
    cells: dict[str, str]
    corrected_at: datetime | None


def run(run_id: UUID, actor: Actor) -> RunInfo | None:
    """One import, or None when it does not exist or is not the actor's to see."""
    row = _visible(actor).filter(id=run_id).first()
    return _run(row) if row else None


def runs(actor: Actor) -> QuerySet[ImportRun]:
    """The imports that an actor may see, for a table that pages and sorts."""
    return _visible(actor)


def lines(run_id: UUID) -> QuerySet[ImportLine]:
    """The lines of an import that were not plainly accepted; nothing of a person is in clear."""
    return ImportLine.objects.filter(run_id=run_id)


def line(run_id: UUID, number: int) -> LineInfo | None:
    """One line with its cells, or None. Raises `vault.SealBroken`."""
    row = ImportLine.objects.filter(run_id=run_id, line=number).first()
    if row is None:
        return None
    cells = vault.unseal(bytes(row.cells_sealed), row=f"cases.import_line:{row.id}:cells")
    return LineInfo(
        id=row.id,
        line=row.line,
        reference=row.reference,
        verdict=Verdict(row.verdict),
        codes=tuple(row.codes),
        cells=json.loads(cells),
        corrected_at=row.corrected_at,
    )


def _visible(actor: Actor) -> QuerySet[ImportRun]:
    rows = ImportRun.objects.all()
    return rows if actor.caisse is None else rows.filter(caisse=actor.caisse)


def _run(row: ImportRun) -> RunInfo:
    return RunInfo(
        id=row.id,
        kind=row.kind,
        file_name=row.file_name,
        state=RunState(row.state),
        refusal=row.refusal,
        refusal_params=row.refusal_params,
        bytes_total=row.bytes_total,
        bytes_read=row.bytes_read,
        accepted=row.accepted,
        warnings=row.warnings,
        rejected=row.rejected,
        created=row.created,
        updated=row.updated,
        unchanged=row.unchanged,
        received_at=row.received_at,
        finished_at=row.finished_at,
    )
