"""What a suspended avis does when the avis is given."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from telecontrole.foundations import events
from telecontrole.foundations.access import Actor
from telecontrole.rooms.examinations import reserving


@events.handler("examinations.avis_given", consumer="examinations.settle_reserve")
def settle_reserve(payload: dict[str, Any]) -> None:
    """An avis that had waited for documents: nothing is awaited any more. Twice changes nothing."""
    reserving.settle_after(avis_id=UUID(payload["avis"]), actor=Actor.system("decisions"))
