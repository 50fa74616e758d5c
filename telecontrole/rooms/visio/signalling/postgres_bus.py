"""The bus on PostgreSQL: one connection listens, one notifies; both come back by themselves."""

from __future__ import annotations

import asyncio
import json
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

RETRY_SECONDS = 1.0
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
    """LISTEN/NOTIFY between all processes of the installation."""

    def __init__(self) -> None:
        self._receive: Receive | None = None
        self._resync: Resync | None = None
        self._listener: asyncio.Task[None] | None = None
        self._listening = asyncio.Event()
        self._sender: psycopg.AsyncConnection[Any] | None = None
        self._sending = asyncio.Lock()

    async def start(self, receive: Receive, resync: Resync) -> None:
        """Listen; returns once the database has confirmed."""
        self._receive, self._resync = receive, resync
        self._listener = asyncio.create_task(self._listen())
        await asyncio.wait_for(self._listening.wait(), timeout=15)

    async def post(self, body: dict[str, Any]) -> None:
        """Notify every process. A database that is away loses the message: `resync` repairs."""
        text = json.dumps(body, separators=(",", ":"))
        async with self._sending:
            try:
                connection = await self._connected()
                if len(text.encode()) > INLINE_BYTES:
                    text = await self._parked(connection, text)
                await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, text))
            except psycopg.OperationalError:
                log.warning("visio.bus_post_failed")
                self._sender = None

    async def stop(self) -> None:
        """Close both connections."""
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        if self._sender is not None:
            await self._sender.close()
            self._sender = None

    async def _connected(self) -> psycopg.AsyncConnection[Any]:
        if self._sender is None or self._sender.closed:
            self._sender = await psycopg.AsyncConnection.connect(**_parameters(), autocommit=True)
        return self._sender

    async def _parked(self, connection: psycopg.AsyncConnection[Any], text: str) -> str:
        cursor = await connection.execute(_KEEP, (text, clock.now()))
        row = await cursor.fetchone()
        await connection.execute(_FORGET, (clock.now() - _PARKED_FOR,))
        return json.dumps({"parked": row[0] if row else 0})

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
        body = json.loads(payload)
        if "parked" in body:
            text = await self._unparked(body["parked"])
            if text is None:
                return
            body = json.loads(text)
        try:
            if self._receive is not None:
                await self._receive(body)
        except Exception:
            log.exception("visio.bus_message_failed")

    async def _unparked(self, number: int) -> str | None:
        async with self._sending:
            cursor = await (await self._connected()).execute(_READ, (number,))
            row = await cursor.fetchone()
        return str(row[0]) if row else None
