"""Registers what surrounds migrations: extensions before, privileges after."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DatabaseConfig(AppConfig):
    """The database's foundation. Has no tables."""

    name = "telecontrole.foundations.database"
    label = "database"

    def ready(self) -> None:
        """Connect to migrations, whoever starts them: an operator, a test, a scratch database."""
        pre_migrate.connect(_before, sender=self, dispatch_uid="database.before")
        post_migrate.connect(_after, sender=self, dispatch_uid="database.after")


def _before(using: str, plan: list[object], **_: Any) -> None:
    from telecontrole.foundations.database import grants  # noqa: PLC0415  needs settings

    if using == "owner":
        grants.prepare()


def _after(using: str, **_: Any) -> None:
    from telecontrole.foundations.database import grants, readiness  # noqa: PLC0415  needs settings

    if using == "owner":
        grants.apply()
        readiness.note()
