from __future__ import annotations

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Caisses, sites, calendars and the rollout of services."""

    name = "telecontrole.rooms.territory"
    label = "territory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tasks are due when the people of their caisse are there."""
        from telecontrole.rooms.territory import selectors  # noqa: PLC0415  (tables load after the apps)
        from telecontrole.rooms.worklist import services as worklist  # noqa: PLC0415  (idem)

        worklist.register_offices(selectors.offices)
