"""The calendar entry that the person downloads (RFC 5545): neutral and private, like the one of our emails."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from telecontrole.hall.person.standing import subject_of
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.planning.rules import calendar_sequence
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory.selectors import SiteInfo


def entry(appointment: AppointmentInfo, site: SiteInfo | None, at: datetime) -> bytes:
    """The entry of an appointment, written at the aware instant `at`.

    Same identifier as in our emails, so that a telephone replaces the entry instead of keeping two.
    """
    zone = ZoneInfo(appointment.zone)
    event = Event()
    event.add("uid", notices.calendar_uid(subject_of(appointment.case)))
    event.add("sequence", calendar_sequence(appointment.version))
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(zone))
    event.add("dtend", appointment.ends_at.astimezone(zone))
    event.add("summary", "Rendez-vous Assurance Maladie")
    event.add("class", "PRIVATE")
    if site is not None:
        event.add("location", f"{site.nom}, {site.adresse}")
    calendar = Calendar()
    calendar.add("prodid", "-//Telecontrole//rdv//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    year = appointment.starts_at.year
    first, last = date(year, 1, 1), date(year + 1, 12, 31)
    zone_words = Timezone.from_tzid(appointment.zone, first_date=first, last_date=last)
    calendar.add_component(zone_words)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
