from __future__ import annotations

from django.apps import AppConfig


class WorklistConfig(AppConfig):
    """Tasks for staff, by queue and caisse, with a due time."""

    name = "telecontrole.rooms.worklist"
    label = "worklist"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "tâches"

    def ready(self) -> None:
        """The room's sealed column takes part in a rotation of keys."""
        from telecontrole.foundations.vault.rotation import (  # noqa: PLC0415  (tables load after the apps)
            Column,
            register,
        )

        register(Column("worklist.Task", "said_sealed", "worklist.task:{pk}:note"))
