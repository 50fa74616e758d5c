"""The calendar entry of an appointment (RFC 5545, 5546): neutral, private, with its time zone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vCalAddress

from telecontrole.rooms.notices.texts.dates import instant_of

_SUBJECTS = uuid.UUID("6f1c2b0e-6c1d-5a52-9a43-2d6f6a2c7b11")
# Zones of the calendar entries are described from this year on: enough for every invitation.
_ZONES_FROM = 2025


def uid(subject: str, host: str) -> str:
    """The stable identifier of a subject's entry: says nothing of the subject itself."""
    return f"{uuid.uuid5(_SUBJECTS, subject)}@{host}"


def entry(
    params: Mapping[str, object], *, method: str, organizer: str, attendee: str, at: datetime
) -> bytes:
    """The entry for `ics_uid`, `ics_sequence`, `starts_at`, `ends_at`, `zone` of the parameters.

    ``method`` is REQUEST or CANCEL; ``at`` the instant of writing (aware).
    """
    zone = str(params.get("zone") or "Europe/Paris")
    event = Event()
    event.add("uid", str(params["ics_uid"]))
    event.add("sequence", int(str(params["ics_sequence"])))
    event.add("dtstamp", at.astimezone(UTC))
    for name, key in (("dtstart", "starts_at"), ("dtend", "ends_at")):
        event.add(name, instant_of(str(params[key])).astimezone(ZoneInfo(zone)))
    event.add("summary", "Rendez-vous Assurance Maladie")
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{organizer}"))
    event.add("attendee", vCalAddress(f"mailto:{attendee}"), parameters={"RSVP": "FALSE"})
    if place := str(params.get("lieu") or ""):
        event.add("location", place)
    calendar = Calendar()
    calendar.add("prodid", "-//Telecontrole//notices//FR")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_zone(zone))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


@lru_cache(maxsize=32)
def _zone(name: str) -> Timezone:
    first = date(_ZONES_FROM, 1, 1)
    return Timezone.from_tzid(name, first_date=first, last_date=first + timedelta(days=3650))
