"""The web process: pages to Django, calls to the bare websocket, the worker beside them on a small site."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from telecontrole.hall import heap, jobs

CALLS_PATH = "/ws/visio"

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
# Django and Starlette each type these three in their own way.
Application = Callable[[Any, Any, Any], Awaitable[None]]


class Site:
    """Dispatches by protocol. Unknown websocket paths are closed before they are accepted."""

    def __init__(
        self, *, pages: Application, calls: Application | None = None, worker_inline: bool
    ) -> None:
        self._pages = pages
        self._calls = calls
        self._worker_inline = worker_inline
        self._worker: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._pages(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._lifespan(receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A call's own address says which call it is, for the proxy that keeps both ends together.
        if self._calls is not None and f"{scope['path']}/".startswith(f"{CALLS_PATH}/"):
            await self._calls(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close", "code": 4404})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                heap.settle()
                if self._worker_inline:
                    self._worker = asyncio.create_task(jobs.work(concurrency=2))
                await send({"type": "lifespan.startup.complete"})
            else:
                await self._stop_worker()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _stop_worker(self) -> None:
        if self._worker is not None:
            self._worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._worker
