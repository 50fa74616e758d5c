"""Copies of the database for the day when it is lost."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from django.db import connections

from telecontrole.foundations.database import binaries, grants, readiness
from telecontrole.foundations.database.errors import DatabaseUnavailable
from telecontrole.foundations.database.switching import maintenance, switched_to


def dump(target: Path) -> None:
    """Write one consistent copy of the whole database, compressed, readable by its owner only.

    Medical notes are in it as they are in the tables: encrypted. Raises DatabaseUnavailable.
    """
    unfinished = target.with_name(f"{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        _call("pg_dump", "--format=custom", "--no-owner", "--no-acl", "--file", str(unfinished))
        unfinished.replace(target)
    finally:
        # Half a copy serves nobody, and fills the disk that was full already.
        unfinished.unlink(missing_ok=True)


def restore(source: Path) -> None:
    """Replace the database by the copy; a copy that cannot be read leaves everything as it was.

    The service must be stopped. Raises DatabaseUnavailable.
    """
    if not source.is_file():
        raise DatabaseUnavailable(f"There is no copy {source}.")
    name = str(connections["owner"].settings_dict["NAME"])
    coming, going = f"{name}_coming", f"{name}_going"
    with maintenance() as server:
        for leftover in (coming, going):
            server.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", leftover)
        server.run("CREATE DATABASE {}", coming)
        try:
            _fill(coming, source)
        except DatabaseUnavailable:
            server.run("DROP DATABASE {} WITH (FORCE)", coming)
            raise
        with switched_to(coming):
            # The session on the database that goes away is closed meanwhile.
            grants.apply()
            readiness.note()
            connections["owner"].close()
            server.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND backend_type = 'client backend'",
                name,
            )
            server.exchange(name, coming=coming, going=going)
        server.run("DROP DATABASE {} WITH (FORCE)", going)


def _fill(database: str, source: Path) -> None:
    with switched_to(database):
        _call(
            *["pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-acl"],
            *["--no-comments", "--dbname", database, str(source)],
        )


def _call(program: str, *options: str) -> None:
    connection = connections["owner"]
    connection.ensure_connection()
    major = connection.connection.info.server_version // 10000
    connection.close()
    settings = connection.settings_dict
    values = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    done = subprocess.run(
        [binaries.client(major).path(program), *options],
        env={**os.environ, **{name: str(value) for name, value in values.items() if value}},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DatabaseUnavailable(f"{program} failed: {done.stderr.strip()}")
