"""Email by SMTP: a few persistent connections, each message stopped before its final dot."""

from __future__ import annotations

import contextlib
import functools
import selectors
import smtplib
import socket
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

from telecontrole.rooms.notices.enums import Verdict
from telecontrole.rooms.notices.gateways.protocol import Answer, Event, Outgoing, Ready, Receipt
from telecontrole.rooms.notices.gateways.smtp_lane import Lane, LaneLost

_CONNECT = 10.0
_REST = 5.0
# Time between two looks for conversations that are late, in seconds.
_LOOK = 0.1
_trust_once = threading.Lock()


@dataclass(frozen=True, slots=True)
class Relay:
    """Where the relay is and how to speak to it. ``tls``: `implicit`, `offered` or `none`."""

    host: str
    port: int
    tls: str = "offered"
    user: str = ""
    password: str = ""
    lanes: int = 16


class SmtpGateway:
    """See `protocol`. Deliveries come back by mail (bounces), so it gives no receipts itself."""

    gives_receipts = False

    def __init__(self, relay: Relay) -> None:
        self.name = f"smtp:{relay.host}:{relay.port}"
        self._relay = relay
        self._selector = selectors.DefaultSelector()
        self._lanes: set[Lane] = set()
        # Those of them that may take a message.
        self._free: set[Lane] = set()
        self._look_at = 0.0
        self._waiting: deque[Outgoing] = deque()
        self._busy: dict[UUID, Lane] = {}
        self._events: list[Event] = []
        # Connecting (and TLS, and signing in) may take seconds: never in the sender's thread.
        self._opener = ThreadPoolExecutor(max_workers=relay.lanes, thread_name_prefix="smtp")
        self._opening: set[Future[Lane]] = set()
        self._rests_until = 0.0

    def room(self) -> int:
        """Connections that are free or may be opened."""
        if time.monotonic() < self._rests_until:
            return 0
        return self._relay.lanes - len(self._busy) - len(self._waiting)

    def prepare(self, message: Outgoing) -> None:
        """On a free connection, else on the next one."""
        self._waiting.append(message)
        self._place()

    def pump(self) -> None:
        """Read and write what can be."""
        if self._lanes:
            self._listen(0.0)

    def poll(self, timeout: float) -> Sequence[Event]:
        """Replies of every connection, whichever comes first; a slow one delays only itself."""
        self._opened()
        self._place()
        if not self._events:
            self._listen(timeout if self._lanes else 0.0)
            if not self._lanes:
                time.sleep(min(timeout, 0.005))
        self._drop_late()
        events, self._events = self._events, []
        return events

    def release(self, keys: Iterable[UUID]) -> None:
        """Write the final dots."""
        for key in keys:
            lane = self._busy.get(key)
            if lane is None:  # lost since it was ready, and already answered
                continue
            try:
                lane.finish()
            except LaneLost:
                self._lose(lane)
            else:
                self._watch(lane)

    def abandon(self, keys: Iterable[UUID]) -> None:
        """Close without the dot: the only way to take a message back."""
        for key in keys:
            lane = self._busy.pop(key, None)
            if lane is not None:
                self._forget(lane)
        gone = set(keys)
        self._waiting = deque(m for m in self._waiting if m.key not in gone)

    def confirm(self, receipts: Sequence[Receipt]) -> None:
        """No receipts on this road."""

    def close(self) -> None:
        """Close every connection."""
        for lane in list(self._lanes):
            self._forget(lane)
        self._opener.shutdown(wait=False, cancel_futures=True)

    def _place(self) -> None:
        while self._waiting and self._free:
            lane, message = self._free.pop(), self._waiting.popleft()
            self._busy[message.key] = lane
            try:
                lane.start(message)
            except LaneLost:
                self._lose(lane)
            else:
                self._watch(lane)
        if not self._waiting:
            return
        wanted = min(len(self._waiting), self._relay.lanes - len(self._lanes))
        for _ in range(wanted - len(self._opening)):
            self._opening.add(self._opener.submit(_open, self._relay))

    def _opened(self) -> None:
        for future in [f for f in self._opening if f.done()]:
            self._opening.discard(future)
            try:
                lane = future.result()
            except (OSError, smtplib.SMTPException):
                self._rests_until = time.monotonic() + _REST
                continue
            self._lanes.add(lane)
            self._free.add(lane)
            self._selector.register(lane.sock, selectors.EVENT_READ, lane)
        if not self._opening and not self._lanes and self._waiting and self._resting():
            self._events += [Answer(m.key, Verdict.TEMPORARY, "connect") for m in self._waiting]
            self._waiting.clear()

    def _resting(self) -> bool:
        return time.monotonic() < self._rests_until

    def _listen(self, timeout: float) -> None:
        for key, _ in self._selector.select(timeout):
            self._advance(key.data)

    def _watch(self, lane: Lane) -> None:
        """Be told when a connection that has something to write can take it."""
        if lane.writing is lane.watched:
            return
        lane.watched = lane.writing
        mask = selectors.EVENT_READ | (selectors.EVENT_WRITE if lane.writing else 0)
        self._selector.modify(lane.sock, mask, lane)

    def _advance(self, lane: Lane) -> None:
        try:
            event = lane.advance()
        except LaneLost:
            self._lose(lane)
            return
        self._watch(lane)
        if event is None:
            return
        self._events.append(event)
        if isinstance(event, Answer):
            self._busy.pop(event.key, None)
            if lane.idle:
                self._free.add(lane)
            else:
                self._forget(lane)

    def _drop_late(self) -> None:
        now = time.monotonic()
        if now < self._look_at:
            return
        self._look_at = now + _LOOK
        for lane in [lane for lane in self._lanes if lane.deadline < now]:
            self._lose(lane)

    def _lose(self, lane: Lane) -> None:
        """The end of a connection: unknown after the dot, to be tried again before it."""
        message = lane.message
        if message is not None and self._busy.pop(message.key, None) is not None:
            verdict = Verdict.UNKNOWN if lane.released else Verdict.TEMPORARY
            # A message said to be ready may have been dropped by the ledger in the meantime: the
            # answer is then of no use, and harmless.
            self._events = [e for e in self._events if e != Ready(message.key)]
            self._events.append(Answer(message.key, verdict, "lost"))
        self._forget(lane)

    def _forget(self, lane: Lane) -> None:
        self._free.discard(lane)
        if lane in self._lanes:
            self._lanes.discard(lane)
            self._selector.unregister(lane.sock)
        lane.close()


def _trust() -> ssl.SSLContext:
    """The authorities of the system, read once: reading them takes as long as a hundred messages."""
    with _trust_once:
        return _authorities()


@functools.cache
def _authorities() -> ssl.SSLContext:
    return ssl.create_default_context()


def _open(relay: Relay) -> Lane:
    """A connection that has greeted, secured itself and signed in. Raises OSError, SMTPException."""
    client: smtplib.SMTP
    if relay.tls == "implicit":
        client = smtplib.SMTP_SSL(relay.host, relay.port, timeout=_CONNECT, context=_trust())
    else:
        client = smtplib.SMTP(relay.host, relay.port, timeout=_CONNECT)
    try:
        client.ehlo_or_helo_if_needed()
        if relay.tls == "offered" and client.has_extn("starttls"):
            client.starttls(context=_trust())
            client.ehlo()
        if relay.user:
            client.login(relay.user, relay.password)
        sock = client.sock
        if sock is None:
            raise OSError("no connection")
        features = frozenset(name.lower() for name in client.esmtp_features)
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        client.close()
        raise
    # The buffered reader keeps the socket open behind our back: from here on only the lane reads.
    client.file = None
    client.sock = None
    return Lane(sock, features)
