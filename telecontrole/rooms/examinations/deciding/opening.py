"""Proposals for the managers' queue: after an avis, an absence, or to withdraw what was signed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.law.calendars import Calendar
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.deciding import delays, rules
from telecontrole.rooms.examinations.deciding.enums import (
    LIFT_CODE,
    SUSPENSION_CODE,
    WITHDRAWAL_CODE,
    DecisionKind,
    DecisionState,
    LiftMotive,
    WithdrawalMotive,
)
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.models import Absence, Avis, Decision
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.worklist import services as tasks

#: The task of a manager: this proposal is to be validated and signed.
TO_TAKE: Final = "decision_a_prendre"
_AFTER = frozenset({WithdrawalMotive.ERREUR_MATERIELLE, WithdrawalMotive.ERREUR_DESTINATAIRE})


@transaction.atomic
def propose_after_avis(*, avis_id: UUID, actor: Actor) -> UUID | None:
    """Put the décision that follows an avis into the queue; None when nothing changes for the person.

    Asking again gives the same proposal. An avis that was replaced meanwhile is not decided any more.
    """
    avis = Avis.objects.select_related("case").filter(id=avis_id).first()
    if avis is None:
        return None
    _end_older_tasks(avis, actor)
    if not CATALOGUE[AvisCode(avis.code)].decided:
        return None
    known = Decision.objects.filter(avis=avis, follows__isnull=True).first()
    if known is not None:
        return known.id
    row = _row(avis.case_id, avis.case.caisse_id, DecisionKind.MEDICALE, avis.code)
    row.avis, row.date_effet = avis, avis.date_effet
    return _propose(row, actor)


def _end_older_tasks(avis: Avis, actor: Actor) -> None:
    """What waited for a signature after an earlier avis can no longer be signed: nobody waits for it."""
    older = Decision.objects.filter(case_id=avis.case_id, avis__version__lt=avis.version)
    waiting = older.filter(state__in=[*rules.PENDING]).values_list("id", flat=True)
    subjects = [f"decision:{key}" for key in waiting]
    tasks.close_about(subjects=subjects, kinds=[TO_TAKE], actor=actor, done="avis_remplace")


@transaction.atomic
def propose_suspension(*, absence_id: UUID, actor: Actor) -> UUID | Refusal:
    """Propose to suspend after an absence without a valid reason; a person of the caisse decides.

    Refusals: `unknown`, `not_judged` (the person was not heard, or the reason is valid), `already_proposed`.
    """
    absence = Absence.objects.select_for_update().filter(id=absence_id).first()
    if absence is None:
        return Refusal("unknown")
    if absence.excused is not False:
        return Refusal("not_judged")
    if Decision.objects.filter(absence=absence).exists():
        return Refusal("already_proposed")
    row = _row(absence.case_id, absence.case.caisse_id, DecisionKind.SUSPENSION, SUSPENSION_CODE)
    row.absence = absence
    return _propose(row, actor)


@transaction.atomic
def propose_withdrawal(
    *, decision_id: UUID, motive: WithdrawalMotive, actor: Actor
) -> UUID | Refusal:
    """Propose to withdraw a signed décision, by a new act that is validated and signed like any other.

    Refusals: `unknown`, `other_caisse`, those of `rules.may_withdraw`.
    """
    earlier = _served(decision_id, actor)
    if earlier is None:
        return Refusal("unknown")
    refused = rules.may_withdraw(
        DecisionState(earlier.state),
        DecisionKind(earlier.kind),
        withdrawn=Decision.objects.filter(withdraws=earlier).exists(),
    )
    if refused is not None:
        return refused
    row = _row(earlier.case_id, earlier.caisse_id, DecisionKind.RETRAIT, WITHDRAWAL_CODE)
    row.withdraws, row.motive, row.date_effet = earlier, motive.value, earlier.date_effet
    row.employer_sealed = None
    try:
        with transaction.atomic():
            return _propose(row, actor)
    except IntegrityError:
        return Refusal("already_withdrawn")


@transaction.atomic
def propose_lift(
    *, decision_id: UUID, motive: LiftMotive, on: date, actor: Actor
) -> UUID | Refusal:
    """Propose to lift a suspension: the person came, or the absence is justified; validated and signed like any other.

    `on`: the day of the control or of the justification, where the caisse is; from when the payment resumes
    is said by `rules.lifted_from`. Refusals: `unknown`, `lifted_in_future`, those of `rules.may_lift`.
    """
    earlier = _served(decision_id, actor)
    if earlier is None:
        return Refusal("unknown")
    refused = rules.may_lift(
        DecisionState(earlier.state),
        DecisionKind(earlier.kind),
        withdrawn=Decision.objects.filter(withdraws=earlier).exists(),
        lifted=Decision.objects.filter(lifts=earlier).exists(),
    )
    if refused is not None:
        return refused
    assert earlier.absence is not None  # a constraint holds both
    assert earlier.date_effet is not None
    today = today_at(earlier.caisse_id)
    if not day_at(earlier.caisse_id, earlier.absence.recorded_at) <= on <= today:
        return Refusal("lifted_in_future")
    row = _row(earlier.case_id, earlier.caisse_id, DecisionKind.LEVEE, LIFT_CODE)
    row.lifts, row.motive = earlier, motive.value
    rule = delays.text("suspension_lifted_from", today)
    row.date_effet = rules.lifted_from(rule, motive, suspended_from=earlier.date_effet, on=on)
    return _propose(row, actor)


def _served(decision_id: UUID, actor: Actor) -> Decision | None:
    """One décision, locked; to an actor who does not serve its caisse it does not exist."""
    found = Decision.objects.select_for_update().filter(id=decision_id).first()
    return found if found is not None and actor.serves(found.caisse_id) else None


def propose_lift_after(*, case_id: UUID, on: date, actor: Actor) -> UUID | None:
    """The person came: the suspension that still holds is to be lifted. None when there is none; twice changes nothing."""
    suspended = Decision.objects.filter(
        case_id=case_id, kind=DecisionKind.SUSPENSION.value, state__in=[*rules.SIGNED]
    )
    for row in suspended.order_by("-signed_at"):
        done = propose_lift(
            decision_id=row.id, motive=LiftMotive.CONTROLE_EFFECTUE, on=on, actor=actor
        )
        if isinstance(done, UUID):
            return done
    return None


def propose_anew(*, withdrawal: Decision, actor: Actor) -> UUID | None:
    """After a withdrawal for an error of ours: the same source is decided anew. In the caller's transaction."""
    earlier = withdrawal.withdraws
    if earlier is None or WithdrawalMotive(withdrawal.motive) not in _AFTER:
        return None
    row = _row(earlier.case_id, earlier.caisse_id, DecisionKind(earlier.kind), earlier.code)
    row.avis_id, row.absence_id, row.follows = earlier.avis_id, earlier.absence_id, withdrawal
    row.lifts_id = earlier.lifts_id
    # A suspension has its day from its signature; the others keep theirs.
    row.date_effet = None if earlier.kind == DecisionKind.SUSPENSION else earlier.date_effet
    if earlier.kind == DecisionKind.LEVEE:
        row.motive = earlier.motive
    return _propose(row, actor)


