"""What the database refuses, whatever the code does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, connections, transaction

from telecontrole.foundations.database import grants
from telecontrole.foundations.database.errors import DatabaseUnavailable

Owner = Callable[..., list[tuple[Any, ...]]]

KINDS = ("DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE")


def rights(role: str, table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind FROM unnest(%s::text[]) AS kind WHERE has_table_privilege(%s, %s, kind)",
            [list(KINDS), role, table],
        )
        return [row[0] for row in cursor.fetchall()]


def refused(statement: str) -> bool:
    """Whether the runtime role may not do this; undone in any case."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            transaction.set_rollback(True)
    except ProgrammingError as error:
        if "permission denied" in str(error) or "must be owner" in str(error):
            return True
        raise
    return False


@pytest.fixture
def medical_table(as_owner: Owner) -> Any:
    as_owner("CREATE TABLE IF NOT EXISTS medical.note_of_test (id int)")
    grants.apply()
    connections["owner"].close()
    yield "medical.note_of_test"
    as_owner("DROP TABLE medical.note_of_test")


def test_the_runtime_role_is_no_superuser_and_owns_nothing(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolbypassrls FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)


def test_the_runtime_role_reads_and_writes_rows_but_empties_no_table(db: None) -> None:
    role = settings.DATABASES["default"]["USER"]
    assert rights(role, "django_session") == ["DELETE", "INSERT", "SELECT", "UPDATE"]
    assert refused("TRUNCATE django_session")
    assert refused("DROP TABLE django_session")
    assert refused("CREATE TABLE public.mine (id int)")


def test_journal_tables_may_be_written_but_not_changed(db: None) -> None:
    for role in (settings.DATABASES["default"]["USER"], settings.MEDICAL_ROLE):
        for table in settings.APPEND_ONLY_TABLES:
            assert rights(role, table) == ["INSERT", "SELECT"], (role, table)


def test_the_runtime_role_cannot_pretend_that_a_migration_ran(db: None) -> None:
    assert rights(settings.DATABASES["default"]["USER"], "django_migrations") == ["SELECT"]


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_medical_tables_open_only_inside_the_medical_role(medical_table: str) -> None:
    assert refused(f"SELECT * FROM {medical_table}")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {settings.MEDICAL_ROLE}")
        cursor.execute(f"SELECT * FROM {medical_table}")
        assert cursor.fetchall() == []
        cursor.execute(f"INSERT INTO {medical_table} VALUES (1)")
    assert refused(f"SELECT * FROM {medical_table}")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_right_given_by_mistake_is_taken_back_by_the_next_migration(
    medical_table: str, as_owner: Owner
) -> None:
    role = settings.DATABASES["default"]["USER"]
    as_owner(f"GRANT USAGE ON SCHEMA medical TO {role}")
    as_owner(f"GRANT SELECT ON {medical_table} TO PUBLIC")
    as_owner(f"GRANT DELETE ON {settings.APPEND_ONLY_TABLES[0]} TO {role}")
    grants.apply()
    connections["owner"].close()
    assert refused(f"SELECT * FROM {medical_table}")
    assert rights(role, settings.APPEND_ONLY_TABLES[0]) == ["INSERT", "SELECT"]


@pytest.mark.django_db
def test_the_extensions_are_there(as_owner: Owner) -> None:
    found = {row[0] for row in as_owner("SELECT extname FROM pg_extension")}
    assert set(grants.EXTENSIONS) <= found


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_a_missing_role_is_named_before_anything_is_migrated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "MEDICAL_ROLE", "nobody_made_it")
    with pytest.raises(DatabaseUnavailable, match="nobody_made_it"):
        grants.prepare()


def test_one_role_for_everything_is_refused_before_anything_is_migrated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    runtime = connections["default"].settings_dict["USER"]
    monkeypatch.setitem(connections["owner"].settings_dict, "USER", runtime)
    for step in (grants.prepare, grants.apply):
        with pytest.raises(DatabaseUnavailable, match="same role"):
            step()
