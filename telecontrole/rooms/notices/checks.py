"""At start: every declared message can be written with the address of this site, at its longest."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error

from telecontrole.rooms.notices.texts import rendering

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
