"""A small client of clamd (ClamAV) over its unix socket: command INSTREAM, nothing touches a disk."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

_CHUNK = 64 * 1024
_SECONDS = 60.0
_REPLY_LIMIT = 4_096


class Verdict(StrEnum):
    """What the antivirus says. Not knowing is not clean."""

    CLEAN = "clean"
    INFECTED = "infected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scan:
    """A verdict, and the name of the signature that was found (or why nothing is known)."""

    verdict: Verdict
    detail: str = ""


def scan(content: bytes, *, path: Path | None = None) -> Scan:
    """Have `content` scanned; every failure to get a clear answer is UNKNOWN, never an exception."""
    try:
        return _read(_ask(b"zINSTREAM\0", content, path))
    except OSError as fault:
        return Scan(Verdict.UNKNOWN, type(fault).__name__)


def version(*, path: Path | None = None) -> str | None:
    """clamd's version and signature date, or None when it does not answer (shown by `doctor`)."""
    try:
        return _ask(b"zVERSION\0", None, path) or None
    except OSError:
        return None


def _ask(command: bytes, content: bytes | None, path: Path | None) -> str:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as wire:
        wire.settimeout(_SECONDS)
        wire.connect(str(path or settings.CLAMD_SOCKET))
        wire.sendall(command)
        if content is not None:
            _stream(wire, content)
        return _reply(wire)


def _stream(wire: socket.socket, content: bytes) -> None:
    view = memoryview(content)
    try:
        for start in range(0, len(view), _CHUNK):
            part = view[start : start + _CHUNK]
            wire.sendall(struct.pack("!I", len(part)) + part)
        wire.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        # clamd closes as soon as its size limit is passed; its reply says so and is still there.
        return


def _reply(wire: socket.socket) -> str:
    received = b""
    while b"\0" not in received and len(received) < _REPLY_LIMIT:
        part = wire.recv(_REPLY_LIMIT)
        if not part:
            break
        received += part
    return received.partition(b"\0")[0].decode("ascii", "replace").strip()


def _read(reply: str) -> Scan:
    if reply == "stream: OK":
        return Scan(Verdict.CLEAN)
    if reply.startswith("stream: ") and reply.endswith(" FOUND"):
        return Scan(Verdict.INFECTED, reply[len("stream: ") : -len(" FOUND")])
    return Scan(Verdict.UNKNOWN, "refused by clamd" if reply else "no answer")
