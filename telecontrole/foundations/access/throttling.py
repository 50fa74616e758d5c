"""Slowing guesses down: one row per bucket and window, counted by the database."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from telecontrole.foundations import clock
from telecontrole.foundations.access.models import Throttle

_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


def attempt(bucket: str, *, limit: int, window: timedelta) -> bool:
    """Count one attempt on `bucket` (a verb and whom it concerns); False once `limit` is passed in the window.

    The count is one statement, so that attempts made at the same time are all counted.
    """
    now = clock.now()
    start = _EPOCH + window * ((now - _EPOCH) // window)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_throttle (bucket, window_start, count) VALUES (%s, %s, 1)"
            " ON CONFLICT ON CONSTRAINT access_throttle_once"
            " DO UPDATE SET count = access_throttle.count + 1 RETURNING count",
            [_hashed(bucket), start],
        )
        (count,) = cursor.fetchone()
    return bool(count <= limit)


def forget_before(instant: datetime) -> int:
    """Remove the counters of windows that began before `instant`; returns how many."""
    removed, _ = Throttle.objects.filter(window_start__lt=instant).delete()
    return removed


def _hashed(bucket: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), bucket.encode(), hashlib.sha256).digest()
