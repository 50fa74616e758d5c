"""One websocket: the first frame decides who it is, then frames go to the exchange one by one."""

from __future__ import annotations

import asyncio
from collections import deque

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import metrics
from telecontrole.rooms.visio.signalling import closing, exchange, limits
from telecontrole.rooms.visio.signalling.live import Line
from telecontrole.rooms.visio.signalling.messages import Message, parse
from telecontrole.rooms.visio.signalling.outbox import encode
from telecontrole.rooms.visio.signalling.switchboard import Switchboard

log = structlog.get_logger(__name__)

FAULTS_AT_MOST = 20


class Socket:
    """A sink on a websocket: a slow reader is cut off, it never makes the others wait."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        self._queue: deque[str] = deque()
        self._characters = 0
        self._wake = asyncio.Event()
        self.code: int | None = None

    def send(self, text: str) -> None:
        """Queue one text."""
        if self.code is not None:
            return
        self._characters += len(text)
        if (
            len(self._queue) >= limits.QUEUED_MESSAGES
            or self._characters > limits.QUEUED_CHARACTERS
        ):
            # The ring keeps what it needs; this socket will not get it.
            self._queue.clear()
            self.close(closing.TOO_SLOW)
            return
        self._queue.append(text)
        self._wake.set()

    def close(self, code: int) -> None:
        """Close once the queue is sent."""
        if self.code is None:
            self.code = code
        self._wake.set()

    async def pump(self) -> None:
        """Send what is queued until the socket is closed."""
        try:
            while True:
                while self._queue:
                    text = self._queue.popleft()
                    self._characters -= len(text)
                    await self._websocket.send_text(text)
                if self.code is not None:
                    await self._websocket.close(self.code)
                    return
                self._wake.clear()
                await self._wake.wait()
        except (WebSocketDisconnect, RuntimeError, OSError):
            # The browser went away while we were writing; the reading side sees it too.
            return


async def serve(websocket: WebSocket, board: Switchboard, browser: str) -> None:
    """Serve an accepted websocket until it ends. `browser` binds tickets to their session."""
    socket = Socket(websocket)
    pump = asyncio.create_task(socket.pump())
    line: Line | None = None
    metrics.sockets.up()
    try:
        line = await _first(websocket, board, socket, browser)
        if line is not None:
            await _converse(websocket, board, socket, line)
    finally:
        metrics.sockets.down()
        if line is not None:
            await board.lost(line, socket)
        # Whatever ends it here does not end the call: the page comes back.
        socket.close(closing.SILENT)
        await _finish(pump)


async def _finish(pump: asyncio.Task[None]) -> None:
    try:
        await asyncio.wait_for(pump, timeout=2)
    except TimeoutError:
        log.info("visio.socket_not_closed")


async def _first(
    websocket: WebSocket, board: Switchboard, socket: Socket, browser: str
) -> Line | None:
    """The line of this socket: a resumed one, or a new one for a ticket; at most three tries."""
    for _ in range(3):
        message = await _read(websocket, limits.HELLO_SECONDS)
        if isinstance(message, Message) and message.kind == "hello":
            line = await board.hello(message, socket, browser)
            if isinstance(line, Line):
                return line
            log.warning("visio.refused_at_the_door", code=line.code)
            _refuse(socket, line)
            socket.close(closing.NO_RIGHT)
            return None
        if isinstance(message, Message) and message.kind == "resume":
            resumed = await board.resume(message, socket, browser)
            if isinstance(resumed, Line):
                return resumed
            socket.send(encode({"t": "reset", "why": resumed}))
            continue
        socket.close(closing.SILENT if message is None else closing.BAD_MESSAGE)
        return None
    socket.close(closing.BAD_MESSAGE)
    return None


async def _converse(websocket: WebSocket, board: Switchboard, socket: Socket, line: Line) -> None:
    loop = asyncio.get_running_loop()
    bucket = limits.Bucket(at=loop.time())
    faults = 0
    while line.sink is socket:
        message = await _read(websocket, limits.SILENCE_SECONDS)
        if message is None:
            socket.close(closing.SILENT)
            return
        if not bucket.take(loop.time()):
            log.warning("visio.flood", seat=line.seat)
            metrics.refused.add(code="visio_too_fast")
            socket.close(closing.TOO_FAST)
            return
        metrics.messages.add()
        number = message.number if isinstance(message, Message) else None
        if isinstance(message, Message):
            refusal = await exchange.say(board, line, message)
        else:
            refusal = message
        if refusal is not None:
            faults += 1
            _refuse(socket, refusal, number)
            log.info("visio.refused", seat=line.seat, code=refusal.code)
        if faults > FAULTS_AT_MOST:
            socket.close(closing.BAD_MESSAGE)
            return


async def _read(websocket: WebSocket, seconds: float) -> Message | Refusal | None:
    """The next frame; None when the socket ended or stayed silent for `seconds`."""
    if websocket.client_state is not WebSocketState.CONNECTED:
        return None
    try:
        async with asyncio.timeout(seconds):
            frame = await websocket.receive()
    except TimeoutError:
        return None
    if frame["type"] == "websocket.disconnect":
        return None
    text = frame.get("text")
    return parse(text) if isinstance(text, str) else Refusal("visio_bad_json")


def _refuse(socket: Socket, refusal: Refusal, number: int | None = None) -> None:
    metrics.refused.add(code=refusal.code)
    socket.send(encode({"t": "refused", "code": refusal.code, "of": number}))
