"""Writing events and handling them: exactly one effect per consumer, since effect and mark commit together."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.events import registry
from telecontrole.foundations.events.models import Delivery, Event

log = logging.getLogger(__name__)

_LONGEST_PAUSE = timedelta(hours=1)
# From this many failures on, a person must look: `stuck` lists them.
STUCK_AFTER = 5


@transaction.atomic(savepoint=False)
def write(name: str, payloads: Sequence[Mapping[str, Any]]) -> None:
    """Insert events and their deliveries; without a consumer nothing is kept."""
    names = registry.consumers(name)
    if not names:
        return
    now = clock.now()
    happened = Event.objects.bulk_create(
        [Event(name=name, payload=dict(payload), at=now) for payload in payloads],
        batch_size=1_000,
    )
    Delivery.objects.bulk_create(
        [
            Delivery(event=event, consumer=consumer, due_at=now)
            for event in happened
            for consumer in names
        ],
        batch_size=1_000,
    )


def handle_due(limit: int) -> int:
    """Handle due deliveries one by one, oldest first, until none is left or `limit` is reached."""
    done = 0
    for _ in range(limit):
        handled = _handle_next()
        if handled is None:
            break
        done += handled
    return done


def stuck() -> list[Delivery]:
    """Deliveries that failed again and again, for the operator's task list."""
    return list(
        Delivery.objects.filter(done_at__isnull=True, attempts__gte=STUCK_AFTER).select_related(
            "event"
        )[:100]
    )


def _handle_next() -> int | None:
    """One delivery: 1 handled, 0 put off, None when nothing is due."""
    delivery: Delivery | None = None
    try:
        with transaction.atomic():
            delivery = _due()
            if delivery is None:
                return None
            function = registry.find(delivery.event.name, delivery.consumer)
            if function is not None:
                function(dict(delivery.event.payload))
            delivery.done_at = clock.now()
            delivery.save(update_fields=["done_at"])
    except Exception as error:  # one handler's fault must stop no other
        if delivery is None:
            raise
        _put_off(delivery, error)
        return 0
    return 1


def _due() -> Delivery | None:
    """The oldest delivery that is due and in nobody else's hands, locked."""
    return (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("event")
        .filter(done_at__isnull=True, due_at__lte=clock.now())
        .order_by("due_at", "id")
        .first()
    )


@transaction.atomic
def _put_off(failed: Delivery, error: Exception) -> None:
    """Try again later; its lock went with what the handler wrote, so that another may have taken it meanwhile."""
    free = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
    delivery = free.filter(id=failed.id, done_at__isnull=True).first()
    if delivery is None:
        return
    delivery.attempts += 1
    # The type only: an exception's text may quote what must not be kept.
    delivery.last_error = type(error).__name__
    pause = min(timedelta(seconds=2**delivery.attempts), _LONGEST_PAUSE)
    delivery.due_at = clock.now() + pause
    delivery.save(update_fields=["attempts", "last_error", "due_at"])
    log.warning(
        "event handler failed",
        extra={"consumer": delivery.consumer, "attempts": delivery.attempts},
        exc_info=error,
    )
