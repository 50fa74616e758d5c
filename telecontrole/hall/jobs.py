"""Jobs of the worker: the ticks, and the recovery of jobs whose worker died."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import cast

from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinatePeriodicDefer
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from telecontrole.foundations import clock
from telecontrole.foundations.access.throttling import attempt
from telecontrole.hall.ticks import TICKS, Tick

log = logging.getLogger(__name__)

# A worker that gave no sign for that long is dead: its jobs go to another one.
_STALLED_SECONDS = 30
# A duty that comes at least that often is made up for by its next time.
_OFTEN_SECONDS = 60
# Between two workers of one process, when the database went away under the first.
_PAUSE_SECONDS = 2.0
# Seldom duty → the last of its periods that this process has seen begun.
_begun: dict[str, int] = {}


@app.periodic(cron="* * * * * *", periodic_id="ticks")
@app.task(queueing_lock="ticks", name="hall.ticks")
def ticks(timestamp: int) -> None:
    """Run the duties whose turn has come this second. One fault stops no other duty."""
    for tick in TICKS:
        try:
            # A connection that broke since the last time is not used again.
            close_old_connections()
            if _due(tick, timestamp):
                tick.run(clock.now())
        except Exception:  # a duty's fault must not stop the others
            log.exception("tick failed", extra={"task": tick.name})


def _due(tick: Tick, timestamp: int) -> bool:
    """Whether this second is the duty's own; for what comes seldom, whether nobody began it in its present period.

    While a run of the duties lasts longer than a second, and while no worker is there, seconds are left out for good:
    a duty that waits for one second of an hour would be left out with it.
    """
    if tick.seconds <= _OFTEN_SECONDS:
        return timestamp % tick.seconds == 0
    period = int(clock.now().timestamp()) // tick.seconds
    if _begun.get(tick.name) == period:
        return False
    first = attempt(f"tick:{tick.name}", limit=1, window=timedelta(seconds=tick.seconds))
    _begun[tick.name] = period
    return first


@app.periodic(cron="*/30 * * * * *", periodic_id="stalled")
@app.task(queueing_lock="stalled", name="hall.stalled")
async def stalled(timestamp: int) -> None:
    """Give the jobs of dead workers to living ones."""
    await sync_to_async(close_old_connections)()
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            # Another one like it waits already, and will do the same.
            await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)


def last_tick() -> datetime | None:
    """When a worker last began its duties (UTC), on whatever machine; None when none ever did."""
    began = ProcrastinatePeriodicDefer.objects.filter(task_name="hall.ticks")
    last = began.order_by("-defer_timestamp").values_list("defer_timestamp", flat=True).first()
    return None if last is None else datetime.fromtimestamp(last, UTC)


async def work(*, concurrency: int) -> None:
    """Run a worker until cancelled.

    A worker ends, without a word to its caller, when its session on the database is cut: PostgreSQL restarted, failed
    over. Another one begins as soon as the database answers.
    """
    while True:
        try:
            await _work_once(concurrency)
        except Exception:  # whatever ended it, messages must go on leaving
            log.exception("worker ended")
        log.warning("worker begins again")
        await asyncio.sleep(_PAUSE_SECONDS)


async def _work_once(concurrency: int) -> None:
    # What is due is put in the queue through Django's own session: the one that was cut is not used again.
    await sync_to_async(close_old_connections)()
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    worker: App = app.with_connector(connector)
    async with worker.open_async():
        await worker.run_worker_async(
            install_signal_handlers=False,
            concurrency=concurrency,
            shutdown_graceful_timeout=5,
            delete_jobs="successful",
        )
