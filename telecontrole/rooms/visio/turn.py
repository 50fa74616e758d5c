"""Short-lived relay credentials (TURN REST), one name per connection of a seat.

coturn counts its quota per name without the leading expiry, so every connection starts anew even
when an earlier tab died without giving its allocations back. Source: draft-uberti-behave-turn-rest.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Relays:
    """The relays of the installation; no address means direct calls (demonstration only)."""

    urls: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)

    @property
    def required(self) -> bool:
        """Whether both sides of a call must go through a relay."""
        return bool(self.urls)

    def servers(self, *, user: str, now: datetime, life: timedelta) -> list[dict[str, Any]]:
        """`iceServers` for one connection, good until `now + life`; no relay, no server."""
        if not self.urls:
            return []
        name = f"{int((now + life).timestamp())}:{user}"
        digest = hmac.new(self.secret.encode(), name.encode(), hashlib.sha1).digest()
        password = base64.b64encode(digest).decode()
        return [{"urls": list(self.urls), "username": name, "credential": password}]


def relays_of(urls: Sequence[str], secret: str) -> Relays:
    """The relays of the settings. Raises ValueError for addresses without a secret, or not TURN."""
    if urls and not secret:
        raise ValueError("relay addresses without a relay secret")
    if any(not url.startswith(("turn:", "turns:")) for url in urls):
        raise ValueError("a relay address starts with turn: or turns:")
    return Relays(tuple(urls), secret if urls else "")


def ways_missing(urls: Sequence[str]) -> tuple[str, ...]:
    """Ways that people behind a firewall need and no address offers: `udp`, and `tls` on port 443."""
    offered = {
        "udp": any(url.startswith("turn:") and "transport=tcp" not in url for url in urls),
        "tls": any(re.fullmatch(r"turns:.+:443(\?.*)?", url) for url in urls),
    }
    return tuple(way for way, there in offered.items() if not there)
