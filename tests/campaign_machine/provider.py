"""A provider that fails in every way a provider may, and looks at each message as it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from telecontrole.rooms.notices.enums import ReceiptStatus, Verdict
from telecontrole.rooms.notices.gateways.protocol import Answer, Receipt
from telecontrole.rooms.notices.gateways.twins import Recording

#: What may happen to a message: its answer, whether the other side took it, its receipt.
MOODS = {
    "delivers": (Verdict.ACCEPTED, True, ReceiptStatus.DELIVERED),
    "gives no receipt": (Verdict.ACCEPTED, True, None),
    "bounces": (Verdict.ACCEPTED, True, ReceiptStatus.FAILED),
    "refuses for now": (Verdict.TEMPORARY, False, None),
    "refuses": (Verdict.REFUSED, False, None),
    "takes it and breaks": (Verdict.UNKNOWN, True, None),
    "breaks before taking it": (Verdict.UNKNOWN, False, None),
    "answers late": (None, True, ReceiptStatus.DELIVERED),
}


class Moody(Recording):
    """One provider whose mood changes. `leaving` is called with each key as the message leaves."""

    def __init__(self, leaving: Callable[[UUID], None]) -> None:
        super().__init__("moody")
        self.mood = "delivers"
        self.taken: set[UUID] = set()
        self._leaving = leaving
        self._late: list[UUID] = []

    def release(self, keys: Iterable[UUID]) -> None:
        """What the mood makes of it."""
        verdict, taken, status = MOODS[self.mood]
        for key in keys:
            self._leaving(key)
            self._held.pop(key)
            if taken:
                self.taken.add(key)
            if verdict is None:
                self._late.append(key)
                continue
            self._events.append(Answer(key, verdict, "421", key.hex))
            if status is not None:
                self._events.append(Receipt(key.hex, status))

    def speak_up(self) -> None:
        """Late answers come after all, each with its receipt, the receipt first."""
        for key in self._late:
            self._events.append(Receipt(key.hex, ReceiptStatus.DELIVERED))
            self._events.append(Answer(key, Verdict.ACCEPTED, "250", key.hex))
        self._late.clear()
