from __future__ import annotations

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Sealed fields and documents."""

    name = "telecontrole.foundations.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The vault's own sealed columns take part in a rotation of keys."""
        from .rotation import Column, register  # noqa: PLC0415  (tables load after the apps)

        row = "vault.document:{pk}:content"
        register(Column("vault.Content", "sealed", row))
        register(Column("vault.MedicalContent", "sealed", row, medical=True))
