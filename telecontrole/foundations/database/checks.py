"""What Django checks at start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def roles_are_separate(**_: Any) -> list[CheckMessage]:
    """Medical secrecy and the journal rest on a runtime role that does not own the tables."""
    owner = settings.DATABASES.get("owner", {})
    runtime = settings.DATABASES["default"]
    if owner.get("USER") and owner["USER"] == runtime["USER"]:
        return [
            Error(
                "DATABASE_URL and DATABASE_OWNER_URL name the same role.",
                hint="Give the runtime a role of its own: docs/operations/installation.md.",
                id="database.E001",
            )
        ]
    return []