def today_at(caisse: str) -> date:
    """The day where a caisse is."""
    return day_at(caisse, clock.now())


def day_at(caisse: str, instant: datetime) -> date:
    """The day of an instant where a caisse is."""
    info = territory.caisse(caisse)
    assert info is not None  # a foreign key holds it
    return instant.astimezone(ZoneInfo(info.fuseau)).date()


def calendar_of(caisse: str) -> Calendar:
    """The calendar of a caisse."""
    info = territory.caisse(caisse)
    assert info is not None  # a foreign key holds it
    return cast(Calendar, info.calendrier)


def _row(case_id: UUID, caisse: str, kind: DecisionKind, code: str) -> Decision:
    now = clock.now()
    return Decision(
        case_id=case_id,
        caisse_id=caisse,
        kind=kind.value,
        code=code,
        state=DecisionState.A_VALIDER.value,
        proposed_at=now,
        due_at=_due(caisse),
    )


def _due(caisse: str) -> datetime:
    """The evening of the last day, at the caisse."""
    info = territory.caisse(caisse)
    assert info is not None  # a foreign key holds it
    today = today_at(caisse)
    days = delays.number("decision_due_days", today)
    last = rules.working_days_after(today, days, calendar_of(caisse))
    return datetime.combine(last, time(18), ZoneInfo(info.fuseau)).astimezone(UTC)


def _propose(row: Decision, actor: Actor) -> UUID:
    row.save(force_insert=True)
    journal.record(
        action="examinations:decision:proposed",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"decision": str(row.id), "kind": row.kind, "code": row.code},
    )
    events.publish(
        name="examinations.decision_proposed",
        payload={"decision": str(row.id), "case": str(row.case_id), "code": row.code},
    )
    return row.id
