from __future__ import annotations

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """Tasks for staff, by queue and caisse, with a due time."""

    name = "telecontrole.rooms.worklist"
    label = "worklist"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "tâches"
