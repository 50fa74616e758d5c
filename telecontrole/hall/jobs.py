"""Jobs of the worker: the ticks, and the recovery of jobs whose worker died."""

from __future__ import annotations

import logging
from typing import cast

from django.db import close_old_connections
from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from telecontrole.foundations import clock
from telecontrole.hall.ticks import TICKS

log = logging.getLogger(__name__)

# A worker that gave no sign for that long is dead: its jobs go to another one.
_STALLED_SECONDS = 30


@app.periodic(cron="* * * * * *", periodic_id="ticks")
@app.task(queueing_lock="ticks", pass_context=True, name="hall.ticks")
def ticks(context: JobContext, timestamp: int) -> None:
    """Run the duties whose turn has come this second. One fault stops no other duty."""
    for tick in TICKS:
        if timestamp % tick.seconds:
            continue
        try:
            # A connection that broke since the last time is not used again.
            close_old_connections()
            tick.run(clock.now())
        except Exception:  # a duty's fault must not stop the others
            log.exception("tick failed", extra={"task": tick.name})


@app.periodic(cron="*/30 * * * * *", periodic_id="stalled")
@app.task(queueing_lock="stalled", name="hall.stalled")
async def stalled(timestamp: int) -> None:
    """Give the jobs of dead workers to living ones."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
        await app.job_manager.retry_job(job)


async def work(*, concurrency: int) -> None:
    """Run a worker until cancelled."""
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    worker: App = app.with_connector(connector)
    async with worker.open_async():
        await worker.run_worker_async(
            install_signal_handlers=False,
            concurrency=concurrency,
            shutdown_graceful_timeout=5,
            delete_jobs="successful",
        )
