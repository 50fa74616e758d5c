"""The three roles of the database, and the SQL that makes them.

- the owner runs migrations and makes scratch databases;
- the runtime role reads and writes rows, owns nothing, and cannot empty a table;
- the medical role is entered for one transaction (``SET LOCAL ROLE``) by the runtime role.
"""

from __future__ import annotations

from psycopg import Connection, sql

ADMIN = "telecontrole_admin"
OWNER = "telecontrole_owner"
RUNTIME = "telecontrole_app"
MEDICAL = "telecontrole_medical"
DATABASE = "telecontrole"

# Bump when provision() changes, so that servers already there are provisioned again.
VERSION = "2"


def provision(admin: Connection[tuple[object, ...]]) -> None:
    """Create what is missing: roles and the database. ``admin``: superuser, in autocommit mode."""
    _role(admin, OWNER, "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE")
    _role(admin, RUNTIME, "LOGIN NOINHERIT NOCREATEDB NOSUPERUSER NOCREATEROLE")
    _role(admin, MEDICAL, "NOLOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE")
    _let_runtime_enter_medical(admin)
    # The owner ends the sessions left in a scratch database that it drops.
    admin.execute(sql.SQL("GRANT pg_signal_backend TO {}").format(sql.Identifier(OWNER)))
    _database(admin)


def _role(admin: Connection[tuple[object, ...]], name: str, attributes: str) -> None:
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = "ALTER" if known else "CREATE"
    statement = sql.SQL("{} ROLE {} {}").format(
        sql.SQL(verb), sql.Identifier(name), sql.SQL(attributes)
    )
    admin.execute(statement)


def _let_runtime_enter_medical(admin: Connection[tuple[object, ...]]) -> None:
    # From PostgreSQL 16 on, inheriting belongs to the grant; before, to the role (NOINHERIT).
    options = " WITH INHERIT FALSE, SET TRUE" if admin.info.server_version >= 160000 else ""
    statement = sql.SQL("GRANT {} TO {}" + options)
    admin.execute(statement.format(sql.Identifier(MEDICAL), sql.Identifier(RUNTIME)))


def _database(admin: Connection[tuple[object, ...]]) -> None:
    known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if not known:
        create = sql.SQL("CREATE DATABASE {} OWNER {}")
        admin.execute(create.format(sql.Identifier(DATABASE), sql.Identifier(OWNER)))
