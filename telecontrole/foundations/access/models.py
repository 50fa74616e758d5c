"""Counters of attempts, so that nobody guesses a code or a link by trying."""

from __future__ import annotations

from django.db import models


class Throttle(models.Model):
    """Attempts counted in one window of time. `bucket` is hashed: it is made of addresses and links."""

    bucket = models.BinaryField()
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bucket", "window_start"], name="access_throttle_once")
        ]
