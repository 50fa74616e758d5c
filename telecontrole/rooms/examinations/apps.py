from __future__ import annotations

from django.apps import AppConfig


class ExaminationsConfig(AppConfig):
    """Examinations: interview, avis, information of the insured person and the treating doctor."""

    name = "telecontrole.rooms.examinations"
    label = "examinations"

    def ready(self) -> None:
        """Declare the messages of the room, and its sealed column."""
        from telecontrole.foundations.vault.rotation import Column, register  # noqa: PLC0415  (idem)
        from telecontrole.rooms.examinations import notices  # noqa: PLC0415  (tables load after apps)

        notices.register_all()
        register(
            Column(
                "examinations.ExaminationNote",
                "body_sealed",
                "examinations.note:{pk}",
                medical=True,
            )
        )
