"""Ports for the servers that tests start: nobody else takes one between the choice and the start.

A port that the system hands out for outgoing connections may be taken by any of them at any moment,
so ports come from below that range; a name on this machine, held until the test run ends, keeps the
other test runs away. Relays of the tests hand out ports from 20 000 on.
"""

from __future__ import annotations

import random
import socket
from pathlib import Path

LOWEST, HIGHEST = 10_000, 19_999
_EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
_held: list[socket.socket] = []


def free_port() -> int:
    """A port of this machine, ours until the process ends. Raises RuntimeError when all are taken."""
    below = int(_EPHEMERAL.read_text().split()[0]) if _EPHEMERAL.exists() else HIGHEST + 1
    last = min(HIGHEST, below - 1) if below > LOWEST else HIGHEST
    ports = list(range(LOWEST, last + 1))
    random.shuffle(ports)
    found = next((port for port in ports if _reserved(port)), None)
    if found is None:
        raise RuntimeError("no port is free")
    return found


def _reserved(port: int) -> bool:
    """Take the name of the port, then see that no server of anybody else listens there."""
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(f"\0telecontrole-test-port-{port}")
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as probe:
                probe.setsockopt(
                    socket.SOL_SOCKET, socket.SO_REUSEADDR, int(kind == socket.SOCK_STREAM)
                )
                probe.bind(("", port))
    except OSError:
        name.close()
        return False
    _held.append(name)
    return True
