"""What this room does when an appointment ended, or when the médecin-conseil gave the video up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from telecontrole.foundations import events
from telecontrole.foundations.access import Actor
from telecontrole.rooms.examinations import calls, ending
from telecontrole.rooms.examinations.enums import Ending
from telecontrole.rooms.planning.enums import AppointmentState


@events.handler("planning.appointment_closed", consumer="examinations.end_call")
def end_call(payload: dict[str, Any]) -> None:
    """A declined, moved or cancelled appointment leaves no open call behind. Twice changes nothing."""
    calls.end_call(
        appointment_id=UUID(payload["appointment"]), state=AppointmentState(payload["state"])
    )


@events.handler("visio.handed_over", consumer="examinations.in_person_instead")
def in_person_instead(payload: dict[str, Any]) -> None:
    """The médecin-conseil gave the video up for a meeting in person: it is found at once, and nobody is absent.

    By telephone nothing is to be done: the record goes on. Twice changes nothing.
    """
    kind, _, appointment = str(payload["subject"]).partition(":")
    if payload["by"] == "in_person" and kind == "appointment":
        ending.end_for_in_person(
            appointment_id=UUID(appointment),
            ending=Ending.ECHEC_TECHNIQUE,
            actor=Actor.system("examination"),
        )
