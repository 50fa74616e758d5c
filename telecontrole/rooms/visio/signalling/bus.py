"""Messages between the processes of one installation, through PostgreSQL LISTEN/NOTIFY.

Usually both ends of a call meet in one process (affinity at the proxy) and nothing goes this way;
when they do not, everything still works. Rights come from the services in the same way: they notify
inside their transaction, so that nothing is told before it is committed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

Receive = Callable[[dict[str, Any]], Awaitable[None]]
Resync = Callable[[], Awaitable[None]]


class Bus(Protocol):
    """What a switchboard needs of the others."""

    async def start(self, receive: Receive, resync: Resync) -> None:
        """Begin to listen; `resync` is called whenever messages may have been missed."""
        ...

    async def post(self, body: dict[str, Any]) -> None:
        """Tell every process, this one included."""
        ...

    async def stop(self) -> None:
        """Stop listening."""
        ...


class LocalBus:
    """A bus for one process, or for several switchboards of a test: nothing leaves the memory."""

    def __init__(self) -> None:
        self._receivers: list[Receive] = []

    async def start(self, receive: Receive, resync: Resync) -> None:
        self._receivers.append(receive)

    async def post(self, body: dict[str, Any]) -> None:
        for receive in self._receivers:
            await receive(body)

    async def stop(self) -> None:
        self._receivers.clear()
