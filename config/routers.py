"""Where migrations run: as the owner of the tables, never as the runtime role."""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """Schema changes go to the alias `owner`; everything else to `default`."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Only the owner's connection may change the schema."""
        return db == "owner"
