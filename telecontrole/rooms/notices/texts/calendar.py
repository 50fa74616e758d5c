"""The calendar entry of an appointment (RFC 5545, 5546): neutral, private, with its time zone.

The description of a zone comes from the library and is kept; the entry itself is written by hand,
since thousands leave at once. Tests read it back with the library.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone

from telecontrole.rooms.notices.texts.dates import instant_of

_SUBJECTS = uuid.UUID("6f1c2b0e-6c1d-5a52-9a43-2d6f6a2c7b11")
# Zones of the calendar entries are described from this year on: enough for every invitation.
_ZONES_FROM = 2025
_FOLD = 74


def uid(subject: str, host: str) -> str:
    """The stable identifier of a subject's entry: says nothing of the subject itself."""
    return f"{uuid.uuid5(_SUBJECTS, subject)}@{host}"


def entry(
    params: Mapping[str, object], *, method: str, organizer: str, attendee: str, at: datetime
) -> bytes:
    """The entry for `ics_uid`, `ics_sequence`, `starts_at`, `ends_at`, `zone` of the parameters.

    ``method`` is REQUEST or CANCEL; ``at`` the instant of writing (aware). Raises ValueError for
    parameters that are not what they should be.
    """
    zone = str(params.get("zone") or "Europe/Paris")
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(params['ics_uid'])}",
        f"SEQUENCE:{int(str(params['ics_sequence']))}",
        f"DTSTAMP:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={zone}:{_local(str(params['starts_at']), zone)}",
        f"DTEND;TZID={zone}:{_local(str(params['ends_at']), zone)}",
        "SUMMARY:Rendez-vous Assurance Maladie",
        "CLASS:PRIVATE",
        f"STATUS:{'CANCELLED' if method == 'CANCEL' else 'CONFIRMED'}",
        f"ORGANIZER:mailto:{organizer}",
        f"ATTENDEE;RSVP=FALSE:mailto:{attendee}",
    ]
    if place := str(params.get("lieu") or ""):
        lines.append(f"LOCATION:{_text(place)}")
    lines += ["END:VEVENT", "END:VCALENDAR", ""]
    body = "\r\n".join(_folded(line) for line in lines).encode()
    return _head(method) + _zone(zone) + body


def _head(method: str) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Telecontrole//notices//FR"]
    return "\r\n".join([*lines, f"METHOD:{method}", ""]).encode()


@lru_cache(maxsize=32)
def _zone(name: str) -> bytes:
    first = date(_ZONES_FROM, 1, 1)
    last = first + timedelta(days=3650)
    return bytes(Timezone.from_tzid(name, first_date=first, last_date=last).to_ical())


# Appointments begin and end at the same few instants of a day.
@lru_cache(maxsize=1024)
def _local(instant: str, zone: str) -> str:
    return f"{instant_of(instant).astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def _text(value: object) -> str:
    """A text value with its special characters escaped (RFC 5545 §3.3.11)."""
    text = str(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> str:
    """Lines of at most 75 bytes (RFC 5545 §3.1), never cut inside a character."""
    if len(line) <= _FOLD and line.isascii():
        return line
    parts, part, size = [], "", 0
    for character in line:
        width = len(character.encode())
        if size + width > _FOLD:
            parts.append(part)
            part, size = "", 1
        part += character
        size += width
    return "\r\n ".join([*parts, part])
