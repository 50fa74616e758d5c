"""Rotation of master keys: every sealed column is known, and rewrapped in batches.

A room names its sealed columns in its `apps.ready()`:

    register(Column("people.Insured", "nir_sealed", "people.insured:{pk}:nir"))

A column that nobody named stays under the old key and is lost with it: `forgotten()` finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
_others: dict[str, Callable[[], int]] = {}


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column. `row` names the row that its blobs are bound to: a text with `{pk}`, or a
    function of the model's row where the name has another part.
    """

    model: str
    field: str
    row: str | Callable[[Any], str]
    medical: bool = False

    def name_of(self, row: models.Model) -> str:
        """The row's name, as it was given to `seal`."""
        return self.row.format(pk=row.pk) if isinstance(self.row, str) else self.row(row)


def register(column: Column) -> None:
    """Make a column known to `rotate`."""
    _columns[column.model, column.field] = column


def register_other(name: str, rewrap_all: Callable[[], int]) -> None:
    """Make blobs known that stand in no column of their own (inside JSON): `rewrap_all` answers how many it changed."""
    _others[name] = rewrap_all


def columns() -> list[Column]:
    """Every known column."""
    return list(_columns.values())


def forgotten() -> list[str]:
    """Columns that are sealed by their name (`sealed`, `…_sealed`) and known to nobody."""
    return sorted(
        f"{model._meta.label}.{field.name}"  # noqa: SLF001 -- Django's documented door to fields
        for model in apps.get_models()
        for field in model._meta.get_fields()  # noqa: SLF001
        if isinstance(field, models.BinaryField)
        and (field.name == "sealed" or field.name.endswith("_sealed"))
        and (model._meta.label, field.name) not in _columns  # noqa: SLF001
    )


def rotate() -> dict[str, int]:
    """Rewrap what is not under the current key; returns the number of blobs by `model.field`.

    Raises SealBroken when a blob does not open: nothing of its batch is then written.
    """
    done = {f"{column.model}.{column.field}": sum(_batches(column)) for column in columns()}
    return done | {name: rewrap_all() for name, rewrap_all in _others.items()}


def waiting() -> dict[str, int]:
    """How many blobs of each column are not under the current key: nobody removes an old key before all are 0."""
    counts = {}
    for column in columns():
        with transaction.atomic(), _wall(column):
            counts[f"{column.model}.{column.field}"] = _stale(column).order_by().count()
    return counts


def locked() -> list[str]:
    """Columns whose first value stands under a key that the key file does not have: lost, or not yet put in place.

    Medical columns are not looked at: the same keys open them, and nobody passes the wall for this.
    """
    found = []
    for column in columns():
        if column.medical:
            continue
        filled = _manager(column).exclude(**{f"{column.field}__isnull": True})
        blob = (
            filled.exclude(**{column.field: b""})
            .order_by("pk")
            .values_list(column.field, flat=True)[:1]
        )
        if any(not door.knows(bytes(one)) for one in blob):
            found.append(f"{column.model}.{column.field}")
    return found


def _batches(column: Column) -> Iterator[int]:
    while done := _one_batch(column):
        yield done


def _one_batch(column: Column) -> int:
    with transaction.atomic(), _wall(column):
        # Without `of`: PostgreSQL wants a bare name there, and medical tables have a schema.
        rows = list(_stale(column).select_for_update()[:BATCH])
        for row in rows:
            blob = bytes(getattr(row, column.field))
            setattr(row, column.field, door.rewrap(blob, row=column.name_of(row)))
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
    stale: models.QuerySet[Any] = rows.order_by("pk")
    return stale


def _manager(column: Column) -> models.Manager[Any]:
    # The base manager sees every row, whatever the model's own manager hides.
    manager: models.Manager[Any] = apps.get_model(column.model)._base_manager  # noqa: SLF001
    return manager


def _wall(column: Column) -> AbstractContextManager[None]:
    if not column.medical:
        return nullcontext()
    return medical(_KEEPER, purpose="rotate", subject=f"column:{column.model}.{column.field}")
