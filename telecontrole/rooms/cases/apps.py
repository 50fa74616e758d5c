from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The file to control."""

    name = "telecontrole.rooms.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The room's sealed columns take part in a rotation of keys."""
        from telecontrole.foundations.vault.rotation import (  # noqa: PLC0415  (tables load after the apps)
            Column,
            register,
        )

        register(Column("cases.ImportChunk", "body_sealed", "cases.import_chunk:{pk}:body"))
        register(Column("cases.ImportLine", "cells_sealed", "cases.import_line:{pk}:cells"))
