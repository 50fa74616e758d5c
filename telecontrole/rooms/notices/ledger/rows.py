"""Running statements and naming their rows."""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import OperationalError, connection

# How long the database may keep silent before something else is done again, in seconds.
_MOMENT = 0.001
# How long one statement may last: a connection cut off in between says nothing, for ever.
SILENCE = 60.0


class Silent(OperationalError):
    """A statement got no answer in time."""


def fetch(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of a statement on the runtime connection."""
    with _cursor() as cursor:
        cursor.execute(statement.encode(), params)
        return list(cursor.fetchall())


def run(statement: str, params: Sequence[Any]) -> int:
    """Number of rows that a statement touched."""
    with _cursor() as cursor:
        cursor.execute(statement.encode(), params)
        return cursor.rowcount


@contextmanager
def _cursor() -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """A cursor whose parameters go beside the statement, in binary: Django's writes them into its text.

    Columns of hundreds of sealed texts would be written in hexadecimal, sent twice as long and parsed again.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    driver: Any = connection.connection
    with connection.wrap_database_errors, psycopg.Cursor(driver) as cursor:
        yield cursor


@contextmanager
def meanwhile(do: Callable[[], bool]) -> Iterator[None]:
    """Within: while the database works, ``do`` is called, again and again. It must not use the database.

    ``do`` says whether it has more to do, so that nothing is waited for while there is work. psycopg waits by
    asking its generator to go on, now and then with nothing ready; that is the moment.
    """
    connection.ensure_connection()
    driver: Any = connection.connection
    plain = driver.wait

    def wait(
        gen: Generator[Any, Any, Any], interval: float = 0, timeout: float | None = None
    ) -> Any:
        try:
            return plain(_beside(gen, do, driver.pgconn.socket), _MOMENT, timeout)
        except Silent:
            # Its answer can no longer be trusted: what was asked is as good as lost with the connection.
            driver.close()
            raise

    driver.wait = wait
    try:
        yield
    finally:
        driver.wait = plain


def _beside(
    gen: Generator[Any, Any, Any], do: Callable[[], bool], socket: int
) -> Generator[Any, Any, Any]:
    """The same generator, with something done each time it waits."""
    until = time.monotonic() + SILENCE
    try:
        wanted = next(gen)
        while True:
            while do() and not _speaks(socket):
                pass
            wanted = gen.send((yield wanted))
            if time.monotonic() > until:
                raise Silent("the database does not answer")
    except StopIteration as end:
        return end.value


def _speaks(socket: int) -> bool:
    """Whether the database has said something."""
    return bool(select.select([socket], [], [], 0)[0])
