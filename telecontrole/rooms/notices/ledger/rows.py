"""Running statements and naming their rows."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import OperationalError, connection

# How long the database may keep silent before something else is done again, in seconds.
_MOMENT = 0.001
# How long one statement may last: a connection cut off in between says nothing, for ever.
SILENCE = 60.0


class Silent(OperationalError):
    """A statement got no answer in time."""


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


@contextmanager
def meanwhile(do: Callable[[], None]) -> Iterator[None]:
    """Within: while the database works, ``do`` is called, again and again. It must not use the database.

    psycopg waits by asking its generator to go on, now and then with nothing ready; that is the moment.
    """
    connection.ensure_connection()
    driver: Any = connection.connection
    plain = driver.wait

    def wait(
        gen: Generator[Any, Any, Any], interval: float = 0, timeout: float | None = None
    ) -> Any:
        try:
            return plain(_beside(gen, do), _MOMENT, timeout)
        except Silent:
            # Its answer can no longer be trusted: what was asked is as good as lost with the connection.
            driver.close()
            raise

    driver.wait = wait
    try:
        yield
    finally:
        driver.wait = plain


def _beside(gen: Generator[Any, Any, Any], do: Callable[[], None]) -> Generator[Any, Any, Any]:
    """The same generator, with something done each time it waits."""
    until = time.monotonic() + SILENCE
    try:
        wanted = next(gen)
        while True:
            do()
            wanted = gen.send((yield wanted))
            if time.monotonic() > until:
                raise Silent("the database does not answer")
    except StopIteration as end:
        return end.value
