"""Reads of the diaries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import QuerySet

from telecontrole.rooms.diaries.enums import Modalite
from telecontrole.rooms.diaries.models import Availability, Booking


@dataclass(frozen=True, slots=True)
class AvailabilityInfo:
    """Hours of one médecin-conseil on one day: local time of the site, for video of the doctor's caisse."""

    id: UUID
    medecin: UUID
    date: date
    debut: time
    fin: time
    modalite: Modalite
    site: UUID | None


@dataclass(frozen=True, slots=True)
class BookingInfo:
    """An active booking, `[start, end)` in UTC."""

    appointment: UUID
    resource: str
    start: datetime
    end: datetime


def availabilities(from_: date, until: date) -> list[AvailabilityInfo]:
    """Availabilities of the days `from_` to `until`, both included, by day, doctor and hour."""
    rows = Availability.objects.filter(date__range=(from_, until))
    return [
        AvailabilityInfo(
            id=row.id,
            medecin=row.medecin_id,
            date=row.date,
            debut=row.debut,
            fin=row.fin,
            modalite=Modalite(row.modalite),
            site=row.site_id,
        )
        for row in rows.order_by("date", "medecin_id", "debut").iterator(chunk_size=2_000)
    ]


def bookings(from_: datetime, until: datetime) -> list[BookingInfo]:
    """Active bookings that touch `[from_, until)` (aware instants), by start."""
    return _infos(Booking.objects.filter(during__overlap=DateTimeTZRange(from_, until)))


def busy(resources: Iterable[str], from_: datetime, until: datetime) -> list[BookingInfo]:
    """Active bookings of these resources that touch `[from_, until)` (aware instants), by start."""
    during = DateTimeTZRange(from_, until)
    return _infos(Booking.objects.filter(resource__in=list(resources), during__overlap=during))


def first_and_last_day() -> tuple[date, date] | None:
    """The first and the last day of the diaries, or None when they are empty."""
    days = Availability.objects.order_by("date").values_list("date", flat=True)
    first, last = days.first(), days.last()
    return (first, last) if first is not None and last is not None else None


def _infos(rows: QuerySet[Booking]) -> list[BookingInfo]:
    active = rows.filter(active=True).order_by("during", "resource")
    return [
        BookingInfo(
            appointment=row.appointment,
            resource=row.resource,
            start=row.during.lower,
            end=row.during.upper,
        )
        for row in active.iterator(chunk_size=2_000)
    ]
