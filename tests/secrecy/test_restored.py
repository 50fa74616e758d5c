"""An older copy put back is found, told, and accepted only with a reason; the runtime role's own session changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.db import connections

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.database.scratch import scratch_database
from telecontrole.foundations.journal import selectors, services
from telecontrole.hall.cli.main import main

ACTOR = Actor.system("test")


def write(number: int) -> None:
    for turn in range(number):
        journal.record(action="test:thing:done", actor=ACTOR, subject=f"thing:{turn}")
    services.seal_all()


@pytest.fixture
def scratch(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    with django_db_blocker.unblock(), scratch_database("restored") as name:
        yield name
        connections.close_all()


def test_an_older_copy_is_found_and_accepted_with_a_reason(
    scratch: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(5)
    assert main(["backup", str(tmp_path)]) == 0
    write(3)
    assert main(["audit", "verify"]) == 0
    assert main(["restore", str(tmp_path)]) == 1
    assert "plus ancienne" in capsys.readouterr().err
    assert main(["audit", "verify"]) == 1
    assert selectors.verify().fault == "journal_shortened"
    with pytest.raises(services.ChainBrokenError):
        write(1)
    assert main(["audit", "accept", "--reason", "exercice"]) == 0
    write(1)
    assert main(["audit", "verify"]) == 0


def test_a_copy_of_this_instant_is_whole(scratch: str, tmp_path: Path) -> None:
    write(4)
    assert main(["backup", str(tmp_path)]) == 0
    assert (tmp_path / "telecontrole.dump").stat().st_mode & 0o077 == 0
    assert (tmp_path / "master.keys").stat().st_mode & 0o077 == 0


def test_a_session_of_the_runtime_role_reads_nothing_medical_and_changes_no_entry(
    scratch: str,
) -> None:
    """Over every medical table there is, in SQL of one's own."""
    write(1)
    medical = [m._meta.db_table for m in apps.get_models() if m._meta.db_table.startswith('"med')]
    assert len(medical) >= 3
    with _session(scratch) as session:
        for table in medical:
            for sql in (f"SELECT * FROM {table}", f"DELETE FROM {table}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    session.execute(sql)
        for table in settings.APPEND_ONLY_TABLES:
            for sql in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    session.execute(sql)
        for sql in (
            "UPDATE journal_journalentry SET action = 'a:b:c'",
            "ALTER TABLE journal_journalentry DISABLE TRIGGER ALL",
            "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "SET ROLE telecontrole_owner",
            "COPY journal_journalentry TO PROGRAM 'cat'",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(sql)


def _session(name: str) -> psycopg.Connection[Any]:
    place = connections["default"].settings_dict
    return psycopg.connect(
        dbname=name,
        user=place["USER"],
        password=place["PASSWORD"] or None,
        host=place["HOST"],
        port=place["PORT"] or None,
        autocommit=True,
    )
