"""Who may do what in the database, made again after every migration.

What the code forbids, the database forbids too: the runtime role cannot change the journal, empty
a table, or read a medical one outside ``SET LOCAL ROLE``.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from telecontrole.foundations.database.errors import DatabaseUnavailable

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
READ_ONLY_TABLES = ("django_migrations",)
# Two migrations at once would update the same catalogue rows.
LOCK = 7_311_202_601


def prepare() -> None:
    """Before migrations: extensions, the medical schema, and the roles that must be there.

    Raises DatabaseUnavailable when a role is missing, or when one role does everything.
    """
    _need_separation()
    with transaction.atomic(using="owner"):
        _run(sql.SQL("SELECT pg_advisory_xact_lock({})").format(LOCK))
        _need_roles()
        for extension in EXTENSIONS:
            _run(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        if not _exists("SELECT 1 FROM pg_namespace WHERE nspname = 'medical'"):
            _run(sql.SQL("CREATE SCHEMA medical"))


def apply() -> None:
    """After migrations: give each role exactly what it needs. Changes nothing the second time."""
    runtime, medical = _runtime(), str(settings.MEDICAL_ROLE)
    _need_separation()
    with transaction.atomic(using="owner"):
        _run(sql.SQL("SELECT pg_advisory_xact_lock({})").format(LOCK))
        # Inside a medical passage the transaction still writes its journal and reads its case.
        for role in (runtime, medical):
            _open_public(role)
        _close_medical(runtime)
        _open_medical(medical)


def _open_public(role: str) -> None:
    _grant("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}", role)
    _grant("REVOKE CREATE ON SCHEMA public FROM {role}", role)
    _grant("GRANT USAGE ON SCHEMA public TO {role}", role)
    _grant("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}", role)
    _grant("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}", role)
    _withdraw(role, settings.APPEND_ONLY_TABLES, "UPDATE, DELETE")
    _withdraw(role, READ_ONLY_TABLES, "INSERT, UPDATE, DELETE")


def _withdraw(role: str, tables: Sequence[str], rights: str) -> None:
    for table in tables:
        if _exists("SELECT to_regclass(%s)", f"public.{table}"):
            statement = sql.SQL("REVOKE {} ON TABLE public.{} FROM {}")
            _run(statement.format(sql.SQL(rights), sql.Identifier(table), sql.Identifier(role)))


def _close_medical(role: str) -> None:
    for kind in ("TABLES", "SEQUENCES"):
        for who in ("{role}", "PUBLIC"):
            _grant(f"REVOKE ALL ON ALL {kind} IN SCHEMA medical FROM {who}", role)
    for who in ("{role}", "PUBLIC"):
        _grant(f"REVOKE ALL ON SCHEMA medical FROM {who}", role)


def _open_medical(role: str) -> None:
    _grant("GRANT USAGE ON SCHEMA medical TO {role}", role)
    _grant("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA medical TO {role}", role)
    _grant("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA medical TO {role}", role)


def _need_separation() -> None:
    if _runtime() == connections["owner"].settings_dict["USER"]:
        raise DatabaseUnavailable(
            "DATABASE_URL and DATABASE_OWNER_URL name the same role: medical secrecy and the journal "
            "rest on a runtime role that does not own the tables. See "
            "docs/operations/installation.md."
        )


def _need_roles() -> None:
    for role in (_runtime(), str(settings.MEDICAL_ROLE)):
        if not _exists("SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            raise DatabaseUnavailable(
                f"The database has no role {role}. An administrator creates the roles once: "
                "docs/operations/installation.md."
            )


def _runtime() -> str:
    return str(connections["default"].settings_dict["USER"])


def _grant(statement: str, role: str) -> None:
    _run(sql.SQL(statement).format(role=sql.Identifier(role)))


def _run(statement: sql.Composable) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def _exists(query: str, *params: str) -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute(query, params)
        row = cursor.fetchone()
    return row is not None and row[0] is not None
