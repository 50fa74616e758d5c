"""Sessions on other databases of the same server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connections
from django.db.backends.base.base import NO_DB_ALIAS, BaseDatabaseWrapper
from psycopg import sql

ALIASES = ("default", "owner")
MAINTENANCE = "postgres"


class Maintenance:
    """The owner's session on no database of ours: creates, renames and drops databases."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def run(self, statement: str, *names: str | sql.Literal) -> None:
        """Run a statement; each ``{}`` stands for a name, quoted, or for a literal."""
        composed = sql.SQL(statement).format(
            *(sql.Identifier(one) if isinstance(one, str) else one for one in names)
        )
        with self._connection.cursor() as cursor:
            cursor.execute(composed)

    def ask(self, query: str, *params: str | int) -> list[tuple[Any, ...]]:
        """Rows of a query."""
        with self._connection.cursor() as cursor:
            cursor.execute(query, params)
            return list(cursor.fetchall())

    def exists(self, database: str) -> bool:
        """Whether the server has this database."""
        return bool(self.ask("SELECT 1 FROM pg_database WHERE datname = %s", database))

    def exchange(self, name: str, *, coming: str, going: str) -> None:
        """Give `name` to the database `coming`, and `going` to the one that had it: both, or neither.

        Raises OperationalError while anybody uses one of the two.
        """
        self.run("BEGIN")
        try:
            self.run("ALTER DATABASE {} RENAME TO {}", name, going)
            self.run("ALTER DATABASE {} RENAME TO {}", coming, name)
        except DatabaseError:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")


@contextmanager
def maintenance() -> Iterator[Maintenance]:
    """Open a session of the owner beside the databases; what it locks is free at the end."""
    owner = connections["owner"]
    options = {k: v for k, v in owner.settings_dict["OPTIONS"].items() if k != "pool"}
    settings = {**owner.settings_dict, "NAME": MAINTENANCE, "OPTIONS": options}
    connection = type(owner)(settings, alias=NO_DB_ALIAS)
    try:
        yield Maintenance(connection)
    finally:
        connection.close()


@contextmanager
def switched_to(database: str) -> Iterator[None]:
    """Make owner and runtime of this process speak to another database for the block.

    Not for a process that serves: other threads' sessions are switched only when they reopen.
    """
    before = {alias: str(connections[alias].settings_dict["NAME"]) for alias in ALIASES}
    _switch(dict.fromkeys(ALIASES, database))
    try:
        yield
    finally:
        _switch(before)


def _switch(names: dict[str, str]) -> None:
    for alias, name in names.items():
        connection = connections[alias]
        connection.close()
        # A pool remembers the name that it was made with.
        close_pool = getattr(connection, "close_pool", None)
        if close_pool and connection.settings_dict["OPTIONS"].get("pool"):
            close_pool()
        connection.settings_dict["NAME"] = name
    # Its numbers differ from one database to the next.
    ContentType.objects.clear_cache()
