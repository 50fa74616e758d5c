"""What the décisions do when an avis was given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from telecontrole.foundations import events
from telecontrole.foundations.access import Actor
from telecontrole.rooms.examinations.deciding import opening


@events.handler("examinations.avis_given", consumer="examinations.propose_decision")
def propose_decision(payload: dict[str, Any]) -> None:
    """The décision that follows an avis waits for a manager. Twice changes nothing."""
    opening.propose_after_avis(avis_id=UUID(payload["avis"]), actor=Actor.system("decisions"))
