from __future__ import annotations

from django.apps import AppConfig


class VisioConfig(AppConfig):
    """Calls from browser to browser, for whoever asks."""

    name = "telecontrole.rooms.visio"
    label = "visio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the sealed column of the room to the rotation of keys."""
        from telecontrole.foundations.vault.rotation import Column, register  # noqa: PLC0415  (tables load after the apps)

        register(Column("visio.Guest", "address_sealed", "visio.guest:{pk}:address"))
        register(
            Column("visio.ExchangeContent", "sealed", "visio.exchange:{pk}:content", medical=True)
        )
