"""What this room does when the planning tells that an appointment ended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from telecontrole.foundations import events
from telecontrole.rooms.examinations import calls
from telecontrole.rooms.planning.enums import AppointmentState


@events.handler("planning.appointment_closed", consumer="examinations.end_call")
def end_call(payload: dict[str, Any]) -> None:
    """A declined, moved or cancelled appointment leaves no open call behind. Twice changes nothing."""
    calls.end_call(
        appointment_id=UUID(payload["appointment"]), state=AppointmentState(payload["state"])
    )
