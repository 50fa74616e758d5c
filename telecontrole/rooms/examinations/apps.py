from __future__ import annotations

from django.apps import AppConfig


class ExaminationsConfig(AppConfig):
    """Examinations: interview, avis, information of the insured person and the treating doctor."""

    name = "telecontrole.rooms.examinations"
    label = "examinations"

    def ready(self) -> None:
        """Declare the messages of the room."""
        from telecontrole.rooms.examinations import notices  # noqa: PLC0415  (tables load after the apps)

        notices.register_all()
