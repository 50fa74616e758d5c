from __future__ import annotations

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Actors, the medical wall, and the counters that slow guessing down."""

    name = "telecontrole.foundations.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
