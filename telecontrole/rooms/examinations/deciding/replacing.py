"""A new avis takes the place of the one that was to be decided: nothing of the older one waits any more."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from telecontrole.rooms.examinations.deciding import rules
from telecontrole.rooms.examinations.models import Avis, Decision

#: Whether another avis has been given since that of a décision. For one without an avis (a suspension), none is newer.
NEWER: Final = Exists(
    Avis.objects.filter(case=OuterRef("case"), version__gt=OuterRef("avis__version"))
)


def waiting(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Those that somebody has still to validate or to sign."""
    return rows.filter(~NEWER, state__in=[*rules.PENDING])


def replaced(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    """Those that were never signed, and never will be."""
    return rows.filter(NEWER, state__in=[*rules.PENDING])


def is_replaced(decision_id: UUID) -> bool:
    """Whether a décision can no longer be signed, for a newer avis."""
    return replaced(Decision.objects.filter(id=decision_id)).exists()
