"""Tickets: what a page shows at the websocket's door. Signed, short-lived, for one browser, once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core import signing

SALT = "telecontrole.visio.ticket"


@dataclass(frozen=True)
class Ticket:
    """A ticket read back: the signature holds, nothing else has been checked."""

    seat: str
    browser: str
    nonce: str
    expires_at: datetime


def write(*, seat: str, browser_session: str, expires_at: datetime) -> str:
    """A signed ticket for one seat and one browser session, good until `expires_at`."""
    body = {
        "s": seat,
        "b": browser_digest(browser_session),
        "n": secrets.token_hex(16),
        "e": int(expires_at.timestamp()),
    }
    return signing.dumps(body, salt=SALT)


def read(token: str) -> Ticket | None:
    """The ticket, or None when it was not signed by us."""
    try:
        body = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Ticket(body["s"], body["b"], body["n"], datetime.fromtimestamp(body["e"], tz=UTC))


def browser_digest(browser_session: str) -> str:
    """What a ticket says of its browser: never the session's key itself."""
    return hashlib.sha256(f"{SALT}:{browser_session}".encode()).hexdigest()[:32]
