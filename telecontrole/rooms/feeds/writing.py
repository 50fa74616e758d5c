"""A diary as a calendar (RFC 5545): hours, references and sites; no name, nothing about health."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone

from telecontrole.foundations import clock
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.planning.rules import calendar_sequence
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.selectors import SiteInfo

BEFORE, AFTER = timedelta(days=14), timedelta(days=180)
_GONE = (AppointmentState.REFUSE, AppointmentState.EMPECHE, AppointmentState.ANNULE)
_SHOWN = (*planning.COUNTING, *_GONE)
_SUMMARIES = {Modalite.VISIO: "Entretien visio", Modalite.PRESENTIEL: "Entretien sur place"}


def diary(medecin_id: UUID, desk: str) -> bytes:
    """The calendar of a doctor, from two weeks ago to six months ahead; `desk` is the address of an
    interview with `{id}` in it. Five queries, whatever the number of appointments.
    """
    now = clock.now()
    listed = planning.between(now - BEFORE, now + AFTER, medecins=[medecin_id], states=_SHOWN)
    standing = _latest(listed)
    files = cases.cases(one.case for one in standing)
    sites = territory.sites() if any(one.site for one in standing) else {}
    calendar = Calendar()
    calendar.add("prodid", "-//Telecontrole//agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Entretiens Télécontrôle")
    calendar.add("refresh-interval", timedelta(minutes=15), parameters={"VALUE": "DURATION"})
    for zone in sorted({one.zone for one in standing}):
        calendar.add_component(_zone(zone, now))
    for one in standing:
        calendar.add_component(_event(one, files[one.case], sites, desk, now))
    return bytes(calendar.to_ical())


def _latest(listed: Iterable[AppointmentInfo]) -> list[AppointmentInfo]:
    """One entry for each case: its highest version with this doctor."""
    found: dict[UUID, AppointmentInfo] = {}
    for one in listed:
        if one.case not in found or found[one.case].version < one.version:
            found[one.case] = one
    return list(found.values())


def _event(
    one: AppointmentInfo,
    case: CaseInfo,
    sites: Mapping[UUID, SiteInfo],
    desk: str,
    now: datetime,
) -> Event:
    gone = one.state in _GONE
    zone = ZoneInfo(one.zone)
    event = Event()
    # Stable for a case and its doctor; not the one of the person's own entry.
    event.add("uid", notices.calendar_uid(f"diary:{one.medecin}:{one.case}"))
    event.add("sequence", calendar_sequence(one.version, cancelled=gone))
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", one.starts_at.astimezone(zone))
    event.add("dtend", one.ends_at.astimezone(zone))
    event.add("summary", f"{_SUMMARIES[one.modalite]} {case.reference}")
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if gone else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("url", desk.format(id=one.id))
    if one.site is not None and one.site in sites:
        event.add("location", f"{sites[one.site].nom}, salle {one.salle}")
    return event


def _zone(name: str, now: datetime) -> Timezone:
    first = (now - BEFORE).date().replace(month=1, day=1)
    last = date((now + AFTER).year + 1, 12, 31)
    return Timezone.from_tzid(name, first_date=first, last_date=last)
