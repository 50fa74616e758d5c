"""Tables of the outbox: what happened, and who has dealt with it."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something that happened, told in ids and codes."""

    name = models.TextField()
    payload = models.JSONField()
    at = models.DateTimeField()


class Delivery(models.Model):
    """One consumer's share of an event: done once, tried again with growing pauses until then."""

    event = models.ForeignKey("events.Event", on_delete=models.PROTECT, related_name="+")
    consumer = models.TextField()
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "consumer"], name="events_delivery_once_per_consumer"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=models.Q(done_at__isnull=True),
                name="events_delivery_due",
            )
        ]
