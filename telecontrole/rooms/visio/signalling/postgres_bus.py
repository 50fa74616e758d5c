"""The bus on PostgreSQL: one connection listens, one notifies; both come back by themselves."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from contextlib import suppress
from datetime import timedelta
from typing import Any

import psycopg
import structlog
from django.db import connections

from telecontrole.foundations import clock
from telecontrole.rooms.visio.facts import CHANNEL
from telecontrole.rooms.visio.signalling.bus import Receive, Resync

log = structlog.get_logger(__name__)

INLINE_BYTES = 7_000
"""NOTIFY carries less than 8000 bytes; a longer message waits in a table and its number travels."""

BATCH = 200
WAITING_AT_MOST = 20_000
RETRY_SECONDS = 1.0
_NOTIFY = "SELECT pg_notify(%s, t.body) FROM unnest(%s::text[]) WITH ORDINALITY AS t(body, n) ORDER BY t.n"
_KEEP = "INSERT INTO visio_relay (body, created_at) VALUES (%s, %s) RETURNING id"
_READ = "SELECT body FROM visio_relay WHERE id = %s"
_FORGET = "DELETE FROM visio_relay WHERE created_at < %s"
_PARKED_FOR = timedelta(minutes=1)


def _parameters() -> dict[str, Any]:
    parameters = dict(connections["default"].get_connection_params())
    for name in ("cursor_factory", "context", "pool", "prepare_threshold"):
        parameters.pop(name, None)
    return parameters


class PostgresBus:
    """LISTEN/NOTIFY between all processes of the installation.

    Posting only queues: one task sends whatever has gathered in one statement, so that a commit is
    paid per batch and not per message.
    """

    def __init__(self) -> None:
        self._receive: Receive | None = None
        self._resync: Resync | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._listening = asyncio.Event()
        self._outgoing: deque[str] = deque()
        self._wake = asyncio.Event()

    async def start(self, receive: Receive, resync: Resync) -> None:
        """Listen; returns once the database has confirmed."""
        self._receive, self._resync = receive, resync
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._send())]
        await asyncio.wait_for(self._listening.wait(), timeout=15)

    async def post(self, body: dict[str, Any]) -> None:
        """Queue for every process. What a lost database or a full queue drops, `resync` repairs."""
        if len(self._outgoing) < WAITING_AT_MOST:
            self._outgoing.append(json.dumps(body, separators=(",", ":")))
            self._wake.set()

    async def stop(self) -> None:
        """Close both connections."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._tasks = []

    # ---- sending ---------------------------------------------------------------------------

    async def _send(self) -> None:
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True)
                async with connection:
                    while True:
                        await self._send_batch(connection)
            except psycopg.OperationalError:
                log.warning("visio.bus_post_failed")
            await asyncio.sleep(RETRY_SECONDS)

    async def _send_batch(self, connection: psycopg.AsyncConnection[Any]) -> None:
        await self._wake.wait()
        self._wake.clear()
        while self._outgoing:
            count = min(BATCH, len(self._outgoing))
            texts = [self._outgoing.popleft() for _ in range(count)]
            ready = [await _fitting(connection, text) for text in texts]
            await connection.execute(_NOTIFY, (CHANNEL, ready))

    # ---- listening -------------------------------------------------------------------------

    async def _listen(self) -> None:
        first = True
        while True:
            try:
                connection = await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True)
                async with connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    self._listening.set()
                    if not first and self._resync is not None:
                        await self._resync()
                    first = False
                    async for notification in connection.notifies():
                        await self._take(notification.payload)
            except psycopg.OperationalError:
                log.warning("visio.bus_lost")
            await asyncio.sleep(RETRY_SECONDS)

    async def _take(self, payload: str) -> None:
        try:
            body = json.loads(payload)
            if "parked" in body:
                body = await _unparked(body["parked"])
            if body is not None and self._receive is not None:
                await self._receive(body)
        except Exception:
            log.exception("visio.bus_message_failed")


async def _fitting(connection: psycopg.AsyncConnection[Any], text: str) -> str:
    """`text` itself, or the number under which it is parked."""
    if len(text.encode()) <= INLINE_BYTES:
        return text
    cursor = await connection.execute(_KEEP, (text, clock.now()))
    row = await cursor.fetchone()
    await connection.execute(_FORGET, (clock.now() - _PARKED_FOR,))
    return json.dumps({"parked": row[0] if row else 0})


async def _unparked(number: int) -> dict[str, Any] | None:
    """A parked message; rare enough for a connection of its own."""
    async with await psycopg.AsyncConnection.connect(
        **_parameters(), autocommit=True
    ) as connection:
        cursor = await connection.execute(_READ, (number,))
        row = await cursor.fetchone()
    return json.loads(row[0]) if row else None
