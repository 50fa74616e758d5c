"""House rules of the tests: a real PostgreSQL seen as the runtime role, and one clock."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase

from telecontrole.foundations import clock

# A busy machine is no fault of a rule: nothing here fails because it took long.
hypothesis.settings.register_profile(
    "house", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")

_KEPT = {"django_migrations", "django_content_type", "auth_permission", "procrastinate_version"}


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, request: pytest.FixtureRequest
) -> Iterator[None]:
    """Create the test database as its owner; every test then speaks to it as the runtime role."""
    with django_db_blocker.unblock():
        owner, runtime = connections["owner"], connections["default"]
        before = str(runtime.settings_dict["NAME"])
        name = owner.creation.create_test_db(
            verbosity=0,
            autoclobber=True,
            serialize=False,
            keepdb=request.config.getoption("--reuse-db"),
        )
        runtime.close()
        runtime.settings_dict["NAME"] = name
    yield
    with django_db_blocker.unblock():
        runtime.close()
        runtime.settings_dict["NAME"] = before
        _end_sessions(name)
        if not request.config.getoption("--reuse-db"):
            owner.creation.destroy_test_db(before, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _flush_as_owner() -> None:
    """Tests that commit are cleaned by the owner: the runtime role may not empty tables, the journal least of all."""
    TransactionTestCase._fixture_teardown = _truncate  # type: ignore[attr-defined]  # noqa: SLF001


class At:
    """The clock of a test: `at("2026-12-01T08:00:00+00:00")`, then `at.advance(minutes=5)`."""

    def __call__(self, instant: str | datetime) -> datetime:
        moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
        clock.step_to(moment)
        return clock.now()

    def advance(self, **by: float) -> datetime:
        clock.step_to(clock.now() + timedelta(**by))
        return clock.now()


@pytest.fixture
def at(db: None) -> Iterator[At]:
    """Step the clock for one test."""
    yield At()
    clock.release()


@pytest.fixture
def as_owner() -> Callable[..., list[tuple[Any, ...]]]:
    """Run SQL as the owner of the tables, outside the test's transaction: for tests of privileges and tampering."""

    def run(sql: str, *params: object) -> list[tuple[Any, ...]]:
        with _owner_connection() as connection:
            cursor = connection.execute(sql, params or None)
            return list(cursor.fetchall()) if cursor.description else []

    return run


def _truncate(self: TransactionTestCase) -> None:
    # The head noted outside the database goes with the journal it belongs to.
    shutil.rmtree(Path(settings.DATA_DIR) / "journal", ignore_errors=True)
    with _owner_connection() as connection:
        found = connection.execute(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables"
            " WHERE schemaname IN ('public', 'medical') AND NOT tablename = ANY(%s)",
            [sorted(_KEPT)],
        )
        tables = [row[0] for row in found.fetchall()]
        # To look is ten times cheaper than to empty what is empty. The names are the catalogue's.
        looks = (f"SELECT '{one}' WHERE EXISTS (SELECT FROM {one})" for one in tables)  # noqa: S608
        filled = [row[0] for row in connection.execute(" UNION ALL ".join(looks)).fetchall()]
        if filled:
            connection.execute("SET lock_timeout = '10s'")
            connection.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")


def _end_sessions(name: str) -> None:
    with _owner_connection() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = %s AND pid <> pg_backend_pid() AND usename = current_user",
            [name],
        )


def _owner_connection() -> psycopg.Connection[Any]:
    """A session of the owner's own: Django would count its queries as the test's."""
    place = connections["owner"].settings_dict
    return psycopg.connect(
        dbname=place["NAME"],
        user=place["USER"],
        password=place["PASSWORD"] or None,
        host=place["HOST"],
        port=place["PORT"] or None,
        autocommit=True,
    )
