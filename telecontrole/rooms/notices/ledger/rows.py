"""Running statements and naming their rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection


def fetch(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of a statement on the runtime connection."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def run(statement: str, params: Sequence[Any]) -> int:
    """Number of rows that a statement touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return int(cursor.rowcount)


def run_many(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """A statement for each row, in one round trip."""
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
