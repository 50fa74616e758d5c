"""One SMTP connection, message after message, stopped just before the final dot.

A lane is a conversation written as a generator: it yields when it waits for the server's reply and
is resumed with it. The socket does not block; the gateway watches all the lanes together.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Generator
from dataclasses import dataclass
from uuid import UUID

from telecontrole.rooms.notices.enums import Verdict
from telecontrole.rooms.notices.gateways.protocol import Answer, Outgoing, Ready

# RFC 5321 §4.5.3.2 gives minutes; before the dot we may give up early, since nothing was sent.
BEFORE_DOT = 30.0
AFTER_DOT = 60.0
_MOST = 65536
# Every byte but those that end a line.
_NO_END = bytes(set(range(256)) - set(b"\r\n"))
_ENHANCED = re.compile(rb"^[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete reply: code, and the enhanced status when the server gives one."""

    code: int
    status: str

    @property
    def words(self) -> str:
        """The codes, without the server's text."""
        return f"{self.code} {self.status}".strip()


class LaneLost(Exception):
    """The connection is gone, late or speaks nonsense."""


class Lane:
    """One connection: `start` a message, `advance` when the socket is ready, `finish` after the commit."""

    def __init__(self, sock: socket.socket, features: frozenset[str]) -> None:
        sock.setblocking(False)
        self.sock = sock
        self.features = features
        self.message: Outgoing | None = None
        self.released = False
        self.deadline = float("inf")
        self._in = b""
        self._out = b""
        self._talk: Generator[None, Reply, Ready | Answer] | None = None
        # The server closed its side, or the conversation cannot go on: finish what is read, then drop.
        self.dead = False
        # Whether the gateway waits for the socket to take more.
        self.watched = False

    @property
    def idle(self) -> bool:
        """Whether a message may start."""
        return self.message is None and not self.dead

    @property
    def writing(self) -> bool:
        """Whether bytes wait to be written."""
        return bool(self._out)

    def start(self, message: Outgoing) -> None:
        """Begin a message. Raises LaneLost."""
        self.message, self.released = message, False
        self.deadline = time.monotonic() + BEFORE_DOT
        self._talk = self._until_dot(message)
        next(self._talk)

    def finish(self) -> None:
        """The commit is done: write the final dot. Raises LaneLost; `released` says if it left."""
        self._receive(to_the_end=True)
        if self.dead:
            raise LaneLost("closed")
        self.released = True
        self.deadline = time.monotonic() + AFTER_DOT
        self._talk = self._dot()
        next(self._talk)

    def advance(self) -> Ready | Answer | None:
        """Read and write what can be. Raises LaneLost."""
        self._flush()
        self._receive()
        while self._talk is not None and (reply := self._next_reply()) is not None:
            try:
                self._talk.send(reply)
            except StopIteration as end:
                self._talk = None
                return self._ended(end.value)
        if self.dead or time.monotonic() > self.deadline:
            raise LaneLost("closed or late")
        return None

    def close(self) -> None:
        """Drop the connection: a message without its dot is discarded by the server (RFC 5321 §4.1.1.4)."""
        self.sock.close()

    def _ended(self, event: Ready | Answer) -> Ready | Answer:
        self.deadline = float("inf") if isinstance(event, Answer) else time.monotonic() + BEFORE_DOT
        if isinstance(event, Answer):
            self.message = None
        return event

    def _until_dot(self, message: Outgoing) -> Generator[None, Reply, Ready | Answer]:
        size = f" SIZE={len(message.body)}" if "size" in self.features else ""
        dsn = "dsn" in self.features
        ret = f" RET=HDRS ENVID={message.key.hex}" if dsn else ""
        notify = " NOTIFY=SUCCESS,FAILURE" if dsn else ""
        commands = [
            f"MAIL FROM:<{message.envelope_sender}>{size}{ret}",
            f"RCPT TO:<{message.address}>{notify}",
            "DATA",
        ]
        piped = "pipelining" in self.features
        if piped:
            self._send("".join(f"{command}\r\n" for command in commands).encode())
        refusal: Reply | None = None
        reply = Reply(0, "")
        for command in commands:
            if not piped:
                self._send(f"{command}\r\n".encode())
            reply = yield
            if reply.code >= 400 and refusal is None:
                refusal = reply
                if not piped:
                    break
        if refusal is not None:
            if piped and reply.code == 354:
                self.dead = True  # it waits for a body that will not come
                return _refusal(message.key, refusal)
            self._send(b"RSET\r\n")
            yield
            return _refusal(message.key, refusal)
        if reply.code != 354:
            raise LaneLost("nonsense")
        self._send(_stuffed(message.body))
        return Ready(message.key)

    def _dot(self) -> Generator[None, Reply, Ready | Answer]:
        assert self.message is not None
        self._send(b".\r\n")
        reply = yield
        if reply.code >= 400:
            return _refusal(self.message.key, reply)
        return Answer(self.message.key, Verdict.ACCEPTED, reply.words, self.message.key.hex)

    def _send(self, data: bytes) -> None:
        self._out += data
        self._flush()

    def _flush(self) -> None:
        try:
            while self._out:
                self._out = self._out[self.sock.send(self._out) :]
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError as error:
            raise LaneLost("broken") from error

    def _receive(self, *, to_the_end: bool = False) -> None:
        """What has come; ``to_the_end``: until nothing is left, so that a closed connection is seen now."""
        try:
            more = True
            while more:
                data = self.sock.recv(_MOST)
                if not data:
                    self.dead = True
                    return
                self._in += data
                if len(self._in) > _MOST:
                    raise LaneLost("too long")
                # The gateway is told again of what is left in the socket, but not of what TLS holds.
                more = to_the_end or len(data) == _MOST or isinstance(self.sock, ssl.SSLSocket)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return
        except OSError as error:
            raise LaneLost("broken") from error

    def _next_reply(self) -> Reply | None:
        while b"\n" in self._in:
            line, self._in = self._in.split(b"\n", 1)
            if not line[:3].isdigit() or len(line) < 3:
                raise LaneLost("nonsense")
            if line[3:4] == b"-":
                continue
            status = _ENHANCED.match(line[4:])
            return Reply(int(line[:3]), status.group().decode() if status else "")
        return None


def _refusal(key: UUID, reply: Reply) -> Answer:
    verdict = Verdict.TEMPORARY if reply.code < 500 else Verdict.REFUSED
    return Answer(key, verdict, reply.words)


def _stuffed(body: bytes) -> bytes:
    """Lines ended by CRLF, dots doubled at their beginning (RFC 5321 §4.5.2)."""
    text, ends = body, body.translate(None, _NO_END)
    if ends != b"\r\n" * (len(ends) // 2):
        text = body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    text = text if text.endswith(b"\r\n") else text + b"\r\n"
    if b"\n." in text:
        text = text.replace(b"\r\n.", b"\r\n..")
    return b"." + text if text.startswith(b".") else text
