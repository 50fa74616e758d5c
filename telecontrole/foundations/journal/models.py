"""Tables of the journal: entries (append-only), and the seals that chain them."""

from __future__ import annotations

from django.db import models


class JournalEntry(models.Model):
    """One act. The runtime role may only insert and read; a trigger refuses change even to the owner."""

    seq = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    action = models.TextField()
    actor_kind = models.TextField()
    actor_id = models.TextField()
    subject = models.TextField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "seq"], name="journal_entry_by_subject")]


class JournalSeal(models.Model):
    """One link of the chain: the digest of an entry and of the link before. Append-only as well."""

    position = models.BigIntegerField(primary_key=True)
    # Not a foreign key: a seal must outlive a removed entry, or the removal could not be shown.
    entry_seq = models.BigIntegerField(unique=True)
    digest = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(position__gte=1), name="journal_seal_position_from_one"
            )
        ]
