"""Just enough of STUN and TURN (RFC 8489, RFC 8656) to ask a relay what it would let through. Pure."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import struct
from dataclasses import dataclass

MAGIC = 0x2112A442
HEADER = 20

BINDING, ALLOCATE, REFRESH, CREATE_PERMISSION = 0x0001, 0x0003, 0x0004, 0x0008
SUCCESS = 0x0100
USERNAME, INTEGRITY, ERROR, LIFETIME = 0x0006, 0x0008, 0x0009, 0x000D
PEER, REALM, NONCE, RELAYED = 0x0012, 0x0014, 0x0015, 0x0016
FAMILY, TRANSPORT = 0x0017, 0x0019
UDP = bytes((17, 0, 0, 0))


@dataclass(frozen=True)
class Answer:
    """What a relay answered: its type and attributes (the first of each)."""

    kind: int
    attributes: dict[int, bytes]

    @property
    def error(self) -> int | None:
        """The error code, or None for a success."""
        value = self.attributes.get(ERROR)
        return None if value is None else value[2] * 100 + value[3]

    @property
    def succeeded(self) -> bool:
        """Whether it is a success response."""
        return bool(self.kind & SUCCESS) and self.error is None


def attribute(kind: int, value: bytes) -> bytes:
    """One attribute, padded to four bytes."""
    return struct.pack("!HH", kind, len(value)) + value + b"\0" * (-len(value) % 4)


def request(kind: int, transaction: bytes, attributes: bytes, key: bytes | None = None) -> bytes:
    """A request; with `key` it carries its integrity."""
    if key is not None:
        head = struct.pack("!HHI", kind, len(attributes) + 24, MAGIC) + transaction
        mac = hmac.new(key, head + attributes, hashlib.sha1).digest()
        attributes += attribute(INTEGRITY, mac)
    return struct.pack("!HHI", kind, len(attributes), MAGIC) + transaction + attributes


def length_of(header: bytes) -> int:
    """Bytes that follow a 20-byte header, for streams."""
    return int(struct.unpack("!H", header[2:4])[0])


def parse(data: bytes) -> Answer:
    """Read a message. Raises ValueError for anything too short."""
    if len(data) < HEADER:
        raise ValueError("not a STUN message")
    kind, length = struct.unpack("!HH", data[:4])
    found: dict[int, bytes] = {}
    at, end = HEADER, min(len(data), HEADER + length)
    while at + 4 <= end:
        name, size = struct.unpack("!HH", data[at : at + 4])
        found.setdefault(name, data[at + 4 : at + 4 + size])
        at += 4 + size + (-size % 4)
    return Answer(kind, found)


def key_of(user: str, realm: bytes, password: str) -> bytes:
    """The long-term key (RFC 8489 §9.2.2): MD5 is what the protocol asks for."""
    text = user.encode() + b":" + realm + b":" + password.encode()
    return hashlib.md5(text, usedforsecurity=False).digest()


def peer(address: str, transaction: bytes, port: int = 9) -> bytes:
    """The attribute XOR-PEER-ADDRESS."""
    parsed = ipaddress.ip_address(address)
    mask = struct.pack("!I", MAGIC) + (transaction if parsed.version == 6 else b"")
    hidden = bytes(a ^ b for a, b in zip(parsed.packed, mask, strict=True))
    family = 1 if parsed.version == 4 else 2
    return attribute(PEER, struct.pack("!BBH", 0, family, port ^ (MAGIC >> 16)) + hidden)


def address_of(value: bytes) -> str:
    """The IPv4 address of an XOR address attribute; empty for another family."""
    if len(value) < 8 or value[1] != 1:
        return ""
    number = struct.unpack("!I", value[4:8])[0] ^ MAGIC
    return str(ipaddress.IPv4Address(number))
