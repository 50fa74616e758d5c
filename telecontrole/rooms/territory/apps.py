from __future__ import annotations

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Caisses, sites, calendars and the rollout of services."""

    name = "telecontrole.rooms.territory"
    label = "territory"
    default_auto_field = "django.db.models.BigAutoField"
