from __future__ import annotations

from django.apps import AppConfig


class DiariesConfig(AppConfig):
    """Availabilities and bookings."""

    name = "telecontrole.rooms.diaries"
    label = "diaries"
    default_auto_field = "django.db.models.BigAutoField"
