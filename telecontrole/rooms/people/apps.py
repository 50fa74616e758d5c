from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Insured persons, practitioners, médecins-conseils and accounts."""

    name = "telecontrole.rooms.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
