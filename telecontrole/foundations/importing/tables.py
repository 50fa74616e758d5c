"""Storing reference lines: create what is new, change what differs, leave the rest alone."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

from django.db import models

from telecontrole.foundations.importing.importer import Counts

K = TypeVar("K", bound=Hashable)
M = TypeVar("M", bound=models.Model)


def upsert(
    rows: models.Manager[M],
    wanted: Mapping[K, Mapping[str, Any]],
    existing: Mapping[K, M],
    *,
    keys: tuple[str, ...],
    write: bool,
) -> Counts:
    """Bring a table to what is `wanted`: field values by key, beside the `existing` rows by the same key.

    `keys` are the fields that make the key: they never change. The caller holds the turn of its kind
    (`runner`), and the current transaction.
    """
    fresh = [rows.model(**fields) for key, fields in wanted.items() if key not in existing]
    changed = [row for key, row in existing.items() if _differs(row, wanted[key])]
    if write:
        rows.bulk_create(fresh)
        for key, row in existing.items():
            for name, value in wanted[key].items():
                setattr(row, name, value)
        names = {name.removesuffix("_id") for fields in wanted.values() for name in fields}
        if changed:
            rows.bulk_update(changed, sorted(names.difference(keys)), batch_size=500)
    return Counts(len(fresh), len(changed), len(wanted) - len(fresh) - len(changed))


def _differs(row: models.Model, fields: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in fields.items())
