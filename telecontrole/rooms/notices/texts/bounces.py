"""Reading what comes back to the envelope sender: delivery reports (RFC 3464)."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from email.message import Message
from uuid import UUID

from telecontrole.rooms.notices.enums import ReceiptStatus

_TOKEN = re.compile(r"\bbounce\+([0-9a-f]{32})@", re.IGNORECASE)
_ENVELOPE_ID = re.compile(r"^\s*([0-9a-f]{32})\s*$", re.IGNORECASE)
_ACTIONS = {
    "failed": ReceiptStatus.FAILED,
    "delivered": ReceiptStatus.DELIVERED,
    "delayed": ReceiptStatus.PENDING,
    # The next relay has it and promises no report.
    "relayed": ReceiptStatus.PENDING,
    "expanded": ReceiptStatus.PENDING,
}
_ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class Report:
    """What a report says of one attempt; the code is the enhanced status only (texts hold addresses)."""

    attempt: UUID
    status: ReceiptStatus
    code: str


def read(raw: bytes) -> Report | None:
    """The report in a message; None when it is none, whatever the bytes are."""
    try:
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        fields = _status_fields(message)
        attempt = _attempt(message, fields)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    action = " ".join(str(fields.get("action", "")).lower().split())
    if attempt is None or action not in _ACTIONS:
        return None
    code = _ENHANCED.search(str(fields.get("status", "")))
    return Report(attempt, _ACTIONS[action], code.group() if code else "")


def _status_fields(message: Message) -> dict[str, str]:
    """Fields of the message and of the recipient in the delivery-status part, names in lower case."""
    found: dict[str, str] = {}
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            for block in blocks if isinstance(blocks, list) else []:
                if isinstance(block, Message):
                    found.update({name.lower(): str(value) for name, value in block.items()})
    return found


def _attempt(message: Message, fields: dict[str, str]) -> UUID | None:
    """The attempt: by the address that the report came to, else by the envelope identifier."""
    for name in ("delivered-to", "x-original-to", "to"):
        for value in message.get_all(name, []):
            if token := _TOKEN.search(str(value)):
                return UUID(token.group(1))
    if envelope := _ENVELOPE_ID.match(fields.get("original-envelope-id", "")):
        return UUID(envelope.group(1))
    return None
