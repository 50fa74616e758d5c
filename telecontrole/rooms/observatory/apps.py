from __future__ import annotations

from django.apps import AppConfig


class ObservatoryConfig(AppConfig):
    """Watches every room; owns only aggregates."""

    name = "telecontrole.rooms.observatory"
    label = "observatory"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "observatoire"
