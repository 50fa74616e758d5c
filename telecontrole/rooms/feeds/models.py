"""Secret addresses. Private to the room."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

#: What fingerprints of secrets are made for.
PURPOSE = "feeds.feed"


class Feed(models.Model):
    """One secret address of a médecin-conseil's diary; only a keyed hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    medecin = models.ForeignKey("people.MedecinConseil", on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField()
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "feeds_feed"
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="feeds_feed_digest_once"),
            models.UniqueConstraint(
                fields=["medecin"],
                condition=Q(revoked_at__isnull=True),
                name="feeds_feed_one_open_per_medecin",
            ),
        ]
