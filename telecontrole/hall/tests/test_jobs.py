"""The worker: duties that come seldom are never left out, and a database that went away ends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Status

from telecontrole.hall import jobs
from telecontrole.hall.ticks import Tick

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)


def second(instant: datetime) -> None:
    """What the worker does in this second."""
    jobs.ticks.func(int(instant.timestamp()))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the duties done, among one of each kind."""
    names: list[str] = []

    def duty(name: str) -> Callable[[datetime], int]:
        def do(now: datetime) -> int:
            names.append(name)
            return 1

        return do

    kinds = (("often", 2), ("hourly", 3600))
    monkeypatch.setattr(jobs, "TICKS", [Tick(name, every, duty(name)) for name, every in kinds])
    monkeypatch.setattr(jobs, "_begun", {})
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    return names


@pytest.mark.django_db
def test_an_hourly_duty_is_done_though_its_second_was_left_out(at: Any, done: list[str]) -> None:
    at(NOON + timedelta(seconds=3))
    second(NOON + timedelta(seconds=3))
    second(NOON + timedelta(seconds=4))
    assert done == ["hourly", "often"]
    at(NOON + timedelta(hours=1, seconds=7))
    second(NOON + timedelta(hours=1, seconds=7))
    assert done == ["hourly", "often", "hourly"]


@pytest.mark.django_db
def test_two_workers_do_an_hourly_duty_once(
    at: Any, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at(NOON)
    second(NOON)
    monkeypatch.setattr(jobs, "_begun", {})  # another process, another memory
    second(NOON)
    assert done.count("hourly") == 1


def test_a_worker_whose_database_went_away_is_followed_by_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ends = iter(["quietly", "loudly"])
    third = asyncio.Event()

    async def once(concurrency: int) -> None:
        match next(ends, "third"):
            case "loudly":
                raise ConnectorException
            case "third":
                third.set()
                await asyncio.Event().wait()

    async def scene() -> None:
        working = asyncio.create_task(jobs.work(concurrency=1))
        await third.wait()
        working.cancel()
        with pytest.raises(asyncio.CancelledError):
            await working

    monkeypatch.setattr(jobs, "_work_once", once)
    monkeypatch.setattr(jobs, "_PAUSE_SECONDS", 0)
    asyncio.run(scene())


def test_a_dead_workers_job_that_waits_already_hinders_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[tuple[str, str]] = []

    class Manager:
        async def get_stalled_jobs(self, **_: object) -> list[str]:
            return ["waits already", "alone"]

        async def retry_job(self, job: str) -> None:
            if job != "alone":
                raise UniqueViolation(constraint_name=None, queueing_lock=None)
            said.append(("again", job))

        async def finish_job(self, job: str, status: Status, *, delete_job: bool) -> None:
            said.append((status.value, job))

    monkeypatch.setattr(app, "job_manager", Manager())
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)
    asyncio.run(jobs.stalled.func(0))
    assert said == [("aborted", "waits already"), ("again", "alone")]


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "said"), [(1, "ok"), (6, "late")])
def test_a_worker_that_gives_no_sign_is_told_though_nothing_waits(
    at: Any, client: Client, minutes: int, said: str
) -> None:
    at(NOON)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, periodic_id, defer_timestamp)"
            " VALUES ('hall.ticks', 'ticks', %s)",
            [int((NOON - timedelta(minutes=minutes)).timestamp())],
        )
    answer = client.get("/readyz")
    # Pages and calls go on without a worker: no balancer takes the node away.
    assert (answer.status_code, answer.json()["worker"]) == (200, said)
