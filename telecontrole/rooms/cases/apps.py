from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The file to control."""

    name = "telecontrole.rooms.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
