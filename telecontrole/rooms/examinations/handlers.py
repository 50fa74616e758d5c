"""What this room does when an appointment ended, or when the médecin-conseil gave the video up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from telecontrole.foundations import events
from telecontrole.foundations.access import Actor
from telecontrole.rooms.examinations import (
    call_documents,
    calls,
    ending,
    guests,
    presence,
    representing,
)
from telecontrole.rooms.examinations.enums import Ending
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.visio import services as visio


@events.handler("planning.appointment_closed", consumer="examinations.end_call")
def end_call(payload: dict[str, Any]) -> None:
    """A declined, moved or cancelled appointment leaves no open call behind. Twice changes nothing."""
    calls.end_call(
        appointment_id=UUID(payload["appointment"]), state=AppointmentState(payload["state"])
    )


@events.handler("planning.appointment_closed", consumer="examinations.follow_guests")
def follow_guests(payload: dict[str, Any]) -> None:
    """Guests are told that an interview moved or falls; once it was held their addresses are forgotten.

    Twice sends nothing twice: a notice is one per version.
    """
    appointment = planning.appointment(UUID(payload["appointment"]))
    if appointment is None:
        return
    if appointment.state is AppointmentState.TENU:
        visio.forget_addresses(about=guests.about(appointment.case))
    else:
        guests.follow(appointment)


@events.handler("planning.appointment_closed", consumer="examinations.follow_representative")
def follow_representative(payload: dict[str, Any]) -> None:
    """Who acts for the person is told that the appointment moved or falls. Twice sends nothing twice."""
    appointment = planning.appointment(UUID(payload["appointment"]))
    if appointment is not None:
        representing.follow(appointment)


@events.handler("planning.plan_made", consumer="examinations.tell_representatives")
def tell_representatives(payload: dict[str, Any]) -> None:
    """Those who act for somebody are told of the appointments that stand. Twice plans nothing twice."""
    representing.announce_all()


@events.handler("people.representative_checked", consumer="examinations.begin_mandate")
def begin_mandate(payload: dict[str, Any]) -> None:
    """The deed was seen: what stands is told from now on. Twice plans nothing twice."""
    representing.begin(UUID(payload["representative"]))


@events.handler("people.representative_ended", consumer="examinations.stop_mandate")
def stop_mandate(payload: dict[str, Any]) -> None:
    """The mandate ended: what waits falls. Twice changes nothing."""
    representing.stop(UUID(payload["representative"]))


@events.handler("planning.appointment_reassigned", consumer="examinations.pass_call")
def pass_call(payload: dict[str, Any]) -> None:
    """A colleague receives the person at the same hour: the prepared call is theirs. Twice changes nothing."""
    calls.pass_call(appointment_id=UUID(payload["appointment"]))


@events.handler("planning.plan_made", consumer="examinations.third_persons")
def third_persons(payload: dict[str, Any]) -> None:
    """Cases by video that need a third person: somebody must invite them. Twice changes nothing."""
    guests.open_tasks_for_needed()


@events.handler("visio.seat_admitted", consumer="examinations.keep_presence")
def keep_presence(payload: dict[str, Any]) -> None:
    """Somebody was let in, alone or with a third person: the record keeps the roles. Twice changes nothing."""
    kind, _, appointment = str(payload["subject"]).partition(":")
    if kind == "appointment" and payload["role"] in ("tiers", "confrere", "assure"):
        presence.keep_admitted(appointment_id=UUID(appointment))


@events.handler("vault.document_settled", consumer="examinations.document_settled")
def document_settled(payload: dict[str, Any]) -> None:
    """A document shown in a call was scanned: both screens are told. Twice changes nothing."""
    call_documents.settled(UUID(payload["document"]))


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
