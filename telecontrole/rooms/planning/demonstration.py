"""The interview of the demonstration: it begins when one looks at it, outside every rule of the planning.

No hours, no notice, no diary: nothing is booked, since its médecin-conseil offers no hours to anybody else.
Its message leaves at once, in the words of two days before. Refused anywhere but in a demonstration.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.planning import closing, notices, reading, rules, writing
from telecontrole.rooms.planning.enums import AppointmentState, Modalite, Origin
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.selectors import AppointmentInfo, info_of
from telecontrole.rooms.planning.solver.problem import Placement
from telecontrole.rooms.territory import selectors as territory

_MESSAGE_LEAVES_WITHIN = timedelta(hours=1)


@transaction.atomic
def place_demonstration(
    *, case_id: UUID, medecin_id: UUID, starts_at: datetime, actor: Actor, now: datetime
) -> AppointmentInfo | Refusal:
    """Put the interview of a case at `starts_at` (aware), by video; an earlier one still ahead is replaced.

    Refusals: `not_a_demonstration`, `case_unknown`, `case_closed`.
    """
    if not settings.DEMONSTRATION:
        return Refusal("not_a_demonstration")
    case = cases.case(case_id)
    if case is None or case.state is CaseState.CLOS:
        return Refusal("case_unknown" if case is None else "case_closed")
    for row in Appointment.objects.select_for_update().filter(
        case_id=case_id, state=str(AppointmentState.PREVU)
    ):
        closing.end(row, AppointmentState.REMPLACE, actor)
    last = Appointment.objects.filter(case_id=case_id).aggregate(last=Max("version"))["last"] or 0
    place = Placement(case.reference, str(medecin_id), starts_at, Modalite.VISIO, None, None)
    row = writing.build(
        place,
        case,
        version=last + 1,
        zone=territory.zone_of(case.caisse),
        origin=Origin.DEMONSTRATION,
        now=now,
        settings=rules.settings_on(reading.plan_day(now)),
    )
    writing.write([row], actor)
    case_services.set_state(case_id=case_id, state=CaseState.PLANIFIE, actor=actor)
    placed = info_of(row)
    notices.announce_at_once(appointment=placed, within=_MESSAGE_LEAVES_WITHIN, actor=actor)
    return placed
