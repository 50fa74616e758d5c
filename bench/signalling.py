"""The signalling under load, beside a bare relay that checks nothing.

    .venv/bin/python bench/signalling.py [ROOMS] [SECONDS]

Rooms of two sockets. Each socket sends a description, then candidates; latency is from the sender's
call to the receiver's. One process of ours and one of the bare relay take turns; then three times
the rooms over two processes, both ends of a room on one process (affinity), then on different ones
(everything crosses PostgreSQL). The record is in memory here: rights are asked once per connection,
and bench/visio counts that. The load generator shares the machine.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")

import django  # noqa: E402

django.setup()

from starlette.applications import Starlette  # noqa: E402
from starlette.routing import WebSocketRoute  # noqa: E402
from starlette.websockets import WebSocket, WebSocketDisconnect  # noqa: E402
from websockets.asyncio.client import ClientConnection, connect  # noqa: E402

from telecontrole.foundations import clock  # noqa: E402
from telecontrole.hall import heap  # noqa: E402
from telecontrole.rooms.visio.enums import SeatRole, SessionState  # noqa: E402
from telecontrole.rooms.visio.facts import Entry, SeatFacts, SessionFacts  # noqa: E402
from telecontrole.rooms.visio.signalling import hearing  # noqa: E402
from telecontrole.rooms.visio.signalling.connection import serve  # noqa: E402
from telecontrole.rooms.visio.signalling.postgres_bus import PostgresBus  # noqa: E402
from telecontrole.rooms.visio.signalling.switchboard import Switchboard  # noqa: E402
from telecontrole.rooms.visio.tests.doubles import MemoryTruth, sdp  # noqa: E402
from telecontrole.rooms.visio.turn import Relays  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")
SPACE = uuid.UUID(int=7)
GAP = 2.0
RELAY = "candidate:1 1 udp 41885695 192.0.2.7 50000 typ relay raddr 0.0.0.0 rport 0"
FILLER = "a=rtpmap:96 " + "x" * 2_300


class RoomTruth(MemoryTruth):
    """Any ticket `room:side` is good; both are admitted."""

    async def enter(self, *, ticket: str, browser: str) -> Any:
        room, side = ticket.split(":")
        session = str(uuid.uuid5(SPACE, room))
        if session not in self.sessions:
            self.sessions[session] = self._facts(session, room)
        return Entry(self.sessions[session], seat_of(room, side), 1)

    def _facts(self, session: str, room: str) -> SessionFacts:
        hour, now = timedelta(hours=1), clock.now()
        seats = tuple(
            SeatFacts(seat_of(room, side), role, "x", "", admitted=True, excluded=False)
            for side, role in (("0", SeatRole.MEDECIN_CONSEIL), ("1", SeatRole.ASSURE))
        )
        return SessionFacts(session, SessionState.OPEN, now - hour, now + hour, seats)


def seat_of(room: str, side: str) -> str:
    """The seat of one side of a room."""
    return str(uuid.uuid5(SPACE, f"{room}:{side}"))


def ours() -> Starlette:
    """Our signalling, with the record in memory."""
    state: dict[str, Switchboard] = {}
    starting = asyncio.Lock()

    async def endpoint(websocket: WebSocket) -> None:
        async with starting:
            if "board" not in state:
                heap.settle()  # as the web process does when it starts
                relays = Relays(("turn:192.0.2.7",), "s")
                loop = asyncio.get_running_loop()
                board = Switchboard(RoomTruth(), PostgresBus(), relays, loop.time, clock.now)
                await board.bus.start(
                    lambda body: hearing.hear(board, body), lambda: hearing.resync(board)
                )
                state["board"] = board
        await websocket.accept()
        await serve(websocket, state["board"], "")

    return Starlette(routes=[WebSocketRoute("/{room}", endpoint)])


def bare() -> Starlette:
    """Everything to everyone else of the room, unread but for its being JSON."""
    rooms: dict[str, set[WebSocket]] = {}

    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        members = rooms.setdefault(websocket.path_params["room"], set())
        members.add(websocket)
        try:
            while True:
                text = await websocket.receive_text()
                json.loads(text)
                for other in list(members):
                    if other is not websocket:
                        await other.send_text(text)
        except WebSocketDisconnect:
            members.discard(websocket)

    return Starlette(routes=[WebSocketRoute("/{room}", endpoint)])


our_application, bare_application = ours(), bare()


@dataclass
class Server:
    """One uvicorn process and what it uses."""

    process: subprocess.Popen[bytes]
    port: int

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def kilobytes(self) -> int:
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


@contextmanager
def server(name: str) -> Iterator[Server]:
    """A running process of one of the two applications."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", f"bench.signalling:{name}", "--port", str(port)]
    options = ["--ws", "websockets-sansio", "--ws-max-size", "65536", "--log-level", "error"]
    quiet = ["--ws-per-message-deflate", "false", "--lifespan", "off"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([*command, *options, *quiet], cwd=ROOT, env=environment)
    try:
        _wait(port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not listen")


@dataclass
class Load:
    """Sockets of many rooms, and the latencies they saw."""

    strict: bool
    latencies: list[float] = field(default_factory=list)
    sent: int = 0
    refused: int = 0

    async def open(self, port: int, room: int, side: str) -> tuple[ClientConnection, str, str]:
        link = await connect(
            f"ws://127.0.0.1:{port}/{room}", compression=None, open_timeout=90, ping_interval=None
        )
        if self.strict:
            hello = {"t": "hello", "ticket": f"{room}:{side}", "inst": f"{room:015d}{side}"}
            await link.send(json.dumps(hello))
        return link, str(room), side

    async def listen(self, link: ClientConnection) -> None:
        async for frame in link:
            text = frame if isinstance(frame, str) else frame.decode()
            if '"refused"' in text[:20]:
                self.refused += 1
            at = text.find("@t@")
            if at >= 0:
                self.latencies.append(time.perf_counter() - float(text[at + 3 : at + 20]))

    async def stay(self, link: ClientConnection) -> None:
        """What a page does while it waits: the server hangs up on whoever is silent."""
        while self.strict:
            await asyncio.sleep(10)
            await link.send('{"t":"ping"}')

    async def talk(self, link: ClientConnection, room: str, side: str, seconds: float) -> None:
        await asyncio.sleep(random.random() * GAP)
        until, number = time.perf_counter() + seconds, 0
        other = "1" if side == "0" else "0"
        to = {"to": seat_of(room, other), "inst": f"{int(room):015d}{other}"}
        while time.perf_counter() < until:
            number += 1
            stamp = f"@t@{time.perf_counter():017.6f}"
            body: dict[str, Any] = {"t": "candidate", "c": {"candidate": f"{RELAY} x {stamp}"}}
            if number == 1:
                text = sdp("offer", more=f"a={stamp}\r\n{FILLER}")
                body = {"t": "description", "d": {"type": "offer", "sdp": text}}
            await link.send(json.dumps({**body, **to, "n": number}))
            self.sent += 1
            await asyncio.sleep(GAP)


async def run(
    servers: list[Server], rooms: int, seconds: float, *, strict: bool, split: bool
) -> str:
    """Open all rooms, talk, and say what it took."""
    load, gate = Load(strict), asyncio.Semaphore(50)

    ears: list[asyncio.Task[None]] = []

    async def one(room: int, side: str) -> tuple[ClientConnection, str, str]:
        chosen = servers[(room + (int(side) if split else 0)) % len(servers)]
        async with gate:
            opened = await load.open(chosen.port, room, side)
        ears.extend(asyncio.create_task(task(opened[0])) for task in (load.listen, load.stay))
        return opened

    before = sum(s.kilobytes() for s in servers)
    started = time.perf_counter()
    links = await asyncio.gather(*[one(r, s) for r in range(rooms) for s in ("0", "1")])
    opened = time.perf_counter() - started
    await asyncio.sleep(3)
    memory = (sum(s.kilobytes() for s in servers) - before) / len(links)
    used = sum(s.cpu() for s in servers)
    await asyncio.gather(*[load.talk(*link, seconds) for link in links])
    await asyncio.sleep(2)
    used = sum(s.cpu() for s in servers) - used
    for ear in ears:
        ear.cancel()
    await asyncio.gather(*[link.close() for link, _, _ in links])
    return _words(load, len(links), opened, memory, used, seconds)


def _words(
    load: Load, links: int, opened: float, memory: float, used: float, seconds: float
) -> str:
    got = sorted(load.latencies) or [0.0]
    share = [got[min(len(got) - 1, int(len(got) * q))] * 1000 for q in (0.5, 0.95, 0.99)]
    return (
        f"{links} sockets, {links / opened:.0f} opened/s, {memory:.0f} kB each;"
        f" {load.sent / seconds:.0f} messages/s offered, {len(load.latencies)}/{load.sent} relayed,"
        f" {load.refused} refused, {used / max(1, len(load.latencies)) * 1e6:.0f} µs CPU each;"
        f" p50 {share[0]:.1f} p95 {share[1]:.1f} p99 {share[2]:.1f} ms"
    )


def main() -> None:
    """Measure and print."""
    rooms = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10.0
    print(
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, one message per socket each {GAP} s"
    )
    for _ in range(2):
        for name in ("bare", "our"):
            with server(f"{name}_application") as one:
                words = asyncio.run(run([one], rooms, seconds, strict=name == "our", split=False))
                print(f"{name:5} one process: {words}", flush=True)
    for split in (False, True):
        with server("our_application") as one, server("our_application") as two:
            words = asyncio.run(run([one, two], rooms * 3, seconds, strict=True, split=split))
            title = "without affinity" if split else "with affinity"
            print(f"our   two processes, {title}: {words}", flush=True)


if __name__ == "__main__":
    main()
