"""The bytes of an email: text and HTML of the same words, the calendar entry, honest headers.

Written by hand rather than with the standard generator: ten times faster, and the tests read the
result back with the standard parser.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.utils import format_datetime
from functools import lru_cache

from telecontrole.rooms.notices.texts import html

_LINE = 76  # RFC 2045 §6.8


@dataclass(frozen=True, slots=True)
class Email:
    """Everything an email is made of; ``key`` is unique and stable for one attempt."""

    key: str
    sender: str
    sender_name: str
    recipient: str
    subject: str
    text: str
    at: datetime
    calendar: bytes = b""
    method: str = ""
    # The text cut by language, when it is not all in French.
    parts: tuple[tuple[str, str], ...] = ()


class BadAddress(ValueError):
    """An address that cannot stand in a header or an envelope. The message never contains it."""


def safe_address(address: str) -> str:
    """The address itself when it is one plain ASCII address; raises BadAddress."""
    ok = address.isascii() and address.isprintable() and not set(address) & set(' <>,;:\\"()[]')
    local, at, host = address.rpartition("@")
    if not (ok and at and 0 < len(local) <= 64 and "." in host.strip(".") and len(address) <= 254):
        raise BadAddress("not an address")
    return address


def message_id(key: str, sender: str) -> str:
    """The same identifier for the same attempt, always."""
    return f"<{key}@{sender.rpartition('@')[2]}>"


def compose(email: Email) -> bytes:
    """The whole message, lines ended by CRLF, ready for DATA (dots are the gateway's work).

    Raises `BadAddress`.
    """
    recipient, page = (
        safe_address(email.recipient),
        html.page(email.subject, email.text, email.parts),
    )
    outer, inner = f"mixed-{email.key}", f"words-{email.key}"
    entry = _base64_lines(email.calendar)
    lines = [
        f"From: {_mailbox(email.sender_name, email.sender)}",
        f"To: {recipient}",
        f"Subject: {_encoded(email.subject)}",
        f"Date: {format_datetime(email.at)}",
        f"Message-ID: {message_id(email.key, email.sender)}",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: All",
        f"Content-Language: {', '.join(code for code, _ in email.parts) or 'fr'}",
        f'Content-Type: multipart/mixed; boundary="{outer}"',
        "",
        f"--{outer}",
        f'Content-Type: multipart/alternative; boundary="{inner}"',
        "",
        *_part(inner, "text/plain; charset=utf-8", _base64_lines(email.text.encode() + b"\r\n")),
        *_part(inner, "text/html; charset=utf-8", _base64_lines(page.encode())),
    ]
    if email.calendar:
        kind = f"text/calendar; charset=utf-8; method={email.method}"
        lines += _part(inner, kind, entry)
    lines.append(f"--{inner}--")
    if email.calendar:
        lines += _part(outer, f'{kind}; name="rendez-vous.ics"', entry, "rendez-vous.ics")
    lines += [f"--{outer}--", ""]
    return "\r\n".join(lines).encode("ascii")


def _part(boundary: str, kind: str, coded: str, filename: str = "") -> list[str]:
    head = [f"--{boundary}", f"Content-Type: {kind}", "Content-Transfer-Encoding: base64"]
    if filename:
        head.append(f'Content-Disposition: attachment; filename="{filename}"')
    return [*head, "", coded]


def _base64_lines(content: bytes) -> str:
    coded = binascii.b2a_base64(content, newline=False).decode()
    return "\r\n".join(map(coded.__getitem__, _lines(-(-len(coded) // _LINE))))


@lru_cache(maxsize=64)
def _lines(count: int) -> list[slice]:
    return [slice(i * _LINE, (i + 1) * _LINE) for i in range(count)]


@lru_cache(maxsize=16)
def _mailbox(name: str, address: str) -> str:
    return str(Address(display_name=name, addr_spec=address))


@lru_cache(maxsize=1024)
def _encoded(text: str) -> str:
    """A header value: as it is in ASCII, else encoded words (RFC 2047) of at most 75 characters."""
    clean = " ".join(text.split())
    if clean.isascii() and len(clean) <= 60:
        return clean
    chunks, chunk = [], ""
    for character in clean:
        if len((chunk + character).encode()) > 42:
            chunks.append(chunk)
            chunk = ""
        chunk += character
    words = [binascii.b2a_base64(c.encode(), newline=False).decode() for c in [*chunks, chunk]]
    return "\r\n ".join(f"=?utf-8?b?{word}?=" for word in words)
