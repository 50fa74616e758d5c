"""The envelope: one random key per blob, wrapped by a master key, bound to its row.

    "TCV1" | key id (4) | wrap nonce (12) | wrapped data key (32 + 16) | ciphertext | tag (16)

The row identity (`people.insured:<uuid>:nir`) is authenticated, not stored: a ciphertext that
is copied to another row or another column does not open. The data key serves once, so its
nonce is fixed; the wrap nonce is random, which stays safe for about four thousand million
blobs per master key (NIST SP 800-38D §8.3), after which one rotates. Rewrapping changes the
wrapped key alone: the body of a document is not touched.

A blob is OVERHEAD (84) bytes longer than its plaintext.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .keys import ID_BYTES, KEY_BYTES, KeyFile, ensure_key_file, read_key_file

MAGIC = b"TCV1"
NONCE_BYTES = 12
TAG_BYTES = 16
_ID_END = len(MAGIC) + ID_BYTES
_NONCE_END = _ID_END + NONCE_BYTES
_KEY_END = _NONCE_END + KEY_BYTES + TAG_BYTES
_FIXED_NONCE = bytes(NONCE_BYTES)
OVERHEAD = _KEY_END + TAG_BYTES


class SealBroken(Exception):
    """The blob was altered, moved from its row, or its master key is not in the key file."""


class Vault:
    """Seals and opens with the keys of one key file. Safe to share between threads."""

    def __init__(self, keys: KeyFile) -> None:
        self._keys = keys
        self._masters = {key_id: AESGCM(key) for key_id, key in keys.seal_keys.items()}
        self._head = MAGIC + keys.current
        self._current = self._masters[keys.current]
        self._purpose = lru_cache(maxsize=64)(self._purpose_key)

    def seal(self, plaintext: bytes, *, row: str) -> bytes:
        """Encrypt for one row; two seals of the same text differ."""
        bound = row.encode()
        data_key = os.urandom(KEY_BYTES)
        body = AESGCM(data_key).encrypt(_FIXED_NONCE, plaintext, MAGIC + bound)
        return self._wrap(data_key, bound) + body

    def unseal(self, blob: bytes, *, row: str) -> bytes:
        """Decrypt; raises SealBroken when the blob is not this row's, or was altered."""
        bound = row.encode()
        data_key = self._unwrap(blob, bound)
        try:
            return AESGCM(data_key).decrypt(_FIXED_NONCE, blob[_KEY_END:], MAGIC + bound)
        except InvalidTag:
            raise SealBroken("the body does not open") from None

    def rewrap(self, blob: bytes, *, row: str) -> bytes:
        """The same blob under the current master key; raises SealBroken like `unseal`."""
        if blob.startswith(self._head):
            return blob
        bound = row.encode()
        return self._wrap(self._unwrap(blob, bound), bound) + blob[_KEY_END:]

    @property
    def head(self) -> bytes:
        """The first bytes of a blob under the current master key."""
        return self._head

    def is_current(self, blob: bytes) -> bool:
        """True when no rotation is due for this blob."""
        return blob.startswith(self._head)

    def knows(self, blob: bytes) -> bool:
        """True when the blob's master key is in the key file."""
        return blob[len(MAGIC) : _ID_END] in self._masters

    def fingerprint(self, value: str, *, purpose: str) -> bytes:
        """Keyed hash (32 bytes) to find a value without storing it; purposes do not meet."""
        return hmac.digest(self._purpose(purpose), value.encode(), hashlib.sha256)

    def _purpose_key(self, purpose: str) -> bytes:
        return hmac.digest(self._keys.index_key, b"purpose:" + purpose.encode(), hashlib.sha256)

    def _wrap(self, data_key: bytes, bound: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return self._head + nonce + self._current.encrypt(nonce, data_key, self._head + bound)

    def _unwrap(self, blob: bytes, bound: bytes) -> bytes:
        head = bytes(blob[:_ID_END])
        master = self._masters.get(head[len(MAGIC) :])
        if len(blob) < OVERHEAD or not head.startswith(MAGIC) or master is None:
            raise SealBroken("not a sealed blob, or its master key is unknown")
        try:
            return master.decrypt(blob[_ID_END:_NONCE_END], blob[_NONCE_END:_KEY_END], head + bound)
        except InvalidTag:
            raise SealBroken("the key does not open for this row") from None


@lru_cache(maxsize=4)
def open_vault(path: Path, *, create: bool = False) -> Vault:
    """The vault of a key file, read once per process; made when absent only if `create`.

    In production a missing file is a fault: a fresh one would open nothing of what is stored.
    """
    if create:
        ensure_key_file(path)
    return Vault(read_key_file(path))
