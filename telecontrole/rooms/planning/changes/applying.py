"""Save a change with exactly the consequences that were shown, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases import services as case_services
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.diaries.services import Wanted, book_many, release
from telecontrole.rooms.planning import closing, placing, reading, rules, writing
from telecontrole.rooms.planning.changes.hitting import hit
from telecontrole.rooms.planning.changes.proposal import Change, Fate, Outcome, Proposal
from telecontrole.rooms.planning.enums import AppointmentState, Origin
from telecontrole.rooms.planning.models import Appointment, Unplaced
from telecontrole.rooms.worklist import services as tasks
from telecontrole.rooms.worklist.services import NewTask

#: The task of a call: what was said cannot be written in time.
CALL = "telephoner"
CHANGED = Refusal("consequences_changed")


@transaction.atomic
def apply(*, change: Change, seen: str, actor: Actor, now: datetime) -> Proposal | Refusal:
    """Do what was shown (`seen` is its digest): kept, moved and freed appointments, messages, tasks, the diary.

    Refusals: `plan_running`, `consequences_changed` (somebody was quicker: look again), and those of the
    change itself. Then nothing is written.
    """
    if not placing.alone():
        return Refusal("plan_running")
    done = _apply(change, seen, actor, now)
    if isinstance(done, Refusal):
        transaction.set_rollback(True)
    return done


def _apply(change: Change, seen: str, actor: Actor, now: datetime) -> Proposal | Refusal:
    proposal = change.find(now)
    if isinstance(proposal, Refusal):
        return proposal
    rows = _locked(proposal)
    if proposal.digest != seen or len(rows) < len(proposal.outcomes):
        return CHANGED
    if not Writer(proposal, rows, actor, now, by_hand=change.by_hand).write():
        return CHANGED
    refused = change.save(actor)
    if refused is not None:
        return refused
    if hit(change.taken, now):
        return CHANGED
    counts = dict(proposal.counts)
    journal.record(
        action="planning:change:made", actor=actor, subject="planning:change", data=counts
    )
    return proposal


def _locked(proposal: Proposal) -> dict[UUID, Appointment]:
    rows = Appointment.objects.select_for_update().filter(
        id__in=[one.before.id for one in proposal.outcomes], state=str(AppointmentState.PREVU)
    )
    return {row.id: row for row in rows.order_by("id")}


class Writer:
    """Writes one proposal, inside the caller's transaction."""

    def __init__(
        self,
        proposal: Proposal,
        rows: dict[UUID, Appointment],
        actor: Actor,
        now: datetime,
        *,
        by_hand: bool,
    ) -> None:
        self._proposal, self._rows, self._actor, self._now = proposal, rows, actor, now
        self._origin = Origin.MANUEL if by_hand else Origin.REPLI
        self._settings = rules.settings_on(reading.plan_day(now))
        self._cases = cases.cases(row.case_id for row in rows.values())

    def write(self) -> bool:
        """Everything but the diary's own row; False when a place has just been taken."""
        kept, moved, lost = (self._of(fate) for fate in Fate)
        for one in kept:
            release(appointment=one.before.id)
        for one in (*moved, *lost):
            state = AppointmentState.REMPLACE if one.place else AppointmentState.ANNULE
            closing.end(self._rows[one.before.id], state, self._actor)
        reassigned = [self._reassigned(one) for one in kept]
        new = [self._new(one) for one in moved]
        if book_many(wanted=[self._wanted(row) for row in (*reassigned, *new)]):
            return False
        for row, one in zip(reassigned, kept, strict=True):
            row.save(update_fields=["medecin", "salle"])
            writing.tell_reassigned(row, one.before.medecin, self._actor)
        writing.write(new, self._actor, {one.before.case: one.before.starts_at for one in moved})
        self._leave_without_place(lost)
        tasks.open_tasks(self._call(one) for one in self._proposal.outcomes if one.phone)
        return True

    def _of(self, fate: Fate) -> list[Outcome]:
        return [one for one in self._proposal.outcomes if one.fate is fate]

    def _reassigned(self, one: Outcome) -> Appointment:
        row, place = self._rows[one.before.id], one.place
        assert place is not None
        row.medecin_id, row.salle = UUID(place.doctor), place.room
        return row

    def _new(self, one: Outcome) -> Appointment:
        case, place = self._case(one), one.place
        assert place is not None
        versions = Appointment.objects.filter(case_id=case.id).aggregate(last=Max("version"))
        return writing.build(
            place,
            case,
            version=(versions["last"] or 0) + 1,
            zone=one.before.zone,
            origin=self._origin,
            now=self._now,
            settings=self._settings,
        )

    def _case(self, one: Outcome) -> CaseInfo:
        return self._cases[one.before.case]

    def _wanted(self, row: Appointment) -> Wanted:
        return writing.wanted(row, self._cases[row.case_id].insured, self._settings)

    def _leave_without_place(self, lost: Iterable[Outcome]) -> None:
        """The next plan tries again; until then a task says that the case waits, and why."""
        due_at = self._now + timedelta(days=self._settings.task_days)
        for one in lost:
            case = self._case(one)
            assert one.reason is not None
            key = f"planning:unplaced:{case.id}:{self._now.isoformat()}"
            tasks.open_tasks([placing.unplaced_task(case, one.reason, due_at, key)])
            facts = {"reason": one.reason, "since": self._now, "task_key": key}
            Unplaced.objects.update_or_create(case_id=case.id, defaults=facts)
            case_services.set_state(case_id=case.id, state=CaseState.A_PLANIFIER, actor=self._actor)

    def _call(self, one: Outcome) -> NewTask:
        """Before the hour at which the person would be waiting for nobody."""
        return NewTask(
            queue="planification",
            kind=CALL,
            caisse=one.caisse,
            subject=f"case:{one.before.case}",
            due_at=one.before.starts_at,
            hard=True,
            key=f"planning:{CALL}:{one.before.id}",
            params={
                "reference": one.reference,
                "ancien": one.before.starts_at.isoformat(),
                "nouveau": one.place.start.isoformat() if one.place else "",
                "zone": one.before.zone,
            },
        )
