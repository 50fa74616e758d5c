"""What became of the appointments, as numbers and places without people: for whoever counts above."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, DateField, F, Func, Sum

from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.planning.models import Appointment

# A version that gave way to another, or was called off by us, is nobody's answer.
_COUNTED = [
    str(state)
    for state in AppointmentState
    if state not in (AppointmentState.REMPLACE, AppointmentState.ANNULE)
]


class Week(Func):
    """The Monday of an instant's week, on the clock of the row's zone."""

    template = "date_trunc('week', %(expressions)s)::date"
    output_field = DateField()

    def __init__(self, instant: str, zone: str) -> None:
        super().__init__(Func(F(zone), F(instant), function="timezone"))


def by_state(since: datetime, until: datetime) -> Iterator[tuple[date, str, str, str, int]]:
    """(Monday, caisse, modality, state, number) of the appointments from ``since`` to before ``until``. One query."""
    rows = (
        Appointment.objects.filter(starts_at__gte=since, starts_at__lt=until, state__in=_COUNTED)
        .annotate(week=Week("starts_at", "zone"))
        .values_list("week", "case__caisse_id", "modalite", "state")
        .annotate(number=Count("id"))
        .order_by()
    )
    yield from rows


def held_by_video(
    since: datetime, until: datetime
) -> Iterator[tuple[date, str, float | None, float | None]]:
    """(Monday, caisse, latitude, longitude) of the persons met by video; None where the caisse did not say. One query."""
    yield from (
        Appointment.objects.filter(
            starts_at__gte=since,
            starts_at__lt=until,
            state=str(AppointmentState.TENU),
            modalite=str(Modalite.VISIO),
        )
        .annotate(week=Week("starts_at", "zone"))
        .values_list(
            "week", "case__caisse_id", "case__insured__latitude", "case__insured__longitude"
        )
        .order_by()
        .iterator(chunk_size=2_000)
    )


def waits(since: datetime, until: datetime) -> Iterator[tuple[date, str, str, int, timedelta]]:
    """(Monday, caisse, modality, number, time in all) from the arrival of a case to its interview. One query."""
    yield from (
        Appointment.objects.filter(
            starts_at__gte=since, starts_at__lt=until, state=str(AppointmentState.TENU)
        )
        .annotate(week=Week("starts_at", "zone"))
        .values_list("week", "case__caisse_id", "modalite")
        .annotate(number=Count("id"), time=Sum(F("starts_at") - F("case__imported_at")))
        .order_by()
    )
