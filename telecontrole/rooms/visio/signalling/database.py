"""The truth, asked from the event loop: each call runs a service in a thread with its own connection."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

from django.db import connections

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import selectors, services
from telecontrole.rooms.visio.enums import EndReason, Gone, Handover
from telecontrole.rooms.visio.facts import Entry, SessionFacts

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 6


class DatabaseTruth:
    """The room's own services and selectors."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="visio")

    async def enter(self, *, ticket: str, browser: str) -> Entry | Refusal:
        return await self._run(services.enter, token=ticket, browser_session=browser)

    async def facts(self, session: str) -> SessionFacts | None:
        return await self._run(selectors.facts, session)

    async def admit(self, *, by: str, seat: str) -> Refusal | None:
        return await self._run(services.admit, by_seat=by, seat_id=seat)

    async def exclude(self, *, by: str, seat: str) -> Refusal | None:
        return await self._run(services.exclude, by_seat=by, seat_id=seat)

    async def end(self, *, by: str, reason: EndReason) -> Refusal | None:
        return await self._run(services.end_by_seat, by_seat=by, reason=reason)

    async def handover(self, *, by: str, how: Handover) -> Refusal | None:
        return await self._run(services.hand_over, by_seat=by, how=how)

    async def left(self, *, seat: str, why: Gone) -> None:
        await self._run(services.left, seat_id=seat, why=why)

    async def report(self, *, seat: str, instance: str, report: dict[str, Any]) -> None:
        await self._run(services.keep_report, seat_id=seat, instance=instance, report=report)

    async def _run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        call = partial(_with_fresh_connection, partial(function, *args, **kwargs))
        return await asyncio.get_running_loop().run_in_executor(self._threads, call)


def _with_fresh_connection(call: Callable[[], T]) -> T:
    """Run, and give the connection back to the pool: a thread outlives its calls."""
    try:
        return call()
    finally:
        connections.close_all()
