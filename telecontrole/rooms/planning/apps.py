from __future__ import annotations

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    """Who meets whom, when, where and how."""

    name = "telecontrole.rooms.planning"
    label = "planning"
    verbose_name = "planification"
