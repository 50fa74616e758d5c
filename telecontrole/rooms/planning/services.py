"""The door of the planning for whoever writes; each service is one transaction."""

from __future__ import annotations

from telecontrole.rooms.planning.closing import cancel_ahead, close_appointment
from telecontrole.rooms.planning.demonstration import place_demonstration
from telecontrole.rooms.planning.fallback import Declined, decline, place_one_in_person
from telecontrole.rooms.planning.placing import place_all
from telecontrole.rooms.planning.report import PlanReport

__all__ = [
    "Declined",
    "PlanReport",
    "cancel_ahead",
    "close_appointment",
    "decline",
    "place_all",
    "place_demonstration",
    "place_one_in_person",
]
