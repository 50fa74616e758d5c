"""Writes: issuing, changing and closing the secret address of a diary."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.db import connection, transaction

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.rooms.feeds.models import PURPOSE, Feed

# 192 bits: nobody finds one by trying.
_BYTES = 24


@transaction.atomic
def issue(*, medecin_id: UUID, actor: Actor) -> str:
    """A new secret, shown once; the one before is closed in the same act."""
    with connection.cursor() as cursor:
        # Two windows of the same doctor: one after the other.
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"feeds:{medecin_id}"]
        )
    _close(medecin_id, actor)
    secret = secrets.token_urlsafe(_BYTES)
    row = Feed.objects.create(
        medecin_id=medecin_id,
        digest=vault.fingerprint(secret, purpose=PURPOSE),
        created_at=clock.now(),
    )
    _journal("issued", row, actor)
    return secret


@transaction.atomic
def revoke(*, medecin_id: UUID, actor: Actor) -> bool:
    """Close the address; False when none was open."""
    return _close(medecin_id, actor)


def _close(medecin_id: UUID, actor: Actor) -> bool:
    rows = Feed.objects.select_for_update().filter(medecin_id=medecin_id, revoked_at__isnull=True)
    row = rows.first()
    if row is None:
        return False
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    _journal("revoked", row, actor)
    return True


def _journal(verb: str, row: Feed, actor: Actor) -> None:
    journal.record(
        action=f"feeds:feed:{verb}",
        actor=actor,
        subject=f"medecin:{row.medecin_id}",
        data={"feed": str(row.id)},
    )
