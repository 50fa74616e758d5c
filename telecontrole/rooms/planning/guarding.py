"""Tasks that stand for the next step of a case: nobody ends one while the case waits for that step."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.planning import selectors
from telecontrole.rooms.worklist import services as tasks

WITHOUT_PLACE: Final = "sans_place"
ABSENCE: Final = "motif_absence"
NOT_EXCUSED: Final = "absence_non_justifiee"
NEXT_PLAN: Final = "plan_attendu"
DONE: Final = {
    "place_trouvee": "Rendez-vous trouvé",
    "remis_au_plan": "Dossier remis au prochain plan",
    "plan_fait": "Plan lancé",
    "clos_sans_avis": "Dossier clos sans avis",
    "absence_justifiee": "Absence justifiée",
    "absence_non_justifiee": "Absence à examiner par le service médical",
}
#: As long as one of these is open, the case is nobody's loss.
KINDS: Final = (WITHOUT_PLACE, ABSENCE, NOT_EXCUSED, NEXT_PLAN)


def guard(subject: str) -> Refusal | None:
    """Refuses `case_waits`: ending the task alone would lose the case."""
    try:
        case = cases.case(UUID(subject.removeprefix("case:")))
    except ValueError:  # a task about something else
        return None
    return Refusal("case_waits") if case is not None and selectors.waits(case) else None


def settle(case_id: UUID, done: str, actor: Actor) -> int:
    """Close every such task of a case, saying what was done with it; answers how many."""
    return tasks.close_about(subjects=[f"case:{case_id}"], kinds=KINDS, actor=actor, done=done)


def register_all() -> None:
    """Declare the guards, and the words for how the tasks end."""
    tasks.labels_of_rooms.update(DONE)
    for kind in KINDS:
        tasks.register_guard(kind, guard)
