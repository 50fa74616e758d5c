"""What is kept secret: sealed fields, fingerprints, documents.

Fields: `seal`, `unseal`, `rewrap`, `fingerprint` below. A row is named like
`"people.insured:<uuid>:nir"`: table, key, column. Documents: `vault.documents`.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from .envelope import SealBroken, Vault, open_vault
from .keys import KeyFileError, ensure_key_file

__all__ = [
    "KeyFileError",
    "SealBroken",
    "current_head",
    "ensure_key_file",
    "fingerprint",
    "forget_keys",
    "is_current",
    "knows",
    "rewrap",
    "seal",
    "unseal",
]


def seal(plaintext: bytes, *, row: str) -> bytes:
    """Encrypt `plaintext` for `row`, with a key of its own under the current master key."""
    return _vault().seal(plaintext, row=row)


def unseal(blob: bytes | memoryview, *, row: str) -> bytes:
    """Decrypt; raises SealBroken when altered, moved from `row`, or sealed by an unknown key."""
    return _holding(bytes(blob)).unseal(bytes(blob), row=row)


def rewrap(blob: bytes | memoryview, *, row: str) -> bytes:
    """The blob under the current master key (rotation); raises SealBroken."""
    return _holding(bytes(blob)).rewrap(bytes(blob), row=row)


def is_current(blob: bytes | memoryview) -> bool:
    """False when `rewrap` is due."""
    return _vault().is_current(bytes(blob[:64]))


def knows(blob: bytes | memoryview) -> bool:
    """True when the blob's master key is in the key file."""
    return _holding(bytes(blob)).knows(bytes(blob))


def current_head() -> bytes:
    """How a blob under the current master key begins."""
    return _vault().head


def fingerprint(value: str, *, purpose: str) -> bytes:
    """32 bytes to search by; the caller normalises the value first (`identifiers.normalise`)."""
    return _vault().fingerprint(value, purpose=purpose)


def forget_keys() -> None:
    """Read the key file again at the next use (after a rotation, in tests)."""
    open_vault.cache_clear()
    _at.cache_clear()


def _vault() -> Vault:
    return _at(str(settings.MASTER_KEY_FILE), settings.PRODUCTION)


# Thousands of seals a second: a path is not parsed for each.
@lru_cache(maxsize=4)
def _at(path: str, production: bool) -> Vault:
    return open_vault(Path(path), create=not production)


def _holding(blob: bytes) -> Vault:
    """The vault; its file is read again once when another node already seals with a newer key."""
    vault = _vault()
    if not vault.knows(blob):
        forget_keys()
        vault = _vault()
    return vault
