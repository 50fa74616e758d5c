"""An SMTP server that draws a behaviour for each message, and logs what it really accepted.

Usage: python smtp_server.py LOG WEIGHTS [SEED [MILLISECONDS]], weights as `ok=5,late=1`. Prints its port.
With an even seed it offers PIPELINING (RFC 2920), as relays do. Every reply comes MILLISECONDS late, as over a line;
several replies may be on their way.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
from functools import partial
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

LATE = 0.4


class Handler:
    """Behaviours: ok, late, temporary, refused, refused_rcpt, hangup_before, hangup_after, silent."""

    def __init__(self, log: Path, weights: dict[str, float], seed: int) -> None:
        self._log = log.open("a", encoding="utf-8", buffering=1)
        self._weights = weights
        self._draw = random.Random(seed)
        self._offers = [] if seed % 2 else ["250-PIPELINING"]

    def draw(self) -> str:
        return self._draw.choices(list(self._weights), list(self._weights.values()))[0]

    async def handle_EHLO(  # noqa: N802 -- the library's name
        self, server: SMTP, session: Session, envelope: Envelope, host: str, lines: list[str]
    ) -> list[str]:
        session.host_name = host
        return [*lines[:-1], *self._offers, lines[-1]]

    async def handle_RCPT(  # noqa: N802 -- the library's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        server.mood = self.draw()  # type: ignore[attr-defined]
        if server.mood == "refused_rcpt":  # type: ignore[attr-defined]
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mood: str = server.mood  # type: ignore[attr-defined]
        if mood == "temporary":
            return "451 4.3.0 later"
        if mood == "refused":
            return "554 5.7.1 refused"
        if mood == "hangup_before":
            return self._hang_up(server)
        self._accept(envelope)
        if mood == "hangup_after":
            return self._hang_up(server)
        if mood == "late":
            await asyncio.sleep(LATE)
        if mood == "silent":
            await asyncio.sleep(3600)
        return "250 2.0.0 accepted"

    def _accept(self, envelope: Envelope) -> None:
        raw = envelope.content or b""
        content = raw if isinstance(raw, str) else raw.decode("ascii", "replace")
        found = next(s for s in content.splitlines() if s.lower().startswith("message-id:"))
        key = found.split("<")[1].split("@")[0].rsplit(".", 1)[0]
        line = {"key": key, "to": envelope.rcpt_tos, "from": envelope.mail_from}
        self._log.write(json.dumps(line) + "\n")

    def _hang_up(self, server: SMTP) -> str:
        transport: Any = server.transport
        transport.abort()
        return "451 4.3.0 gone"


class Far(SMTP):
    """A server at the end of a line."""

    seconds_away = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        writer: Any = self._writer
        if self.seconds_away:
            writer.write = partial(self.loop.call_later, self.seconds_away, writer.write)


async def main(log: str, weights: str, seed: str = "1", milliseconds: str = "0") -> None:
    drawn = {
        name: float(weight) for name, _, weight in (w.partition("=") for w in weights.split(","))
    }
    handler = Handler(Path(log), drawn, int(seed))
    loop = asyncio.get_running_loop()
    Far.seconds_away = int(milliseconds) / 1000
    server = await loop.create_server(
        lambda: Far(handler, loop=loop, hostname="relay.exemple.test"), "127.0.0.1", 0
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
