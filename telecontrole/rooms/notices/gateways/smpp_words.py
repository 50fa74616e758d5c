"""SMPP 3.4 on the wire: the few words we speak, and receipts as we hear them."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from datetime import datetime

from telecontrole.rooms.notices.enums import ReceiptStatus, Verdict
from telecontrole.rooms.notices.gateways.protocol import Outgoing
from telecontrole.rooms.notices.texts.wording import gsm_bytes

SUBMIT, SUBMIT_RESP = 0x00000004, 0x80000004
DELIVER, DELIVER_RESP = 0x00000005, 0x80000005
ENQUIRE, ENQUIRE_RESP = 0x00000015, 0x80000015
UNBIND, UNBIND_RESP = 0x00000006, 0x80000006
NACK = 0x80000000
LONGEST_PDU = 70_000

_HEAD = struct.Struct(">LLLL")
_TON_INTERNATIONAL, _TON_ALPHANUMERIC, _NPI_ISDN = 1, 5, 1
_TAG_RECEIPTED_ID, _TAG_STATE, _TAG_REFERENCE = 0x001E, 0x0427, 0x0204
# SMPP 3.4 §5.1.3: errors of the moment, after which the same message may be tried again.
_TEMPORARY = {0x08, 0x14, 0x58, 0x0D, 0x0E, 0x0F, 0x64}
_STATES = {2: ReceiptStatus.DELIVERED, 1: ReceiptStatus.PENDING, 6: ReceiptStatus.PENDING}
_NAMED = {
    "DELIVRD": ReceiptStatus.DELIVERED,
    "ENROUTE": ReceiptStatus.PENDING,
    "ACCEPTD": ReceiptStatus.PENDING,
    "SCHEDULED": ReceiptStatus.PENDING,
}
_ID = re.compile(rb"\bid:(\S+)")
_STAT = re.compile(rb"\bstat:(\S+)")
_ERR = re.compile(rb"\berr:(\S+)")


@dataclass(frozen=True, slots=True)
class Pdu:
    """One unit: what, its status, its number, and the bytes behind."""

    command: int
    status: int
    sequence: int
    body: bytes


class Nonsense(ValueError):
    """The other side does not speak SMPP."""


def frames(buffer: bytes) -> tuple[list[Pdu], bytes]:
    """Complete units at the head of the buffer, and the rest. Raises Nonsense."""
    found, at = [], 0
    while len(buffer) - at >= _HEAD.size:
        length, command, status, sequence = _HEAD.unpack_from(buffer, at)
        if not _HEAD.size <= length <= LONGEST_PDU:
            raise Nonsense("length")
        if len(buffer) - at < length:
            break
        found.append(Pdu(command, status, sequence, buffer[at + _HEAD.size : at + length]))
        at += length
    return found, buffer[at:]


def pdu(command: int, sequence: int, body: bytes = b"", status: int = 0) -> bytes:
    """The bytes of one unit."""
    return _HEAD.pack(_HEAD.size + len(body), command, status, sequence) + body


def submit(message: Outgoing, sequence: int, *, sender: str, now: datetime) -> bytes:
    """submit_sm of one part in the GSM alphabet, asking for a receipt, valid until the appointment.

    Raises ValueError when the text is not in that alphabet.
    """
    text = gsm_bytes(message.body.decode())
    source = bytes([_TON_ALPHANUMERIC, 0]) + sender.encode("ascii") + b"\0"
    target = message.address.lstrip("+").encode("ascii")
    destination = bytes([_TON_INTERNATIONAL, _NPI_ISDN]) + target + b"\0"
    validity = _relative(message.valid_until, now).encode() + b"\0"
    fixed = bytes([0, 0, 0]) + b"\0" + validity + bytes([1, 0, 0, 0, len(text)])
    reference = struct.pack(">HHH", _TAG_REFERENCE, 2, message.key.int & 0xFFFF)
    return pdu(SUBMIT, sequence, b"\0" + source + destination + fixed + text + reference)


def verdict(status: int) -> Verdict:
    """What a command status of submit_sm_resp means."""
    if status == 0:
        return Verdict.ACCEPTED
    return Verdict.TEMPORARY if status in _TEMPORARY else Verdict.REFUSED


def message_id(body: bytes) -> str:
    """The identifier in submit_sm_resp."""
    return body.split(b"\0", 1)[0].decode("latin-1")


def receipt(body: bytes) -> tuple[str, ReceiptStatus, str] | None:
    """Identifier, status and code of a deliver_sm that is a receipt; None for anything else."""
    try:
        esm_class, text, options = _delivery(body)
    except (IndexError, ValueError, struct.error):
        return None
    if not esm_class & 0x04 and _TAG_RECEIPTED_ID not in options:
        return None
    identifier = options.get(_TAG_RECEIPTED_ID, b"").rstrip(b"\0") or _first(_ID, text)
    if not identifier:
        return None
    name = _first(_STAT, text).decode("latin-1").upper()
    state = options.get(_TAG_STATE, b"")
    status = (
        _STATES.get(state[0], ReceiptStatus.FAILED)
        if state
        else _NAMED.get(name, ReceiptStatus.FAILED)
    )
    error = _first(_ERR, text).decode("latin-1")
    return identifier.decode("latin-1"), status, f"{name} {error}".strip()[:40]


def _delivery(body: bytes) -> tuple[int, bytes, dict[int, bytes]]:
    """esm_class, text and optional parameters of deliver_sm."""
    at = body.index(b"\0") + 1
    for _ in range(2):
        at = body.index(b"\0", at + 2) + 1
    esm_class = body[at]
    at += 3
    for _ in range(2):
        at = body.index(b"\0", at) + 1
    length = body[at + 4]
    text = body[at + 5 : at + 5 + length]
    return esm_class, text, _options(body[at + 5 + length :])


def _options(data: bytes) -> dict[int, bytes]:
    found = {}
    while len(data) >= 4:
        tag, length = struct.unpack_from(">HH", data)
        found[tag] = data[4 : 4 + length]
        data = data[4 + length :]
    return found


def _first(pattern: re.Pattern[bytes], text: bytes) -> bytes:
    match = pattern.search(text)
    return match.group(1) if match else b""


def _relative(until: datetime | None, now: datetime) -> str:
    """A relative validity period (SMPP 3.4 §7.1.1.2), at least a minute; empty when there is none."""
    if until is None:
        return ""
    seconds = max(60, int((until - now).total_seconds()))
    days, rest = divmod(min(seconds, 30 * 86400), 86400)
    return f"0000{days:02}{rest // 3600:02}{rest % 3600 // 60:02}{rest % 60:02}000R"
