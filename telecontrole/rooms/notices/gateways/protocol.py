"""What every gateway does, in two steps, so that the ledger can commit between them.

`prepare` brings a message up to the point of no return (the end of DATA, submit_sm) and no
further. `poll` says which are `Ready` there. The caller commits, then calls `release` for those
that may leave and `abandon` for the others. Only a released message can be accepted by the other
side; so what is not released can never have been sent, whatever dies and whenever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from telecontrole.rooms.notices.enums import ReceiptStatus, Verdict


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One attempt, ready to go. ``key`` is its identifier, known to nobody but us and the relay."""

    key: UUID
    address: str
    body: bytes
    envelope_sender: str = ""
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """The message stands at the point of no return."""

    key: UUID


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of an attempt. ``code`` is the protocol's code, never its text (texts hold addresses)."""

    key: UUID
    verdict: Verdict
    code: str = ""
    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an accepted message, in the words of `ReceiptStatus`; ``handle`` is for `confirm`."""

    provider_id: str
    status: ReceiptStatus
    code: str = ""
    handle: object = None


Event = Ready | Answer | Receipt


class Gateway(Protocol):
    """One provider. Not shared between threads. No method raises for a fault of the other side."""

    name: str
    gives_receipts: bool

    def room(self) -> int:
        """How many more messages may be prepared now; 0 while the other side is resting or full."""

    def prepare(self, message: Outgoing) -> None:
        """Start a message, up to the point of no return."""

    def pump(self) -> None:
        """Let the conversations go on without waiting; what happens is told by the next `poll`."""

    def poll(self, timeout: float) -> Sequence[Event]:
        """What happened; waits at most ``timeout`` seconds for something to happen."""

    def release(self, keys: Iterable[UUID]) -> None:
        """Let these go: from here on they may have been accepted."""

    def abandon(self, keys: Iterable[UUID]) -> None:
        """Drop these, which were never released."""

    def confirm(self, receipts: Sequence[Receipt]) -> None:
        """The receipts are kept: the other side need not send them again."""

    def close(self) -> None:
        """Give the connections back. What was released and not answered stays unknown."""
