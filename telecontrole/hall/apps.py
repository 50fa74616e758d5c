from __future__ import annotations

from django.apps import AppConfig


class HallConfig(AppConfig):
    """The entrance hall."""

    name = "telecontrole.hall"
    label = "hall"

    def ready(self) -> None:
        """The hall's duties hear what the rooms tell."""
        from telecontrole.hall import duties  # noqa: PLC0415  (it reads the rooms)

        duties.register()
