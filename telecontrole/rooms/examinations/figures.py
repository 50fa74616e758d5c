"""What interviews concluded, as numbers without people or doctors: for whoever counts above."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Sum
from django.db.models.functions import TruncWeek

from telecontrole.rooms.examinations.models import Avis, Letter


def outcomes(since: date, until: date) -> Iterator[tuple[date, str, str, str, int]]:
    """(Monday, caisse, modality, code, number) of the first avis told from ``since`` to before ``until``. One query."""
    yield from (
        Avis.objects.filter(version=1, informed_on__gte=since, informed_on__lt=until)
        .annotate(week=TruncWeek("informed_on"))
        .values_list("week", "case__caisse_id", "examination__modalite", "code")
        .annotate(number=Count("id"))
        .order_by()
    )


def letters(since: datetime, until: datetime) -> Iterator[tuple[date, str, str, int, timedelta]]:
    """(Monday, caisse, modality, number, time in all) from the opening of an interview to its letter. One query."""
    yield from (
        Letter.objects.filter(
            avis__version=1,
            avis__examination__opened_at__gte=since,
            avis__examination__opened_at__lt=until,
        )
        .annotate(week=TruncWeek("avis__informed_on"))
        .values_list("week", "avis__case__caisse_id", "avis__examination__modalite")
        .annotate(number=Count("id"), time=Sum(F("issued_at") - F("avis__examination__opened_at")))
        .order_by()
    )
