"""Twins for the signalling's tests: a truth in memory, a sink that keeps what it gets, a browser."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.websockets import WebSocket

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio.enums import EndReason, Gone, Handover, SeatRole, SessionState
from telecontrole.rooms.visio.facts import Entry, SeatFacts, SessionFacts
from telecontrole.rooms.visio.signalling import hearing
from telecontrole.rooms.visio.signalling.bus import LocalBus
from telecontrole.rooms.visio.signalling.connection import serve
from telecontrole.rooms.visio.signalling.switchboard import Switchboard
from telecontrole.rooms.visio.turn import Relays

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
RELAYED = Relays(("turn:relay.invalid:3478",), "secret")
FINGERPRINT = ":".join(["AB"] * 32)
OTHER_FINGERPRINT = ":".join(["CD"] * 32)
RELAY_LINE = "candidate:1 1 udp 41885695 192.0.2.7 50000 typ relay raddr 0.0.0.0 rport 0"
HOST_LINE = "candidate:1 1 udp 2122260223 10.0.0.8 50000 typ host generation 0"


def sdp(kind: str = "offer", *, fingerprint: str = FINGERPRINT, more: str = "") -> str:
    """A small description of one picture, as browsers write them."""
    setup = "actpass" if kind == "offer" else "active"
    lines = [
        "v=0",
        "o=- 1 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
        "c=IN IP4 0.0.0.0",
        f"a=fingerprint:sha-256 {fingerprint}",
        f"a=setup:{setup}",
        "a=mid:0",
        *([more] if more else []),
    ]
    return "\r\n".join(lines) + "\r\n"


class MemoryTruth:
    """The services' answers, without a database. A ticket is the seat's own name."""

    def __init__(self) -> None:
        self.sessions: dict[str, SessionFacts] = {}
        self.connections: dict[str, int] = {}
        self.log: list[tuple[str, ...]] = []

    def open(self, *roles: SeatRole) -> list[str]:
        """A session with one seat per role; returns the seats."""
        session = str(uuid.uuid4())
        made = tuple(
            SeatFacts(str(uuid.uuid4()), role, f"{role} {n}", "", n == 0, excluded=False)
            for n, role in enumerate(roles)
        )
        day = timedelta(hours=1)
        self.sessions[session] = SessionFacts(
            session, SessionState.OPEN, NOW - day, NOW + day, made
        )
        return [seat.seat for seat in made]

    def session_of(self, seat: str) -> SessionFacts:
        return next(f for f in self.sessions.values() if seat in {s.seat for s in f.seats})

    def change(self, seat: str, **values: Any) -> None:
        facts = self.session_of(seat)
        seats = tuple(replace(s, **values) if s.seat == seat else s for s in facts.seats)
        self.sessions[facts.session] = replace(facts, seats=seats)

    async def enter(self, *, ticket: str, browser: str) -> Entry | Refusal:
        await asyncio.sleep(0)
        if not any(ticket in {s.seat for s in f.seats} for f in self.sessions.values()):
            return Refusal("visio_bad_ticket")
        self.connections[ticket] = self.connections.get(ticket, 0) + 1
        return Entry(self.session_of(ticket), ticket, self.connections[ticket])

    async def facts(self, session: str) -> SessionFacts | None:
        return self.sessions.get(session)

    async def admit(self, *, by: str, seat: str) -> Refusal | None:
        self.change(seat, admitted=True)
        self.log.append(("admit", by, seat))
        return None

    async def exclude(self, *, by: str, seat: str) -> Refusal | None:
        self.change(seat, excluded=True)
        self.log.append(("exclude", by, seat))
        return None

    async def end(self, *, by: str, reason: EndReason) -> Refusal | None:
        facts = self.session_of(by)
        self.sessions[facts.session] = replace(facts, state=SessionState.ENDED)
        self.log.append(("end", by, reason))
        return None

    async def handover(self, *, by: str, how: Handover) -> Refusal | None:
        self.log.append(("handover", by, how))
        return None

    async def left(self, *, seat: str, why: Gone) -> None:
        self.log.append(("left", seat, why))

    async def report(self, *, seat: str, instance: str, report: dict[str, Any]) -> None:
        self.log.append(("report", seat, instance))


@dataclass
class House:
    """Switchboards that share a truth, a bus and a clock."""

    relays: Relays = RELAYED
    truth: MemoryTruth = field(default_factory=MemoryTruth)
    bus: LocalBus = field(default_factory=LocalBus)
    seconds: float = 1000.0
    boards: list[Switchboard] = field(default_factory=list)

    async def board(self) -> Switchboard:
        """One more process."""
        board = Switchboard(self.truth, self.bus, self.relays, lambda: self.seconds, lambda: NOW)
        self.boards.append(board)
        await self.bus.start(lambda body: hearing.hear(board, body), lambda: hearing.resync(board))
        return board

    async def changed(self, seat: str) -> None:
        """What a service does after its commit."""
        session = self.truth.session_of(seat).session
        await self.bus.post({"k": "facts", "session": session})


class Browser:
    """A browser's end of a websocket, spoken to by `connection.serve` as over the wire."""

    def __init__(self, board: Switchboard, cookie: str = "browser") -> None:
        self.to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.received: list[dict[str, Any]] = []
        self.code: int | None = None
        self.number = 0
        self.instance = uuid.uuid4().hex
        self.key = ""
        self.to_server.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.create_task(self._serve(board, cookie))

    async def _serve(self, board: Switchboard, cookie: str) -> None:
        scope = {"type": "websocket", "path": "/", "headers": [], "query_string": b""}
        websocket = WebSocket(scope, self.to_server.get, self._take)
        await websocket.accept()
        await serve(websocket, board, cookie)

    async def _take(self, message: Any) -> None:
        if message["type"] == "websocket.send":
            self.received.append(json.loads(message["text"]))
        elif message["type"] == "websocket.close":
            self.code = message.get("code")

    def raw(self, text: str) -> None:
        self.to_server.put_nowait({"type": "websocket.receive", "text": text})

    def say(self, kind: str, **fields: Any) -> None:
        """One numbered message."""
        self.number += 1
        self.raw(json.dumps({"t": kind, "n": self.number, **fields}))

    async def hello(self, seat: str) -> Browser:
        self.seat = seat
        self.raw(json.dumps({"t": "hello", "ticket": seat, "inst": self.instance}))
        await settle()
        welcome = self.last("welcome")
        self.key = welcome["key"] if welcome else ""
        return self

    def hang_up(self) -> None:
        self.to_server.put_nowait({"type": "websocket.disconnect", "code": 1006})

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.received if message["t"] == kind]

    def last(self, kind: str) -> dict[str, Any]:
        return next((m for m in reversed(self.received) if m["t"] == kind), {})

    def seen(self) -> int:
        return max((m["n"] for m in self.received if "n" in m), default=0)

    def refusals(self) -> list[str]:
        return [message["code"] for message in self.all("refused")]


async def settle(rounds: int = 30) -> None:
    """Let every task run until nothing more happens."""
    for _ in range(rounds):
        await asyncio.sleep(0)
