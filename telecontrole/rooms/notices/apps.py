from __future__ import annotations

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Messages to people, and their proof."""

    name = "telecontrole.rooms.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the messages that several rooms send."""
        from telecontrole.rooms.notices import messages  # noqa: PLC0415  (registry after loading)

        messages.register_all()
