"""Scratch databases, backups, and the mark of the migrations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.utils import OperationalError

from telecontrole.foundations import clock
from telecontrole.foundations.database import backup, readiness
from telecontrole.foundations.database.errors import DatabaseUnavailable
from telecontrole.foundations.database.scratch import PREFIX, replacing_database, scratch_database
from telecontrole.foundations.database.switching import maintenance


@pytest.fixture(autouse=True)
def _real_connections(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """These tests change databases themselves: no surrounding transaction."""
    with django_db_blocker.unblock():
        yield
        for alias in connections:
            connections[alias].close()


def ask(query: str, *params: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        row = cursor.fetchone()
    return row[0] if row else None


def put_session(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES (%s, '', '2030-01-01T00:00:00Z')", [key])


def test_a_scratch_database_is_migrated_empty_and_gone_afterwards() -> None:
    before = ask("SELECT current_database()")
    with scratch_database("test") as name:
        assert name.startswith(PREFIX)
        assert ask("SELECT current_database()") == name
        assert ask("SELECT current_user") == settings.DATABASES["default"]["USER"]
        assert ask("SELECT count(*) FROM django_session") == 0
        put_session("only-here")
    assert ask("SELECT current_database()") == before
    assert ask("SELECT count(*) FROM django_session WHERE session_key = 'only-here'") == 0
    with maintenance() as server:
        assert not server.exists(name)


def test_a_scratch_database_guards_its_journal_like_the_real_one() -> None:
    with scratch_database("test"):
        table = settings.APPEND_ONLY_TABLES[0]
        assert ask("SELECT has_table_privilege(%s, 'INSERT')", table) is True
        assert ask("SELECT has_table_privilege(%s, 'DELETE')", table) is False


def test_the_clock_may_be_stepped_in_a_scratch_database() -> None:
    with scratch_database("test"):
        clock.step_to(clock.now())
        clock.release()


def test_a_fault_inside_drops_the_scratch_database_too() -> None:
    seen = ""
    with pytest.raises(ZeroDivisionError), scratch_database("test") as name:  # noqa: PT012
        seen = name
        raise ZeroDivisionError
    with maintenance() as server:
        assert not server.exists(seen)


def test_a_scratch_database_left_by_a_killed_process_is_dropped_by_the_next_one() -> None:
    abandoned = f"{PREFIX}test_abandoned"
    with maintenance() as server:
        server.run("CREATE DATABASE {}", abandoned)
        with scratch_database("test"):
            assert not server.exists(abandoned)


def test_two_scratch_databases_at_once_leave_each_other_alone() -> None:
    with scratch_database("test") as outer:
        with scratch_database("test") as inner:
            assert ask("SELECT current_database()") == inner != outer
        assert ask("SELECT current_database()") == outer


def test_a_copy_that_was_filled_takes_the_place_of_the_database_with_its_mark() -> None:
    with scratch_database("test") as name:
        readiness.migrate(owner_url(name))
        put_session("before")
        with replacing_database("test") as copy:
            assert copy.startswith(PREFIX)
            put_session("meanwhile")
        assert ask("SELECT current_database()") == name
        assert ask("SELECT string_agg(session_key, ',' ORDER BY 1) FROM django_session") == (
            "before,meanwhile"
        )
        assert readiness.migrated(owner_url(name)) is True
        with maintenance() as server:
            assert not server.exists(copy)
            assert not server.exists(f"{copy}_gone")


def test_a_fault_while_the_copy_is_filled_leaves_the_database_as_it_was() -> None:
    with scratch_database("test"):
        with pytest.raises(ZeroDivisionError), replacing_database("test") as copy:  # noqa: PT012
            put_session("meanwhile")
            raise ZeroDivisionError
        assert ask("SELECT count(*) FROM django_session") == 0
        with maintenance() as server:
            assert not server.exists(copy)


def test_what_was_backed_up_is_there_again_after_restoring(tmp_path: Path) -> None:
    copy = tmp_path / "database.dump"
    with scratch_database("test") as name:
        put_session("kept")
        connection.close()
        backup.dump(copy)
        put_session("written-later")
        assert readiness.migrated(owner_url(name)) is False
        backup.restore(copy)
        assert readiness.migrated(owner_url(name)) is True
        assert ask("SELECT string_agg(session_key, ',') FROM django_session") == "kept"
        assert ask("SELECT has_table_privilege('journal_journalentry', 'DELETE')") is False
    assert copy.stat().st_mode & 0o077 == 0


def test_a_damaged_copy_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    copy = tmp_path / "database.dump"
    with scratch_database("test"):
        put_session("kept")
        connection.close()
        backup.dump(copy)
        copy.write_bytes(copy.read_bytes()[:2000])
        with pytest.raises(DatabaseUnavailable, match="pg_restore failed"):
            backup.restore(copy)
        assert ask("SELECT count(*) FROM django_session") == 1


def test_a_copy_for_which_there_is_no_room_leaves_the_one_before_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "database.dump"
    copy.write_bytes(b"yesterday's")

    def full(program: str, *options: str) -> None:
        Path(options[-1]).write_bytes(b"half of it")
        raise DatabaseUnavailable(f"{program} failed: No space left on device")

    monkeypatch.setattr(backup, "_call", full)
    with pytest.raises(DatabaseUnavailable):
        backup.dump(copy)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [
        ("database.dump", b"yesterday's")
    ]


def test_a_copy_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="no copy"):
        backup.restore(tmp_path / "nothing")


def owner_url(database: str) -> str:
    owner = connections["owner"].settings_dict
    place = f"host={owner['HOST']}&port={owner['PORT']}"
    return f"postgresql://{owner['USER']}:{owner['PASSWORD']}@/{database}?{place}"


def test_a_database_tells_whether_it_has_had_these_migrations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scratch_database("test") as name:
        address = owner_url(name)
        assert readiness.migrated(address) is False
        assert readiness.migrate(address) is True
        assert readiness.migrated(address) is True
        assert readiness.migrate(address) is False
        monkeypatch.setattr(readiness, "migrations_digest", lambda: "of newer code")
        assert readiness.migrated(address) is False


def test_a_database_migrated_by_hand_is_known_to_be() -> None:
    with scratch_database("test") as name:
        readiness.note()
        assert readiness.migrated(owner_url(name)) is True
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
        readiness.note()
        assert readiness.migrated(owner_url(name)) is False


@pytest.mark.parametrize(
    "address", ["mysql://u:secret-word@host/name", "postgresql://u:secret-word@host/x?bad=1", "x"]
)
def test_an_address_that_is_none_is_reported_without_password(address: str) -> None:
    with pytest.raises(DatabaseUnavailable) as told:
        readiness.migrated(address)
    assert "secret-word" not in str(told.value)


def test_a_database_that_does_not_answer_is_reported_without_password() -> None:
    with pytest.raises(DatabaseUnavailable) as told:
        readiness.migrated("postgresql://somebody:secret-word@127.0.0.1:1/nowhere")
    assert "secret-word" not in str(told.value)
    assert not isinstance(told.value, OperationalError)
