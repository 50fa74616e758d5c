"""What the décisions do when an avis was given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from telecontrole.foundations import events
from telecontrole.foundations.access import Actor
from telecontrole.rooms.examinations.deciding import opening
from telecontrole.rooms.examinations.models import Avis


@events.handler("examinations.avis_given", consumer="examinations.propose_decision")
def propose_decision(payload: dict[str, Any]) -> None:
    """The décision that follows an avis waits for a manager. Twice changes nothing."""
    opening.propose_after_avis(avis_id=UUID(payload["avis"]), actor=Actor.system("decisions"))


@events.handler("examinations.avis_given", consumer="examinations.propose_lift")
def propose_lift(payload: dict[str, Any]) -> None:
    """Who was suspended and came to the control: the end of the suspension waits for a manager. Twice changes nothing."""
    avis = Avis.objects.get(id=UUID(payload["avis"]))
    opening.propose_lift_after(
        case_id=avis.case_id, on=avis.informed_on, actor=Actor.system("decisions")
    )
