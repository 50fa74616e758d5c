from __future__ import annotations

from django.apps import AppConfig


class FeedsConfig(AppConfig):
    """Secret addresses of diaries."""

    name = "telecontrole.rooms.feeds"
    label = "feeds"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "agendas abonnés"
