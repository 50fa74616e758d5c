"""Rows for paged lists: a list shows fifty of a hundred thousand, and sorts by an index."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.models import Appointment, Unplaced


def appointments_listed(
    start: datetime, end: datetime, caisse: str | None
) -> QuerySet[Appointment]:
    """Versions that start in `[start, end[`, of one caisse's cases or of all, replaced ones left out.

    Comes with case, doctor and site: no query per row.
    """
    rows = Appointment.objects.filter(starts_at__gte=start, starts_at__lt=end)
    rows = rows.exclude(state=str(AppointmentState.REMPLACE))
    if caisse is not None:
        rows = rows.filter(case__caisse=caisse)
    return rows.select_related("case", "medecin", "site")


def unplaced_listed(caisse: str | None) -> QuerySet[Any]:
    """Cases without a place since the last plan, with `reason` and `since`."""
    mine = Unplaced.objects.filter(case=OuterRef("pk"))
    rows = cases.listed(caisse).filter(Exists(mine), state=str(CaseState.A_PLANIFIER))
    return rows.annotate(
        reason=Subquery(mine.values("reason")), since=Subquery(mine.values("since"))
    )


def overdue_rows(before: datetime, limit: int) -> QuerySet[Appointment]:
    """Versions that ended before an instant, and of which nobody wrote what became of them; the oldest first."""
    rows = Appointment.objects.filter(state=str(AppointmentState.PREVU), ends_at__lt=before)
    return rows.order_by("starts_at", "id")[:limit]


def unplaced_for(rows: QuerySet[Any], reason: str) -> QuerySet[Any]:
    """Those of the cases of `unplaced_listed` that wait for one reason."""
    return rows.filter(Exists(Unplaced.objects.filter(case=OuterRef("pk"), reason=reason)))
