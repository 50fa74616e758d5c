from __future__ import annotations

from django.apps import AppConfig


class HallConfig(AppConfig):
    """The entrance hall."""

    name = "telecontrole.hall"
    label = "hall"

    def ready(self) -> None:
        """The hall's sealed columns take part in a rotation of keys; its duties hear what the rooms tell."""
        from telecontrole.foundations.vault import rotation  # noqa: PLC0415  (tables load after the apps)
        from telecontrole.hall import duties, misdirected  # noqa: PLC0415  (they read the rooms)

        duties.register()
        misdirected.register()
        rotation.register(
            rotation.Column("hall.BrokenGlass", "reason_sealed", "hall.glass:{pk}:reason")
        )
        rotation.register(
            rotation.Column(
                "hall.CorrectionRequest", "wanted_sealed", "hall.correction:{pk}:wanted"
            )
        )
        rotation.register(
            rotation.Column("hall.PersonalExport", "archive_sealed", "hall.export:{pk}:archive")
        )
