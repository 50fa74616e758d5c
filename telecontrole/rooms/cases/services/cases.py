"""Writes of the cases; the caisse's files come in by `importers`."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import rules
from telecontrole.rooms.cases.enums import CaseState, CloseReason
from telecontrole.rooms.cases.models import Case


@transaction.atomic
def set_state(
    *, case_id: UUID, state: CaseState, actor: Actor, reason: CloseReason | None = None
) -> CaseState | Refusal:
    """Move a case to `state`; the same state again changes nothing. `reason`: why it is closed without an avis.

    Raises ValueError for a reason given to an open state. Answers `Refusal("case_unknown")`, `Refusal("case_closed")`.
    """
    if reason is not None and state is not CaseState.CLOS:
        raise ValueError("only a case that is closed has a reason for it")
    row = Case.objects.select_for_update().filter(id=case_id).first()
    if row is None:
        return Refusal("case_unknown", {"case": str(case_id)})
    before = CaseState(row.state)
    if not rules.may_become(before, state):
        return Refusal("case_closed", {"case": str(case_id)})
    if before is state:
        return state
    row.state = state
    row.closed_at = clock.now() if state is CaseState.CLOS else None
    row.closed_reason = reason.value if reason else ""
    row.save(update_fields=["state", "closed_at", "closed_reason"])
    data = {"before": before.value, "after": state.value}
    if reason is not None:
        data["reason"] = reason.value
    journal.record(action="cases:case:moved", actor=actor, subject=f"case:{case_id}", data=data)
    events.publish(name="cases.case_moved", payload={"case": str(case_id), **data})
    return state


@transaction.atomic
def set_states(*, case_ids: list[UUID], state: CaseState, actor: Actor) -> int:
    """Move many cases to an open `state` at once (a plan); returns how many moved. Closed ones stay."""
    if state is CaseState.CLOS:
        raise ValueError("cases are closed one by one, each with its reason")
    rows = Case.objects.filter(id__in=case_ids).exclude(state__in=[CaseState.CLOS, state])
    moved = rows.update(state=state)
    journal.record(
        action="cases:case:moved_together",
        actor=actor,
        subject=f"cases:{state.value}",
        data={"count": moved, "after": state.value},
    )
    return moved
