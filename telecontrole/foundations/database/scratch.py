"""Databases made to be thrown away: migrated, empty, ready in a fraction of a second.

A template is migrated once per state of the migrations; a scratch database is its copy.
"""

from __future__ import annotations

import hashlib
import inspect
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import ProgrammingError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.utils import OperationalError
from psycopg import sql

from telecontrole.foundations.database.switching import Maintenance, maintenance, switched_to

PREFIX = "scratch_"
TEMPLATE_PREFIX = "scratchtemplate_"
# Any constant: held while a template is made, by whoever comes first.
TEMPLATE_LOCK = 7_311_202_602


@contextmanager
def scratch_database(label: str = "run") -> Iterator[str]:
    """Give the block an empty migrated database of its own, and drop it at the end.

    Yields its name, which begins with ``scratch_``: only there may the clock be stepped.
    ``label``: lower-case letters and digits, for whoever reads a list of databases.
    """
    name = f"{PREFIX}{label}_{secrets.token_hex(4)}"
    with maintenance() as server:
        _drop_abandoned(server)
        # Held until this process ends, however it ends: tells the next one what is abandoned.
        server.ask("SELECT pg_advisory_lock(hashtext(%s))", name)
        _create(server, name)
        try:
            with switched_to(name):
                yield name
        finally:
            server.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


@contextmanager
def replacing_database(label: str) -> Iterator[str]:
    """Give the block a scratch copy of the present database, which takes its place when the block ends well.

    Yields its name: there the clock may be stepped. When the block raises, the copy is dropped and the present
    database is as it was. Nobody else may use it meanwhile. Raises OperationalError, ProgrammingError when
    somebody does, or when the owner may make no database.
    """
    present = str(connections["owner"].settings_dict["NAME"])
    name = f"{PREFIX}{label}_{secrets.token_hex(4)}"
    with maintenance() as server:
        _drop_abandoned(server)
        server.ask("SELECT pg_advisory_lock(hashtext(%s))", name)
        try:
            with switched_to(name):  # before the copy: no session of ours stays on the present one
                _copy(server, present, name)
                yield name
            server.exchange(present, coming=name, going=f"{name}_gone")
        except BaseException:
            server.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            raise
        server.run("DROP DATABASE {} WITH (FORCE)", f"{name}_gone")


def _copy(server: Maintenance, source: str, name: str) -> None:
    """With the comment, in which stands what it has had of migrations: no copy takes that along."""
    server.run("CREATE DATABASE {} TEMPLATE {}", name, source)
    [(said,)] = server.ask(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", source
    )
    server.run("COMMENT ON DATABASE {} IS {}", name, sql.Literal(said))


def _create(server: Maintenance, name: str) -> None:
    template = f"{TEMPLATE_PREFIX}{migrations_digest()}"
    # Held over the copy too: a process of other code would drop the template in between.
    server.ask("SELECT pg_advisory_lock(%s)", TEMPLATE_LOCK)
    try:
        if not server.exists(template):
            _make_template(server, template)
        server.run("CREATE DATABASE {} TEMPLATE {}", name, template)
    finally:
        server.ask("SELECT pg_advisory_unlock(%s)", TEMPLATE_LOCK)


def _make_template(server: Maintenance, name: str) -> None:
    for (old,) in server.ask(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", TEMPLATE_PREFIX
    ):
        server.run("DROP DATABASE {} WITH (FORCE)", old)
    unfinished = f"{TEMPLATE_PREFIX}unfinished"
    server.run("CREATE DATABASE {}", unfinished)
    with switched_to(unfinished):
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    server.run("ALTER DATABASE {} RENAME TO {}", unfinished, name)


def _drop_abandoned(server: Maintenance) -> None:
    rows = server.ask("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", PREFIX)
    for (name,) in rows:
        [(free,)] = server.ask("SELECT pg_try_advisory_lock(hashtext(%s))", name)
        if not free:
            continue
        try:
            server.run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        except (OperationalError, ProgrammingError):
            # Somebody else's, or still in use: the next run tries again.
            continue
        finally:
            server.ask("SELECT pg_advisory_unlock(hashtext(%s))", name)


def migrations_digest() -> str:
    """Short name of the present state of all migrations and privileges."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    files = {
        f"{app}.{name}": _source(type(migration).__module__)
        for (app, name), migration in loader.disk_migrations.items()
    }
    grants = Path(__file__).with_name("grants.py").read_bytes()
    roles = [str(connections[a].settings_dict["USER"]) for a in ("default", "owner")]
    digest = hashlib.sha256(grants + repr(roles).encode())
    for key in sorted(files):
        digest.update(key.encode() + files[key])
    return digest.hexdigest()[:12]


def _source(module: str) -> bytes:
    return Path(inspect.getfile(sys.modules[module])).read_bytes()
