from __future__ import annotations

from django.apps import AppConfig


class VisioConfig(AppConfig):
    """Calls from browser to browser, for whoever asks."""

    name = "telecontrole.rooms.visio"
    label = "visio"
    default_auto_field = "django.db.models.BigAutoField"
