"""Running statements and naming their rows."""

from __future__ import annotations

import functools
import select
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import OperationalError, connection
from psycopg.waiting import Wait

# How long the database may keep silent before something else is done again, in seconds.
_MOMENT = 0.001
# Few statements, thousands of times: from the third time on the database has read them already.
_KNOWN_AFTER = 2
# How long one statement may last: a connection cut off in between says nothing, for ever.
SILENCE = 60.0


class Silent(OperationalError):
    """A statement got no answer in time."""


def fetch(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Rows of a statement on the runtime connection."""
    return ask(statement, params)()


def ask(statement: str, params: Sequence[Any]) -> Callable[[], list[tuple[Any, ...]]]:
    """Send a statement; the answer is a function that gives its rows. See `together`."""
    with _cursor(kept=True) as cursor:
        cursor.execute(_in_binary(statement), params)

    def rows() -> list[tuple[Any, ...]]:
        with connection.wrap_database_errors, cursor:
            return list(cursor.fetchall())

    return rows


@contextmanager
def together() -> Iterator[None]:
    """Statements asked within go to the database in one piece, in their order, instead of one by one."""
    connection.ensure_connection()
    driver: Any = connection.connection
    with connection.wrap_database_errors, driver.pipeline():
        yield


def run(statement: str, params: Sequence[Any]) -> int:
    """Number of rows that a statement touched."""
    with _cursor() as cursor:
        cursor.execute(_in_binary(statement), params)
        return cursor.rowcount


@functools.cache
def _in_binary(statement: str) -> bytes:
    """The same with every parameter in binary: a column of sealed texts takes a thousandth of the time."""
    return statement.replace("%s", "%b").encode()


@contextmanager
def _cursor(*, kept: bool = False) -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """A cursor whose parameters go beside the statement, in binary: Django's writes them into its text.

    Columns of hundreds of sealed texts would be written in hexadecimal, sent twice as long and parsed again.
    ``kept``: its reader closes it.
    """
    connection.ensure_connection()
    connection.validate_no_broken_transaction()
    driver: Any = connection.connection
    cursor = psycopg.Cursor(driver)
    threshold, driver.prepare_threshold = driver.prepare_threshold, _KNOWN_AFTER
    try:
        with connection.wrap_database_errors:
            yield cursor
    finally:
        driver.prepare_threshold = threshold
    if not kept:
        cursor.close()


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
    """The same generator, with something done each time it waits for an answer."""
    until = time.monotonic() + SILENCE
    ready: Any = True
    try:
        wanted = next(gen)
        while True:
            # What is still to be said goes first: the database works while something else is done.
            if wanted == Wait.R or not ready:
                while do() and not _speaks(socket):
                    pass
            ready = yield wanted
            wanted = gen.send(ready)
            if time.monotonic() > until:
                raise Silent("the database does not answer")
    except StopIteration as end:
        return end.value


def _speaks(socket: int) -> bool:
    """Whether the database has said something."""
    return bool(select.select([socket], [], [], 0)[0])
