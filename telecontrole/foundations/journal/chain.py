"""The chain's arithmetic, pure: what is hashed, and how a link depends on the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = b"\x00" * 32


def canonical(
    *,
    seq: int,
    at: datetime,
    action: str,
    actor_kind: str,
    actor_id: str,
    subject: str,
    data: Mapping[str, Any],
) -> bytes:
    """The one byte form of an entry: JSON, sorted keys, instant in UTC to the microsecond."""
    content = [
        seq,
        at.astimezone(UTC).isoformat(timespec="microseconds"),
        action,
        actor_kind,
        actor_id,
        subject,
        data,
    ]
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def link(previous: bytes, entry: bytes) -> bytes:
    """Digest of an entry chained on the previous digest (SHA-256)."""
    return hashlib.sha256(previous + hashlib.sha256(entry).digest()).digest()
