"""A TCP proxy that draws a fault for each connection: the network between us and a server, on a bad day.

Usage: python proxy.py TARGET WEIGHTS SEED LOG REACH, target as `127.0.0.1:25` or the path of a unix socket,
weights as `plain=8,delay=1`; the fault comes within REACH bytes. Prints its port; the log counts the
connections that met each fault.

plain: nothing. delay: every piece waits. drip: a few bytes at a time. reset: cut with RST in the middle.
half: after some bytes nothing passes any more, and nobody is told. garbage: bytes of its own towards the
client, in the middle of the server's.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

PIECE = 65536
# A server notices a dead client after its own patience; here soon, so that its locks fall.
HALF_OPEN_LASTS = 4.0
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Road:
    """One connection and what will befall it, once so many bytes have passed."""

    fault: str
    after: int
    draw: random.Random
    cut: asyncio.Event = field(default_factory=asyncio.Event)
    passed: int = 0

    @property
    def due(self) -> bool:
        """Whether the fault is to happen now."""
        return self.passed >= self.after


class Proxy:
    """Listens, connects onwards, spoils."""

    def __init__(
        self, target: str, weights: dict[str, float], seed: int, log: Path, reach: int
    ) -> None:
        self._target = target
        self._weights = weights
        self._reach = reach
        self._draw = random.Random(seed)
        self._log = log.open("a", encoding="utf-8", buffering=1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client until both sides are done, or cut."""
        fault = self._draw.choices(list(self._weights), list(self._weights.values()))[0]
        self._log.write(f"{fault}\n")
        road = Road(
            fault, self._draw.randrange(200, self._reach), random.Random(self._draw.random())
        )
        try:
            onward = await self._onward()
        except OSError:
            writer.close()
            return
        ways = [
            asyncio.create_task(self._way(road, reader, onward[1], to_client=False)),
            asyncio.create_task(self._way(road, onward[0], writer, to_client=True)),
            asyncio.create_task(road.cut.wait()),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        for end in (writer, onward[1]):
            _end(end, hard=fault == "reset" and road.due)

    async def _onward(self) -> Streams:
        if self._target.startswith("/"):
            return await asyncio.open_unix_connection(self._target)
        host, _, port = self._target.rpartition(":")
        return await asyncio.open_connection(host, int(port))

    async def _way(
        self,
        road: Road,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        *,
        to_client: bool,
    ) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(PIECE):
                road.passed += len(data)
                if road.due and road.fault == "reset":
                    writer.write(data[: road.draw.randrange(len(data) + 1)])
                    road.cut.set()
                    return
                if road.due and road.fault == "half":
                    await asyncio.sleep(HALF_OPEN_LASTS)
                    road.cut.set()
                    return
                await self._pass(road, data, writer, to_client=to_client)

    async def _pass(
        self, road: Road, data: bytes, writer: asyncio.StreamWriter, *, to_client: bool
    ) -> None:
        if road.fault == "delay":
            await asyncio.sleep(road.draw.uniform(0.0, 0.05))
        if road.fault == "garbage" and road.due and to_client:
            data = road.draw.randbytes(road.draw.randrange(1, 60)) + data
            road.fault = "spoilt"
        if road.fault == "drip" and road.due:
            for start in range(0, len(data), 499):
                writer.write(data[start : start + 499])
                await writer.drain()
                await asyncio.sleep(0.001)
            return
        writer.write(data)
        await writer.drain()


def _end(writer: asyncio.StreamWriter, *, hard: bool) -> None:
    own = writer.get_extra_info("socket")
    if hard and own is not None and own.family != socket.AF_UNIX:
        with contextlib.suppress(OSError):
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if hard:
        writer.transport.abort()
    else:
        writer.close()


async def main(target: str, weights: str, seed: str, log: str, reach: str) -> None:
    """Serve until killed."""
    drawn = {
        name: float(weight) for name, _, weight in (w.partition("=") for w in weights.split(","))
    }
    proxy = Proxy(target, drawn, int(seed), Path(log), int(reach))
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
