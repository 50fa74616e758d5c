"""After a call: its figures, settled once; and the alarm when too few calls succeed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor
from telecontrole.rooms.visio import quality_figures, quality_rules, rules
from telecontrole.rooms.visio.enums import EndReason
from telecontrole.rooms.visio.models import CallFigure, QualityAlarm, Report, Seat
from telecontrole.rooms.worklist import services as worklist
from telecontrole.rooms.worklist.enums import Queue

Grouping = Callable[[Sequence[str]], Mapping[str, str]]

# The last reports of a call leave the pages when it ends.
_SETTLED_AFTER = timedelta(minutes=2)
# A worker that was away for longer leaves a gap in the figures, never a table to walk through.
_LOOKS_BACK = timedelta(days=3)
_AT_ONCE = 500
_HANDED_OVER = frozenset({EndReason.PHONE.value, EndReason.IN_PERSON.value})
_TASK = "qualite_visio"
_SYSTEM = Actor.system("visio")
_groupings: list[Grouping] = []


def register_grouping(grouping: Grouping) -> None:
    """Let whoever knows subjects name the group of each (a caisse): a code, no person."""
    if grouping not in _groupings:
        _groupings.append(grouping)


def tick(now: datetime) -> int:
    """Settle the calls that ended, and look at the share that succeeds; returns how many were settled."""
    settled = settle(now)
    watch(now)
    return settled


def settle(now: datetime) -> int:
    """Summarise each person's call once it is over. A person who was never let in made no call."""
    known = CallFigure.objects.filter(seat=OuterRef("pk"))
    seats = list(
        Seat.objects.filter(
            ~Exists(known),
            session__ended_at__gt=now - _LOOKS_BACK,
            session__ended_at__lte=now - _SETTLED_AFTER,
            admitted_at__isnull=False,
            first_joined_at__isnull=False,
        )
        .exclude(role=rules.HOST.value)
        .select_related("session")
        .order_by("session__ended_at", "id")[:_AT_ONCE]
    )
    reports = _reports(seats)
    groups = _groups([seat.session.subject for seat in seats])
    rows = [_figure(seat, reports, groups.get(seat.session.subject, "")) for seat in seats]
    CallFigure.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def watch(now: datetime) -> QualityAlarm | None:
    """Raise the alarm (one task for the technicians), or end it; returns the one that is open."""
    settings = quality_rules.settings(now.date())
    share = quality_figures.share(since=now - settings.window, until=now)
    alarm = QualityAlarm.objects.select_for_update().filter(closed_at__isnull=True).first()
    if alarm is None and quality_rules.alarming(share, settings):
        return _raise(share, now)
    if alarm is not None and quality_rules.recovered(share, settings):
        alarm.closed_at = now
        alarm.save(update_fields=["closed_at"])
        worklist.close_task(key=_key(alarm), actor=_SYSTEM, done="visio_retablie")
        _note("recovered", alarm)
        return None
    return alarm


def _raise(share: quality_rules.Share, now: datetime) -> QualityAlarm | None:
    alarm = QualityAlarm(opened_at=now, calls=share.calls, succeeded=share.succeeded)
    # Two workers may see it at the same moment: the constraint lets one of them raise it.
    QualityAlarm.objects.bulk_create([alarm], ignore_conflicts=True)
    mine = QualityAlarm.objects.filter(closed_at__isnull=True, opened_at=now).first()
    if mine is None:
        return None
    worklist.open_task(
        queue=Queue.TECHNIQUE.value,
        kind=_TASK,
        caisse="",
        subject="visio:quality",
        due_at=now + timedelta(hours=1),
        key=_key(mine),
        params={"calls": share.calls, "succeeded": share.succeeded},
    )
    _note("alarmed", mine)
    return mine


def _key(alarm: QualityAlarm) -> str:
    return f"visio:quality:{alarm.opened_at.isoformat()}"


def _note(verb: str, alarm: QualityAlarm) -> None:
    journal.record(
        action=f"visio:quality:{verb}",
        actor=_SYSTEM,
        subject="visio:quality",
        data={"calls": alarm.calls, "succeeded": alarm.succeeded},
    )


def _reports(seats: Sequence[Seat]) -> dict[UUID, dict[bool, list[Mapping[str, Any]]]]:
    """Per session and seat, oldest first; under the session's id, those of the médecin-conseil."""
    found: dict[UUID, dict[bool, list[Mapping[str, Any]]]] = {}
    sessions = {seat.session_id for seat in seats}
    rows = Report.objects.filter(seat__session__in=sessions).select_related("seat").order_by("at")
    for row in rows:
        host = row.seat.role == rules.HOST.value
        key = row.seat.session_id if host else row.seat_id
        found.setdefault(key, {}).setdefault(host, []).append(row.figures)
    return found


def _groups(subjects: Sequence[str]) -> dict[str, str]:
    groups: dict[str, str] = {}
    for grouping in _groupings:
        groups.update(grouping(subjects))
    return groups


def _figure(
    seat: Seat, reports: Mapping[UUID, Mapping[bool, list[Mapping[str, Any]]]], group: str
) -> CallFigure:
    made = quality_rules.summary(
        reports.get(seat.id, {}).get(False, []),
        reports.get(seat.session_id, {}).get(True, []),
        handed_over=seat.session.end_reason in _HANDED_OVER,
    )
    return CallFigure(
        seat=seat,
        at=seat.session.ended_at or seat.session.closes_at,
        grouping=group,
        browser=made.browser,
        system=made.system,
        transport=made.transport,
        succeeded=made.succeeded,
        first_frame_ms=made.first_frame_ms,
        rtt_ms=made.rtt_ms,
        loss=made.loss,
        frozen_ms=made.frozen_ms,
        seconds=made.seconds,
        restarts=made.restarts,
    )
