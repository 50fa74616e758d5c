from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class NoticesConfig(AppConfig):
    """Messages to people, and their proof."""

    name = "telecontrole.rooms.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the messages that several rooms send, and their check."""
        # The registry fills once the apps are loaded.
        from telecontrole.rooms.notices import checks, messages  # noqa: PLC0415

        messages.register_all()
        register(checks.check_messages)
        register(checks.check_senders)
