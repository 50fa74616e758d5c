"""The mailbox of what comes back, read over IMAP: for sites whose mail server is elsewhere.

A message is marked as seen once what it says is committed: cut in between, it is heard again, and a report
heard twice changes nothing. Nothing is deleted here: the mailbox's owner says how long it keeps.
"""

from __future__ import annotations

import imaplib
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

log = logging.getLogger(__name__)

_PATIENCE = 20.0
_AT_ONCE = 200
# A report quotes at most the message it is about, and ours are small.
MOST_BYTES = 10_000_000
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class BadMailbox(ValueError):
    """An address of a mailbox that cannot be understood. The message never contains its password."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where reports arrive."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    secure: bool


def mailbox(url: str) -> Mailbox:
    """From `imaps://user:password@host[:port][?folder=INBOX]`; `imap://` to a loopback address only.

    Raises BadMailbox.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "imaps"
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise BadMailbox("the mailbox needs imaps://user:password@host")
    if not secure and parts.hostname not in _LOOPBACK:
        raise BadMailbox("a mailbox elsewhere is read by imaps")
    try:
        port = parts.port or (993 if secure else 143)
    except ValueError as error:
        raise BadMailbox("the port of the mailbox is not a number") from error
    folder = parse_qs(parts.query).get("folder", ["INBOX"])[-1]
    if not folder.isascii() or not folder.isprintable() or '"' in folder or "\\" in folder:
        raise BadMailbox("the folder of the mailbox needs a plain name")
    return Mailbox(
        parts.hostname, port, unquote(parts.username), unquote(parts.password or ""), folder, secure
    )


def read(box: Mailbox, hear: Callable[[bytes], object]) -> int:
    """Hear the messages that nobody has heard yet, at most two hundred; returns how many.

    A server out of reach is told in the log, and is tried again the next time. What ``hear`` raises goes
    up, and its message stays unheard.
    """
    try:
        return _read(box, hear)
    except (OSError, imaplib.IMAP4.error) as error:
        log.warning("mailbox of reports not read", extra={"code": type(error).__name__})
        return 0


def _read(box: Mailbox, hear: Callable[[bytes], object]) -> int:
    with _opened(box) as server:
        server.login(box.user, box.password)
        server.select(f'"{box.folder}"')
        _, found = server.uid("SEARCH", "UNSEEN")
        numbers = (found[0] or b"").split()[:_AT_ONCE]
        for number in numbers:
            raw = _message(server, number.decode("ascii"))
            if raw is not None:
                hear(raw)
            server.uid("STORE", number.decode("ascii"), "+FLAGS.SILENT", r"(\Seen)")
        return len(numbers)


def _opened(box: Mailbox) -> imaplib.IMAP4:
    if box.secure:
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=_PATIENCE)
    return imaplib.IMAP4(box.host, box.port, timeout=_PATIENCE)


def _message(server: imaplib.IMAP4, number: str) -> bytes | None:
    """One message, cut at the limit, without marking it as seen."""
    _, parts = server.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
    for part in parts:
        if isinstance(part, tuple) and isinstance(part[1], bytes):
            return part[1]
    return None
