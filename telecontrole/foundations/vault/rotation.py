"""Rotation of master keys: every sealed column is known, and rewrapped in batches.

A room names its sealed columns in its `apps.ready()`:

    register(Column("people.Insured", "nir_sealed", "people.insured:{pk}:nir"))
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.functions import Substr

from telecontrole.foundations import journal
from telecontrole.foundations import vault as door
from telecontrole.foundations.access import Actor, medical

BATCH = 500
_KEEPER = Actor.system("retention")
_columns: dict[tuple[str, str], Column] = {}


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column. `row` names the row that its blobs are bound to, with `{pk}`."""

    model: str
    field: str
    row: str
    medical: bool = False


def register(column: Column) -> None:
    """Make a column known to `rotate`."""
    _columns[column.model, column.field] = column


def columns() -> list[Column]:
    """Every known column."""
    return list(_columns.values())


def rotate() -> dict[str, int]:
    """Rewrap what is not under the current key; returns the number of blobs by `model.field`.

    Raises SealBroken when a blob does not open: nothing of its batch is then written.
    """
    return {f"{column.model}.{column.field}": sum(_batches(column)) for column in columns()}


def _batches(column: Column) -> Iterator[int]:
    while done := _one_batch(column):
        yield done


def _one_batch(column: Column) -> int:
    with transaction.atomic(), _wall(column):
        rows = list(_stale(column)[:BATCH])
        for row in rows:
            blob = bytes(getattr(row, column.field))
            setattr(row, column.field, door.rewrap(blob, row=column.row.format(pk=row.pk)))
        _manager(column).bulk_update(rows, [column.field])
        if rows:
            journal.record(
                action="vault:keys:rotated",
                actor=_KEEPER,
                subject=f"column:{column.model}.{column.field}",
                data={"blobs": len(rows)},
            )
    return len(rows)


def _stale(column: Column) -> models.QuerySet[Any]:
    head = door.current_head()
    start = Substr(column.field, 1, len(head), output_field=models.BinaryField())
    rows = _manager(column).exclude(**{f"{column.field}__isnull": True})
    rows = rows.exclude(**{column.field: b""}).annotate(_head=start).exclude(_head=head)
    # Without `of`: PostgreSQL wants a bare name there, and medical tables have a schema.
    stale: models.QuerySet[Any] = rows.select_for_update().order_by("pk")
    return stale


def _manager(column: Column) -> models.Manager[Any]:
    # The base manager sees every row, whatever the model's own manager hides.
    manager: models.Manager[Any] = apps.get_model(column.model)._base_manager  # noqa: SLF001
    return manager


def _wall(column: Column) -> AbstractContextManager[None]:
    if not column.medical:
        return nullcontext()
    return medical(_KEEPER, purpose="rotate", subject=f"column:{column.model}.{column.field}")
