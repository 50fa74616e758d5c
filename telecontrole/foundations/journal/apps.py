from __future__ import annotations

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The append-only journal."""

    name = "telecontrole.foundations.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
