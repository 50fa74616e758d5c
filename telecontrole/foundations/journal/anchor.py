"""The head of the chain kept outside the database, so that a shortened or restored journal is noticed."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection


@dataclass(frozen=True, slots=True)
class Head:
    """A position of the chain and its digest, as it was once written."""

    position: int
    digest: bytes


def write(position: int, digest: bytes) -> None:
    """Replace the anchor by this head, atomically. The file is signed with the site's secret."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True)
    line = f"{position};{digest.hex()}"
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(f"{line};{_signature(line)}\n", encoding="ascii")
    draft.replace(path)


def read() -> Head | None:
    """The head last written, or None when there is none or its signature is false."""
    try:
        position, digest, signature = _path().read_text(encoding="ascii").strip().split(";")
    except (FileNotFoundError, ValueError):
        return None
    if not hmac.compare_digest(signature, _signature(f"{position};{digest}")):
        return None
    return Head(int(position), bytes.fromhex(digest))


def forged() -> bool:
    """Whether a file stands there that this site did not sign: written by somebody else, or under another secret."""
    return _path().exists() and read() is None


def _path() -> Path:
    return Path(settings.DATA_DIR) / "journal" / f"{connection.settings_dict['NAME']}.head"


def _signature(line: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), line.encode(), hashlib.sha256).hexdigest()
