"""What is kept of the quality of calls and of equipment tests, and what is thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.rooms.visio.enums import EndReason, SessionState
from telecontrole.rooms.visio.models import EquipmentTest, Report, Seat, Session, UsedTicket
from telecontrole.rooms.visio.moving import end
from telecontrole.rooms.visio.rules import AFTERWARDS

_SYSTEM = Actor.system("visio")


def keep_report(*, seat_id: UUID | str, instance: str, report: Mapping[str, Any]) -> None:
    """Keep the figures of one browser's call; the latest of an instance replaces the earlier."""
    if not Seat.objects.filter(id=seat_id).exists():
        return
    row = Report(seat_id=seat_id, instance=instance, at=clock.now(), figures=dict(report))
    Report.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["seat", "instance"],
        update_fields=["at", "figures"],
    )


def record_test(*, subject: str, passed: bool, results: Mapping[str, Any]) -> UUID:
    """Keep an equipment test with what it prepares, so that a failure is never held against anyone."""
    row = EquipmentTest.objects.create(
        subject=subject, at=clock.now(), passed=passed, results=dict(results)
    )
    return row.id


def purge_tickets(now: datetime) -> int:
    """Forget used tickets that have expired anyway; returns how many."""
    return UsedTicket.objects.filter(expires_at__lt=now).delete()[0]


def tick(now: datetime) -> int:
    """End sessions whose hours are long over, forget expired tickets; returns how many ended."""
    purge_tickets(now)
    late = Session.objects.filter(state=SessionState.OPEN, closes_at__lt=now - AFTERWARDS)
    ids = list(late.order_by("closes_at").values_list("id", flat=True)[:500])
    for session_id in ids:
        with transaction.atomic():
            end(session_id=session_id, actor=_SYSTEM, reason=EndReason.EXPIRED)
    return len(ids)
