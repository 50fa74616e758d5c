"""The door of the planning for whoever writes; each service is one transaction."""

from __future__ import annotations

from telecontrole.rooms.planning.calling_off import call_off
from telecontrole.rooms.planning.closing import cancel_ahead, close_appointment
from telecontrole.rooms.planning.demonstration import place_demonstration
from telecontrole.rooms.planning.fallback import SECOND, Declined, decline, place_one_in_person
from telecontrole.rooms.planning.night import tick
from telecontrole.rooms.planning.placing import place_all
from telecontrole.rooms.planning.report import PlanReport
from telecontrole.rooms.planning.resuming import (
    Heard,
    close_without_avis,
    hear_absence,
    place_now,
    put_back,
)

__all__ = [
    "SECOND",
    "Declined",
    "Heard",
    "PlanReport",
    "call_off",
    "cancel_ahead",
    "close_appointment",
    "close_without_avis",
    "decline",
    "hear_absence",
    "place_all",
    "place_demonstration",
    "place_now",
    "place_one_in_person",
    "put_back",
    "tick",
]
