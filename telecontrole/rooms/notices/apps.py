from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register


class NoticesConfig(AppConfig):
    """Messages to people, and their proof."""

    name = "telecontrole.rooms.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the messages that several rooms send, their check, and the sealed columns."""
        # The registry fills once the apps are loaded.
        from telecontrole.foundations.vault import rotation  # noqa: PLC0415
        from telecontrole.rooms.notices import checks, messages  # noqa: PLC0415

        rotation.register(
            rotation.Column("notices.Notice", "params_sealed", "notices.notice:{pk}:params")
        )
        rotation.register(
            rotation.Column("notices.Notice", "address_sealed", "notices.notice:{pk}:address")
        )
        rotation.register(
            rotation.Column("notices.Attempt", "proof_sealed", "notices.attempt:{pk}:proof")
        )
        past = "notices.pastaddress:{pk}:address"
        rotation.register(rotation.Column("notices.PastAddress", "address_sealed", past))
        messages.register_all()
        register(checks.check_messages)
        register(checks.check_senders)
