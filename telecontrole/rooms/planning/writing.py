"""Appointments from placements: rows, bookings, journal, events. Inside the caller's transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from telecontrole.foundations import events, journal
from telecontrole.foundations.access import Actor
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.diaries import rules as names
from telecontrole.rooms.diaries.services import Taken, Wanted
from telecontrole.rooms.planning import notices
from telecontrole.rooms.planning.enums import AppointmentState, Modalite, Origin
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.rules import Settings
from telecontrole.rooms.planning.selectors import info_of
from telecontrole.rooms.planning.solver.problem import Placement

BATCH: Final = 2_000


def build(
    placement: Placement,
    case: CaseInfo,
    *,
    version: int,
    zone: str,
    origin: Origin,
    now: datetime,
    settings: Settings,
) -> Appointment:
    """The row of a placement, not yet written."""
    return Appointment(
        id=uuid.uuid4(),
        case_id=case.id,
        version=version,
        modalite=str(placement.modalite),
        medecin_id=UUID(placement.doctor),
        site_id=UUID(placement.site) if placement.site else None,
        salle=placement.room,
        starts_at=placement.start,
        ends_at=placement.start + settings.interview,
        zone=zone,
        state=str(AppointmentState.PREVU),
        origin=str(origin),
        created_at=now,
    )


def wanted(row: Appointment, insured: UUID, settings: Settings) -> Wanted:
    """What the appointment takes: doctor and room with the margin, the person without it."""
    end = row.starts_at + settings.slot
    taken = [
        Taken(names.agent(row.medecin_id), row.starts_at, end),
        Taken(names.insured(insured), row.starts_at, row.ends_at),
    ]
    if row.modalite == Modalite.PRESENTIEL and row.site_id and row.salle:
        taken.append(Taken(names.room(row.site_id, row.salle), row.starts_at, end))
    return Wanted(row.id, tuple(taken))


def write(
    rows: Iterable[Appointment], actor: Actor, before: Mapping[UUID, datetime] | None = None
) -> None:
    """Insert rows already booked, journal each and tell of each; `before` as in `notices.announce`."""
    rows = list(rows)
    Appointment.objects.bulk_create(rows, batch_size=BATCH)
    journal.record_many(
        journal.Entry(
            action="planning:appointment:placed",
            actor=actor,
            subject=f"case:{row.case_id}",
            data={**_payload(row), "origin": row.origin, "modalite": row.modalite},
        )
        for row in rows
    )
    events.publish_many(
        name="planning.appointment_placed", payloads=[_payload(row) for row in rows]
    )
    for start in range(0, len(rows), BATCH):
        batch = [info_of(row) for row in rows[start : start + BATCH]]
        notices.announce(appointments=batch, actor=actor, before=before)


def tell_reassigned(row: Appointment, before: UUID, actor: Actor) -> None:
    """Journal and tell that another doctor (or another room of the site) serves a version: no message leaves."""
    payload = {**_payload(row), "medecin": str(row.medecin_id), "before": str(before)}
    journal.record(
        action="planning:appointment:reassigned",
        actor=actor,
        subject=f"case:{row.case_id}",
        data=payload,
    )
    events.publish(name="planning.appointment_reassigned", payload=payload)


def tell_closed(row: Appointment, actor: Actor, *, tell: bool = True) -> None:
    """Journal and publish that a version ended; the person is told of a cancellation, if `tell`."""
    payload = _payload(row)
    journal.record(
        action="planning:appointment:closed",
        actor=actor,
        subject=f"case:{row.case_id}",
        data=payload,
    )
    events.publish(name="planning.appointment_closed", payload=payload)
    # What still waits to be sent about this version falls with it.
    cancelled = row.state == AppointmentState.ANNULE
    notices.withdraw(appointment=info_of(row), tell=tell and cancelled, actor=actor)


def _payload(row: Appointment) -> dict[str, object]:
    return {
        "appointment": str(row.id),
        "case": str(row.case_id),
        "version": row.version,
        "state": row.state,
    }
