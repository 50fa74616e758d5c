"""Reads: whether an address is open, and whose diary it shows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from telecontrole.foundations import vault
from telecontrole.rooms.feeds.models import PURPOSE, Feed


def open_since(medecin_id: UUID) -> datetime | None:
    """Since when a doctor's address is open, or None."""
    row = Feed.objects.filter(medecin_id=medecin_id, revoked_at__isnull=True).first()
    return row.created_at if row else None


def medecin_of(secret: str) -> UUID | None:
    """Whose diary an open address shows, or None."""
    digest = vault.fingerprint(secret, purpose=PURPOSE)
    row = Feed.objects.filter(digest=digest, revoked_at__isnull=True).first()
    return row.medecin_id if row else None
