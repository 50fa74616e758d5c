"""What those in the waiting room are told: how many people are before them, and about how long it takes.

Only what is known: the same médecin-conseil's interviews that are not over, each at the usual length.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from telecontrole.rooms.examinations.models import Examination
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.visio import selectors as visio_reads
from telecontrole.rooms.visio import services as visio

_ROUND = timedelta(minutes=5)
# An interview that has lasted longer than planned ends soon, nobody knows when.
_AT_LEAST = timedelta(minutes=5)
_AROUND = timedelta(hours=4)


def estimate(
    *,
    own: AppointmentInfo,
    others: Iterable[AppointmentInfo],
    begun: dict[UUID, datetime],
    now: datetime,
) -> tuple[int, int]:
    """How many are before `own`, and the minutes until its turn, rounded up to five.

    `others` are the same médecin-conseil's interviews that are not over; `begun` says since when those
    that run do. Never sooner than the hour that was given.
    """
    before = [one for one in others if one.id != own.id and _earlier(one, own, begun)]
    wait = sum((_left(one, begun.get(one.id), now) for one in before), timedelta())
    turn = max(now + wait, own.starts_at)
    return len(before), int(-(-(turn - now) // _ROUND)) * int(_ROUND.total_seconds() // 60)


def tell(now: datetime) -> int:
    """Tell everybody who waits; returns how many. Four queries, and one word to the signalling for each."""
    waiting = visio_reads.waiting(now)
    appointments = {
        session: UUID(subject.removeprefix("appointment:"))
        for session, subject in waiting
        if subject.startswith("appointment:")
    }
    own = planning.appointments(appointments.values())
    others = defaultdict(list)
    for one in planning.between(now - _AROUND, now + _AROUND, states=[AppointmentState.PREVU]):
        others[one.medecin].append(one)
    begun = dict(
        Examination.objects.filter(
            appointment__in=[one.id for found in others.values() for one in found],
            concluded_at__isnull=True,
            ending="",
        ).values_list("appointment", "opened_at")
    )
    told = 0
    for session, appointment in appointments.items():
        if appointment not in own or not own[appointment].ahead:
            continue
        mine = own[appointment]
        rank, minutes = estimate(own=mine, others=others[mine.medecin], begun=begun, now=now)
        visio.tell_rank(session_id=session, rank=rank, minutes=minutes)
        told += 1
    return told


def _earlier(one: AppointmentInfo, own: AppointmentInfo, begun: dict[UUID, datetime]) -> bool:
    """Whether an interview comes first: it runs already, or its hour is before."""
    return (one.id in begun and own.id not in begun) or one.starts_at < own.starts_at


def _left(one: AppointmentInfo, since: datetime | None, now: datetime) -> timedelta:
    length = one.ends_at - one.starts_at
    return length if since is None else max(length - (now - since), _AT_LEAST)
