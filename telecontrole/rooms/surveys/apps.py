from __future__ import annotations

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Anonymous questions to whoever a room above asks."""

    name = "telecontrole.rooms.surveys"
    label = "surveys"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "questionnaires"
