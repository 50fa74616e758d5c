"""At start: every message can be written with the address of this site, and says whom it comes from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from telecontrole.rooms.notices.texts import rendering
from telecontrole.rooms.notices.texts.email import BadAddress, safe_address
from telecontrole.rooms.notices.texts.wording import sender_allowed

_HINT = (
    "An SMS holds 160 characters with its link: take a shorter TELECONTROLE_BASE_URL, "
    "or shorten the template."
)


def check_messages(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """One error for each fault of a message; registered with Django's system checks."""
    return [
        Error(f"{template}: {fault.code} {fault.detail}".strip(), hint=_HINT, id="notices.E001")
        for template, found in rendering.faults().items()
        for fault in found
    ]


def check_senders(app_configs: object, **kwargs: Any) -> list[CheckMessage]:
    """A sender that relays and operators would refuse; an empty setting takes the default."""
    found: list[CheckMessage] = []
    if settings.EMAIL_FROM:
        try:
            safe_address(settings.EMAIL_FROM)
        except BadAddress:
            text = "TELECONTROLE_EMAIL_FROM must be one plain address, without a name."
            found.append(Error(text, id="notices.E002"))
    if settings.SMS_SENDER and not sender_allowed(settings.SMS_SENDER):
        text = "TELECONTROLE_SMS_SENDER must be 1 to 11 letters and digits, the first a letter."
        found.append(Error(text, id="notices.E003"))
    return found
