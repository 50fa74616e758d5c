"""A case that needs no control any more, while its appointment is still to come: both end together."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState, CloseReason
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.people import selectors as people
from telecontrole.rooms.planning import closing, guarding, selectors
from telecontrole.rooms.planning.changes.applying import CALL
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.resuming import alone_with
from telecontrole.rooms.planning.selectors import AppointmentInfo, info_of
from telecontrole.rooms.worklist import services as tasks

#: Nobody is told that an appointment of theirs falls when that is why it falls.
_UNTOLD: Final = frozenset({CloseReason.DECES})


@transaction.atomic
def call_off(
    *, case_id: UUID, reason: CloseReason, actor: Actor, now: datetime
) -> AppointmentInfo | Refusal:
    """Cancel the appointment ahead and close the case without avis; answers the cancelled version.

    The person is told at once, by telephone (a task) when a letter would come too late. Refusals:
    `case_unknown`, `case_closed`, `plan_running`, `nothing_ahead`, `has_begun`.
    """
    case = alone_with(case_id)
    if isinstance(case, Refusal):
        return case
    ahead = selectors.current(case_id)
    row = closing.locked(ahead.id) if ahead is not None and ahead.ahead else None
    if row is None or row.state != AppointmentState.PREVU:
        return Refusal("nothing_ahead")
    if now >= row.starts_at:
        return Refusal("has_begun")
    tell = reason not in _UNTOLD
    cancelled = info_of(closing.end(row, AppointmentState.ANNULE, actor, tell=tell))
    case_services.set_state(case_id=case_id, state=CaseState.CLOS, actor=actor, reason=reason)
    guarding.settle(case_id, "clos_sans_avis", actor)
    if tell and not people.insured_contacts([case.insured])[case.insured].reachable:
        _call(case, cancelled)
    return cancelled


def _call(case: CaseInfo, cancelled: AppointmentInfo) -> None:
    """Whoever was convened by letter must not come for nothing."""
    tasks.open_task(
        queue="planification",
        kind=CALL,
        caisse=case.caisse,
        subject=f"case:{case.id}",
        due_at=cancelled.starts_at,
        hard=True,
        key=f"planning:{CALL}:{cancelled.id}",
        params={
            "reference": case.reference,
            "ancien": cancelled.starts_at.isoformat(),
            "nouveau": "",
            "zone": cancelled.zone,
            "clos": 1,
        },
    )
