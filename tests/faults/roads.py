"""Bad networks before the servers and the database: proxies between the workers and each of them."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from .conftest import HERE, Server, start_server

MAIL = "plain=6,delay=1,drip=1,reset=1,half=0.5,garbage=1"
SHORT = "plain=2,delay=1,drip=1,reset=1,half=0.5,garbage=1"
BASE = "plain=8,delay=0.5,drip=0.5,reset=1,half=0.3,garbage=0.5"
# Bytes within which the fault of a connection comes.
REACH = 30_000


@dataclass
class Roads:
    """A proxy before each of the three."""

    smtp: Server
    smpp: Server
    base: Server

    def met(self) -> dict[str, Counter[str]]:
        """How many connections met each fault."""
        return {
            name: Counter(server.log.read_text().split())
            for name, server in (("smtp", self.smtp), ("smpp", self.smpp), ("base", self.base))
        }

    def stop(self) -> None:
        """The end of them."""
        for server in (self.smtp, self.smpp, self.base):
            server.stop()


def open_roads(
    smtp: int, smpp: int, folder: Path, seed: int, *, base: str = BASE, base_reach: int = REACH
) -> Roads:
    """Proxies before an SMTP server, an SMSC and the database of this process.

    A worker keeps its connection to the database: `base_reach` bytes pass before its fault at the latest.
    """
    info = connection.settings_dict
    host, port = str(info["HOST"]), info["PORT"] or 5432
    server = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else f"{host}:{port}"
    return Roads(
        _proxy(f"127.0.0.1:{smtp}", MAIL, seed, folder / "road_smtp.log", REACH),
        _proxy(f"127.0.0.1:{smpp}", SHORT, seed + 1, folder / "road_smpp.log", REACH),
        _proxy(server, base, seed + 2, folder / "road_base.log", base_reach),
    )


def _proxy(target: str, weights: str, seed: int, log: Path, reach: int) -> Server:
    words = [target, weights, str(seed), str(log), str(reach)]
    command = [sys.executable, str(HERE / "proxy.py"), *words]
    return start_server(command, log)
