"""End a version of an appointment."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.diaries.services import release
from telecontrole.rooms.planning import writing
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.selectors import AppointmentInfo, info_of

#: The time was spent: the diary keeps showing it as taken.
_SPENT: Final = frozenset({AppointmentState.TENU, AppointmentState.ABSENT})


@transaction.atomic
def close_appointment(
    *, appointment_id: UUID, state: AppointmentState, actor: Actor
) -> AppointmentInfo | Refusal:
    """End a version in `state`; what it held and nobody used is free again. The state of the case is the caller's.

    The same state again changes nothing. Refusals: `appointment_unknown`, `appointment_closed`.
    Raises ValueError for `prevu`, which ends nothing.
    """
    if state is AppointmentState.PREVU:
        raise ValueError("an appointment does not end by being ahead")
    row = locked(appointment_id)
    if row is None:
        return Refusal("appointment_unknown")
    if row.state == state:
        return info_of(row)
    if row.state != AppointmentState.PREVU:
        return Refusal("appointment_closed", {"state": row.state})
    return info_of(end(row, state, actor))


@transaction.atomic
def cancel_ahead(*, case_id: UUID, actor: Actor) -> AppointmentInfo | None:
    """Leave a case no appointment ahead: the planned version, if any, is cancelled and the person is told.

    For whoever closes a case, in the same transaction. Answers the cancelled version, or None.
    """
    ahead = Appointment.objects.select_for_update().filter(
        case_id=case_id, state=str(AppointmentState.PREVU)
    )
    row = ahead.first()
    return None if row is None else info_of(end(row, AppointmentState.ANNULE, actor))


def locked(appointment_id: UUID) -> Appointment | None:
    """The version under a row lock."""
    return Appointment.objects.select_for_update().filter(id=appointment_id).first()


def end(
    row: Appointment, state: AppointmentState, actor: Actor, *, tell: bool = True
) -> Appointment:
    """Write the end of a version that the caller has locked; without `tell`, the person hears nothing of it."""
    row.state, row.closed_at = str(state), clock.now()
    row.save(update_fields=["state", "closed_at"])
    if state not in _SPENT:
        release(appointment=row.id)
    writing.tell_closed(row, actor, tell=tell)
    return row
