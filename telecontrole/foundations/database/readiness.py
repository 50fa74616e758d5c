"""Is the database there and up to date? Answered in a fraction of a second, without Django.

Every command asks. The digest of the migrations stands in the database itself (as its comment), so
that a database replaced, restored or emptied is migrated again, whoever uses it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import psycopg
from psycopg import sql

from telecontrole.foundations.database import local
from telecontrole.foundations.database.errors import DatabaseUnavailable

# Any constant: two commands that start together migrate one after the other.
LOCK = 7_311_202_603
MARK = "telecontrole migrations "


def urls() -> dict[str, str]:
    """Addresses of the database: the environment's, else those of the local server, started.

    Raises DatabaseUnavailable.
    """
    runtime = _given("DATABASE_URL")
    if runtime:
        return {
            "DATABASE_URL": runtime,
            "DATABASE_OWNER_URL": _given("DATABASE_OWNER_URL") or runtime,
        }
    server = local.ensure("main")
    return {
        "DATABASE_URL": server.url(server.app_user),
        "DATABASE_OWNER_URL": server.url(server.owner_user),
    }


def migrated(owner_url: str) -> bool:
    """Whether the database has had the migrations of this checkout. Raises DatabaseUnavailable."""
    with _connect(owner_url) as owner:
        return _mark(owner) == MARK + migrations_digest()


def migrate(owner_url: str) -> bool:
    """Run what is missing, one process at a time; False when another one did it meanwhile.

    Needs DJANGO_SETTINGS_MODULE and the addresses in the environment.
    """
    import django  # noqa: PLC0415  the quick questions above do without
    from django.core.management import call_command  # noqa: PLC0415

    with _connect(owner_url) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if _mark(owner) == MARK + migrations_digest():
            return False
        django.setup()
        call_command("migrate", database="owner", verbosity=0, interactive=False)
    return True


def note() -> None:
    """Write in the owner's present database whether it has had these migrations; needs Django loaded.

    Whoever migrated it: a command, an operator by hand, or nobody, when a copy was put back.
    """
    from django.db import connections  # noqa: PLC0415  see above
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    owner = connections["owner"]
    executor = MigrationExecutor(owner)
    left = executor.migration_plan(executor.loader.graph.leaf_nodes())
    said = sql.SQL("NULL") if left else sql.Literal(MARK + migrations_digest())
    name = sql.Identifier(str(owner.settings_dict["NAME"]))
    with owner.cursor() as cursor:
        cursor.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, said))


def migrations_digest() -> str:
    """Digest of all that migrating depends on: our migrations and grants, others' versions."""
    package = local.CHECKOUT / "telecontrole"
    files = sorted(package.glob("*/*/migrations/*.py")) + sorted(package.glob("*/migrations/*.py"))
    files += [Path(__file__).with_name("grants.py"), local.CHECKOUT / "requirements.txt"]
    digest = hashlib.sha256()
    for path in files:
        digest.update(str(path.relative_to(local.CHECKOUT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def _given(name: str) -> str:
    path = os.environ.get(f"{name}_FILE")
    if path and name not in os.environ:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise DatabaseUnavailable(f"{name}_FILE cannot be read ({error.strerror}).") from error
    return os.environ.get(name, "")


def _mark(owner: psycopg.Connection[tuple[object, ...]]) -> object:
    row = owner.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname = current_database()"
    ).fetchone()
    return row[0] if row else None


def _connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        # The driver's words name host and role, never the password.
        raise DatabaseUnavailable(f"The database does not answer: {error}") from error
    except psycopg.Error:
        # Here they quote the address, in which a password may stand.
        raise DatabaseUnavailable(
            "DATABASE_URL or DATABASE_OWNER_URL is no postgresql:// address that can be read."
        ) from None
