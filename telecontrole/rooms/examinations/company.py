"""Nobody is found to join the video: the person is received on a site instead."""

from __future__ import annotations

from django.db import transaction

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations.guests import about
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.worklist import services as worklist

REASON = "tiers_introuvable"


@transaction.atomic
def receive_on_site(*, case: CaseInfo, actor: Actor) -> AppointmentInfo | Refusal:
    """Replace the appointment by video by the first place on a site of the caisse; without one the video stands.

    The person refused nothing: no impediment is counted. Refusals: `not_a_call` (no appointment by video
    ahead), those of `planning.services.place_one_in_person`.
    """
    current = planning.current(case.id)
    if current is None or not current.ahead or current.modalite is not Modalite.VISIO:
        return Refusal("not_a_call")
    with transaction.atomic():
        placed = _replaced(current, actor)
        if isinstance(placed, Refusal):
            transaction.set_rollback(True)
            return placed
    worklist.close_about(
        subjects=[about(case.id)], kinds=["tiers_a_inviter"], actor=actor, done="tiers_sur_place"
    )
    return placed


def _replaced(current: AppointmentInfo, actor: Actor) -> AppointmentInfo | Refusal:
    closed = planning_services.close_appointment(
        appointment_id=current.id, state=AppointmentState.REMPLACE, actor=actor
    )
    if isinstance(closed, Refusal):
        return closed
    return planning_services.place_one_in_person(
        case_id=current.case, actor=actor, reason=REASON, now=clock.now()
    )
