"""Appointments ahead that stand where somebody or something is no longer available."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from telecontrole.rooms.planning import reading, rules
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.selectors import AppointmentInfo, info_of
from telecontrole.rooms.planning.solver.problem import Busy


def hit(taken: Sequence[Busy], now: datetime, *, begun: bool = False) -> list[AppointmentInfo]:
    """Appointments not begun whose doctor or room is among `taken`, by hour; one query.

    Their margin counts: it is the doctor's and the room's as well. With `begun`, also those whose hour has come
    and of which nobody has written what became of them: only a person knows that nobody is there.
    """
    if not taken:
        return []
    slot = rules.settings_on(reading.plan_day(now)).slot
    first, last = min(one.start for one in taken), max(one.end for one in taken)
    who = Q(medecin__in=_ids(taken, "agent")) | Q(site__in=_ids(taken, "room"))
    rows = Appointment.objects.filter(
        who,
        state=str(AppointmentState.PREVU),
        starts_at__gt=max(now - slot if begun else now, first - slot),
        starts_at__lt=last,
    )
    found = map(info_of, rows.order_by("starts_at", "id"))
    return [one for one in found if any(_meets(one, one.starts_at + slot, busy) for busy in taken)]


def going_on(medecin: UUID, now: datetime) -> AppointmentInfo | None:
    """The appointment that a doctor should be holding now, margin included; None without one."""
    here = Busy("agent", str(medecin), now, now + timedelta(minutes=1))
    return next((one for one in hit([here], now, begun=True) if one.starts_at <= now), None)


def _ids(taken: Iterable[Busy], kind: str) -> set[UUID]:
    return {UUID(one.id) for one in taken if one.kind == kind}


def _meets(one: AppointmentInfo, end: datetime, busy: Busy) -> bool:
    if busy.end <= one.starts_at or end <= busy.start:
        return False
    if busy.kind == "agent":
        return str(one.medecin) == busy.id
    return str(one.site) == busy.id and one.salle == busy.room
