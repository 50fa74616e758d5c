"""SMS by SMPP 3.4: one bound connection, a window of messages under way, receipts on the same road."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from smpplib import client as smpp_client
from smpplib import exceptions as smpp_exceptions

from telecontrole.foundations import clock
from telecontrole.rooms.notices.enums import ReceiptStatus, Verdict
from telecontrole.rooms.notices.gateways import smpp_words as words
from telecontrole.rooms.notices.gateways.protocol import Answer, Event, Outgoing, Ready, Receipt

_CONNECT = 10.0
_ANSWER = 30.0
_REST = 5.0
_THROTTLED = 1.0
_IDLE = 30.0


@dataclass(frozen=True, slots=True)
class Smsc:
    """Where the provider is. ``sender``: the name shown, at most 11 letters and digits."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    window: int = 64


class SmppGateway:
    """See `protocol`."""

    gives_receipts = True

    def __init__(self, smsc: Smsc) -> None:
        self.name = f"smpp:{smsc.host}:{smsc.port}"
        self._smsc = smsc
        self._sock: socket.socket | None = None
        self._opener = ThreadPoolExecutor(max_workers=1, thread_name_prefix="smpp")
        self._opening: Future[socket.socket] | None = None
        self._held: dict[UUID, Outgoing] = {}
        # Held, and not yet said to be ready.
        self._new: list[UUID] = []
        self._under_way: dict[int, tuple[UUID, float]] = {}
        self._sequence = 10
        self._in = self._out = b""
        self._events: list[Event] = []
        self._rests_until = 0.0
        self._heard_at = self._asked_at = 0.0

    def room(self) -> int:
        """What is left of the window."""
        if time.monotonic() < self._rests_until:
            return 0
        return self._smsc.window - len(self._held) - len(self._under_way)

    def prepare(self, message: Outgoing) -> None:
        """Held until the connection is bound, then ready at once: submit_sm has no earlier step."""
        self._held[message.key] = message
        self._new.append(message.key)

    def pump(self) -> None:
        """Read and write what can be."""
        if self._sock is not None:
            self._exchange(0.0)

    def poll(self, timeout: float) -> Sequence[Event]:
        """Answers and receipts; binds first when it must."""
        self._connect()
        if self._sock is not None:
            self._say_ready()
            self._exchange(0.0 if self._events else timeout)
            self._watch()
        else:
            time.sleep(min(timeout, 0.005))
        events, self._events = self._events, []
        return events

    def release(self, keys: Iterable[UUID]) -> None:
        """submit_sm, all in one write."""
        now, deadline = clock.now(), time.monotonic() + _ANSWER
        for key in keys:
            message = self._held.pop(key, None)
            if message is None:  # lost since it was ready, and already answered
                continue
            self._sequence = self._sequence % 0x7FFFFFFE + 1
            try:
                data = words.submit(message, self._sequence, sender=self._smsc.sender, now=now)
            except ValueError:
                self._events.append(Answer(key, Verdict.REFUSED, "alphabet"))
                continue
            self._out += data
            self._under_way[self._sequence] = (key, deadline)
        self._flush()

    def abandon(self, keys: Iterable[UUID]) -> None:
        """Nothing was said of them yet."""
        for key in keys:
            self._held.pop(key, None)

    def confirm(self, receipts: Sequence[Receipt]) -> None:
        """deliver_sm_resp; on another connection than theirs they will come again, and be known."""
        for receipt in receipts:
            if isinstance(receipt.handle, tuple) and receipt.handle[0] is self._sock:
                self._out += words.pdu(words.DELIVER_RESP, receipt.handle[1], b"\0")
        self._flush()

    def close(self) -> None:
        """Unbind politely and close."""
        if self._sock is not None:
            with contextlib.suppress(OSError):
                self._sock.send(words.pdu(words.UNBIND, self._sequence + 1))
            self._lose()
        self._opener.shutdown(wait=False, cancel_futures=True)

    def _connect(self) -> None:
        if self._sock is not None or time.monotonic() < self._rests_until:
            return
        if self._opening is None:
            self._opening = self._opener.submit(_bind, self._smsc)
        if not self._opening.done():
            return
        opening, self._opening = self._opening, None
        try:
            self._sock = opening.result()
        except (OSError, smpp_exceptions.ConnectionError, smpp_exceptions.PDUError):
            self._rest()
            return
        self._heard_at = time.monotonic()
        self._asked_at = 0.0

    def _rest(self) -> None:
        self._rests_until = time.monotonic() + _REST
        self._events += [Answer(key, Verdict.TEMPORARY, "connect") for key in self._held]
        self._held.clear()
        self._new.clear()

    def _say_ready(self) -> None:
        new, self._new = self._new, []
        self._events += [Ready(key) for key in new if key in self._held]

    def _exchange(self, timeout: float) -> None:
        assert self._sock is not None
        writes = [self._sock] if self._out else []
        readable, writable, _ = select.select([self._sock], writes, [], timeout)
        if writable:
            self._flush()
        if readable and self._sock is not None:
            self._receive(self._sock)

    def _receive(self, sock: socket.socket) -> None:
        closed = False
        try:
            while not closed:
                data = sock.recv(262_144)
                closed = not data
                self._in += data
        except BlockingIOError:
            pass
        except OSError:
            closed = True
        try:
            units, self._in = words.frames(self._in)
        except words.Nonsense:
            units, closed = [], True
        for unit in units:
            self._heard_at = time.monotonic()
            closed = self._hear(unit) or closed
        self._flush()
        if closed:
            self._lose()

    def _hear(self, unit: words.Pdu) -> bool:
        """Deal with one unit; True when the other side says goodbye."""
        if unit.command in (words.SUBMIT_RESP, words.NACK):
            self._answered(unit)
        elif unit.command == words.DELIVER:
            self._delivered(unit)
        elif unit.command == words.ENQUIRE:
            self._out += words.pdu(words.ENQUIRE_RESP, unit.sequence)
        elif unit.command == words.UNBIND:
            self._out += words.pdu(words.UNBIND_RESP, unit.sequence)
            return True
        return False

    def _answered(self, unit: words.Pdu) -> None:
        key, _ = self._under_way.pop(unit.sequence, (None, 0.0))
        if key is None:
            return
        verdict = words.verdict(unit.status)
        if unit.status in (0x14, 0x58):
            self._rests_until = time.monotonic() + _THROTTLED
        identifier = words.message_id(unit.body) if verdict is Verdict.ACCEPTED else ""
        self._events.append(Answer(key, verdict, f"0x{unit.status:08X}", identifier))

    def _delivered(self, unit: words.Pdu) -> None:
        found = words.receipt(unit.body)
        if found is None or found[1] is ReceiptStatus.PENDING:
            self._out += words.pdu(words.DELIVER_RESP, unit.sequence, b"\0")
            return
        identifier, status, code = found
        self._events.append(Receipt(identifier, status, code, (self._sock, unit.sequence)))

    def _watch(self) -> None:
        """Answers that do not come, and a silent other side."""
        now = time.monotonic()
        # In the order in which they left: the first that is not late ends the search.
        while self._under_way:
            sequence, (key, deadline) = next(iter(self._under_way.items()))
            if deadline >= now:
                break
            del self._under_way[sequence]
            self._events.append(Answer(key, Verdict.UNKNOWN, "late"))
        if self._sock is None or now - self._heard_at < _IDLE:
            return
        if self._asked_at > self._heard_at:
            if now - self._asked_at > _ANSWER:
                self._lose()
            return
        self._asked_at = now
        self._sequence = self._sequence % 0x7FFFFFFE + 1
        self._out += words.pdu(words.ENQUIRE, self._sequence)
        self._flush()

    def _flush(self) -> None:
        try:
            while self._out and self._sock is not None:
                self._out = self._out[self._sock.send(self._out) :]
        except BlockingIOError:
            return
        except OSError:
            self._lose()

    def _lose(self) -> None:
        """The connection is gone: what was submitted is unknown, what was held may be tried again."""
        if self._sock is not None:
            self._sock.close()
        self._sock, self._in, self._out = None, b"", b""
        self._rests_until = time.monotonic() + _THROTTLED
        lost = [key for key, _ in self._under_way.values()]
        self._under_way.clear()
        self._events = [e for e in self._events if not isinstance(e, Ready)]
        self._events += [Answer(key, Verdict.UNKNOWN, "lost") for key in lost]
        self._events += [Answer(key, Verdict.TEMPORARY, "lost") for key in self._held]
        self._held.clear()
        self._new.clear()


def _bind(smsc: Smsc) -> socket.socket:
    """A bound connection. Raises OSError and the library's own errors."""
    client = smpp_client.Client(
        smsc.host, smsc.port, timeout=_CONNECT, allow_unknown_opt_params=True
    )
    client.connect()
    try:
        client.bind_transceiver(system_id=smsc.user, password=smsc.password)
        sock: socket.socket = client._socket  # noqa: SLF001 -- we take over from here
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        client.disconnect()
        raise
    client._socket = None  # noqa: SLF001
    return sock
