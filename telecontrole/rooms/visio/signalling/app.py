"""The websocket of the calls: a bare Starlette application, mounted beside Django at `/ws/visio`.

It is not a Django view on purpose: the same relaying costs several times more through Channels.
"""

from __future__ import annotations

import asyncio
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from telecontrole.foundations import clock
from telecontrole.rooms.visio import metrics, relays
from telecontrole.rooms.visio.signalling import closing, hearing
from telecontrole.rooms.visio.signalling.connection import serve
from telecontrole.rooms.visio.signalling.database import DatabaseTruth
from telecontrole.rooms.visio.signalling.postgres_bus import PostgresBus
from telecontrole.rooms.visio.signalling.switchboard import Switchboard

log = structlog.get_logger(__name__)

SWEEP_SECONDS = 5.0


class Signalling:
    """The switchboard of this process, begun with its first connection (or at start-up)."""

    def __init__(self) -> None:
        self.board: Switchboard | None = None
        self._starting = asyncio.Lock()
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> Switchboard:
        """The running switchboard; listens to the bus and sweeps from now on."""
        async with self._starting:
            if self.board is None:
                board = Switchboard(
                    truth=DatabaseTruth(),
                    bus=PostgresBus(),
                    relays=relays.configured(),
                    monotonic=asyncio.get_running_loop().time,
                    now=clock.now,
                )
                await board.bus.start(
                    lambda body: hearing.hear(board, body), lambda: hearing.resync(board)
                )
                self._sweeper = asyncio.create_task(_sweep(board))
                self.board = board
        return self.board

    async def stop(self) -> None:
        """Stop sweeping and listening."""
        if self._sweeper is not None:
            self._sweeper.cancel()
        if self.board is not None:
            await self.board.bus.stop()
        self.board = self._sweeper = None

    async def endpoint(self, websocket: WebSocket) -> None:
        """One browser. A page of another origin never gets past the handshake."""
        if not _same_origin(websocket):
            log.warning("visio.wrong_origin")
            metrics.refused.add(code="visio_wrong_origin")
            await websocket.close(closing.WRONG_ORIGIN)
            return
        board = await self.start()
        await websocket.accept()
        await serve(websocket, board, _browser_of(websocket))


async def _sweep(board: Switchboard) -> None:
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await board.sweep()
        except Exception:
            log.exception("visio.sweep_failed")


def _same_origin(websocket: WebSocket) -> bool:
    """Whether the page that opens the socket is ours: its origin is the host it speaks to."""
    host = websocket.headers.get("host", "").lower()
    origin = urlsplit(websocket.headers.get("origin", ""))
    domain, _ = split_domain_port(host)
    allowed = list(settings.ALLOWED_HOSTS)
    return (
        origin.scheme in ("https", "http")
        and origin.netloc.lower() == host
        and bool(domain)
        and validate_host(domain, allowed)
    )


def _browser_of(websocket: WebSocket) -> str:
    """The key of the browser's Django session; empty when it has none."""
    try:
        cookies = SimpleCookie(websocket.headers.get("cookie", ""))
    except CookieError:
        return ""
    morsel = cookies.get(settings.SESSION_COOKIE_NAME)
    return morsel.value if morsel is not None else ""


signalling = Signalling()
_starlette = Starlette(routes=[WebSocketRoute("/{path:path}", signalling.endpoint)])


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """ASGI entry; the path was chosen by whoever mounted it."""
    await _starlette(scope, receive, send)
