"""Words for how the tasks of the décisions end, and why one may not end them by hand."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import replacing, rules
from telecontrole.rooms.examinations.deciding.opening import TO_TAKE
from telecontrole.rooms.examinations.models import Decision, Reserve
from telecontrole.rooms.worklist import services as tasks

RESERVE: Final = "pieces_attendues"
TO_CONCLUDE: Final = "conclure_apres_pieces"
TO_DECIDE: Final = "suspension_a_decider"
_DONE: Final = {
    "decision_prise": "Décision prise",
    "avis_remplace": "Un nouvel avis a été rendu",
    "decision_accusee": "Décision accusée par le système de la caisse",
    "suspension_proposee": "Suspension proposée à la caisse",
    "avis_conclu": "Avis rendu",
    "pieces_recues": "Documents reçus",
}


def decision_waits(subject: str) -> Refusal | None:
    """Refuses `decision_waits`: the task ends with the décision."""
    try:
        key = UUID(subject.removeprefix("decision:"))
    except ValueError:
        return None
    waits = replacing.waiting(Decision.objects.filter(id=key)).exists()
    return Refusal("decision_waits") if waits else None


def suspension_waits(subject: str) -> Refusal | None:
    """Refuses `suspension_waits`: the task ends when a manager has followed the proposal or not."""
    try:
        key = UUID(subject.removeprefix("case:"))
    except ValueError:
        return None
    rows = Decision.objects.filter(case_id=key, kind="suspension", state__in=[*rules.PENDING])
    return Refusal("suspension_waits") if rows.exists() else None


def reserve_waits(subject: str) -> Refusal | None:
    """Refuses `reserve_waits`: the task ends with the avis."""
    try:
        key = UUID(subject.removeprefix("case:"))
    except ValueError:
        return None
    waits = Reserve.objects.filter(case_id=key, concluded_at__isnull=True).exists()
    return Refusal("reserve_waits") if waits else None


def register_all() -> None:
    """Declare the words and the guards; called when the application starts."""
    tasks.labels_of_rooms.update(_DONE)
    tasks.register_guard(TO_TAKE, decision_waits)
    tasks.register_guard(TO_DECIDE, suspension_waits)
    for kind in (RESERVE, TO_CONCLUDE):
        tasks.register_guard(kind, reserve_waits)
