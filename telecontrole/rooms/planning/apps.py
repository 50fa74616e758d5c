from __future__ import annotations

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Who meets whom, when, where and how."""

    name = "telecontrole.rooms.planning"
    label = "planning"
    verbose_name = "planification"

    def ready(self) -> None:
        """Guard the tasks that stand for the next step of a case."""
        from telecontrole.rooms.planning import guarding  # noqa: PLC0415  (tables load after the apps)

        guarding.register_all()
