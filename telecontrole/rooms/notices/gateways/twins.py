"""Gateways without a world: one records and accepts everything, one also prints."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Sequence
from typing import TextIO
from uuid import UUID

from telecontrole.rooms.notices.enums import ReceiptStatus, Verdict
from telecontrole.rooms.notices.gateways.protocol import Answer, Event, Outgoing, Ready, Receipt

_ROOM = 500


class Recording:
    """Accepts and acknowledges everything, and remembers the last messages (rehearsal, tests)."""

    def __init__(self, name: str = "record", *, gives_receipts: bool = True) -> None:
        self.name = name
        self.gives_receipts = gives_receipts
        self.sent: deque[Outgoing] = deque(maxlen=1000)
        self._held: dict[UUID, Outgoing] = {}
        self._events: list[Event] = []

    def room(self) -> int:
        """As many as one batch of the sender."""
        return _ROOM - len(self._held)

    def prepare(self, message: Outgoing) -> None:
        """Ready at once."""
        self._held[message.key] = message
        self._events.append(Ready(message.key))

    def pump(self) -> None:
        """Nothing goes on by itself."""

    def poll(self, timeout: float) -> Sequence[Event]:
        """Everything that happened since the last call."""
        events, self._events = self._events, []
        return events

    def release(self, keys: Iterable[UUID]) -> None:
        """Accepted, and delivered."""
        for key in keys:
            message = self._held.pop(key)
            self.keep(message)
            self._events.append(Answer(key, Verdict.ACCEPTED, "ok", key.hex))
            if self.gives_receipts:
                self._events.append(Receipt(key.hex, ReceiptStatus.DELIVERED))

    def keep(self, message: Outgoing) -> None:
        """What the twin does with a message instead of sending it."""
        self.sent.append(message)

    def abandon(self, keys: Iterable[UUID]) -> None:
        """Forgotten."""
        for key in keys:
            self._held.pop(key, None)

    def confirm(self, receipts: Sequence[Receipt]) -> None:
        """Nobody waits for it."""

    def close(self) -> None:
        """Nothing to close."""


class Console(Recording):
    """Prints each message, for development only: it shows addresses."""

    def __init__(self, name: str = "console", stream: TextIO | None = None) -> None:
        super().__init__(name)
        self._stream = stream or sys.stderr

    def keep(self, message: Outgoing) -> None:
        """Print and remember."""
        super().keep(message)
        print(f"--- {message.address}\n{message.body.decode(errors='replace')}", file=self._stream)
