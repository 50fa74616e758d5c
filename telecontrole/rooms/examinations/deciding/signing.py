"""From a proposal to a signed décision: a manager validates, a delegate of the director signs, once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, events, journal
from telecontrole.foundations.access import Actor, Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import (
    delays,
    delegating,
    notifying,
    opening,
    replacing,
    rules,
    words,
)
from telecontrole.rooms.examinations.deciding.enums import (
    DecisionKind,
    DecisionState,
    SetAsideMotive,
)
from telecontrole.rooms.examinations.deciding.words import Employer
from telecontrole.rooms.examinations.models import Avis, Decision
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.worklist import services as worklist

MANAGERS = (Role.GESTIONNAIRE, Role.CHEF)
UNACKNOWLEDGED = "decision_sans_accuse"


@transaction.atomic
def validate(
    *, decision_id: UUID, employer: Employer | None, no_employer: bool, actor: Actor
) -> Refusal | None:
    """A manager of the caisse checks code and dates, and names the employer where the law has it told.

    `no_employer`: the manager knows that there is none. Refusals: `unknown`, `not_manager`, `avis_replaced`,
    `person_came` (since the absence: nothing is to be suspended), `employer_missing`, `employer_not_told` (the law does not say so), those of `rules.may_validate`.
    """
    row = _locked(decision_id, actor)
    if isinstance(row, Refusal):
        return row
    refused = rules.may_validate(DecisionState(row.state)) or _stale(row)
    if refused is None and _came_on(row) is not None:
        refused = Refusal("person_came")
    if refused is not None:
        return refused
    if tells_employer(row):
        if (first := row.withdraws or row.lifts) is not None:
            # Whoever was told of the first act is told of its withdrawal, and of its end.
            employer = words.employer_of(first)
        if employer is None and not no_employer:
            return Refusal("employer_missing")
        row.employer_sealed = words.seal_employer(row, employer) if employer else None
    elif employer is not None:
        return Refusal("employer_not_told")
    row.state, row.validated_at, row.validated_by = "validee", clock.now(), actor.id
    row.save(update_fields=["state", "validated_at", "validated_by", "employer_sealed"])
    _note("validated", row, actor, employer="oui" if row.employer_sealed else "non")
    return None


@transaction.atomic
def sign(*, decision_id: UUID, actor: Actor) -> Refusal | None:
    """Sign for the director: letters and messages leave in the same transaction.

    Two delegates who sign at the same time make one signature: the row is locked. Refusals: `unknown`,
    `not_manager`, `avis_replaced`, those of `rules.may_sign`.
    """
    row = _locked(decision_id, actor)
    if isinstance(row, Refusal):
        return row
    today = opening.today_at(row.caisse_id)
    kind = DecisionKind(row.kind)
    mandates = delegating.mandates_of(UUID(actor.id))
    differs = bool(delays.number("decision_signer_differs", today))
    refused = rules.may_sign(
        state=DecisionState(row.state),
        kind=kind,
        caisse=row.caisse_id,
        mandates=[mandate for _, mandate in mandates],
        on=today,
        same_person=differs and row.validated_by == actor.id,
        text=delays.text("delegation_text", today),
    ) or _stale(row)
    if refused is not None:
        return refused
    row.delegation_id = next(
        key for key, one in mandates if rules.covers(one, kind=kind, caisse=row.caisse_id, on=today)
    )
    row.state, row.signed_at, row.signed_on, row.signed_by = "signee", clock.now(), today, actor.id
    if kind is DecisionKind.SUSPENSION:
        row.date_effet = today + timedelta(days=delays.number("suspension_effect_days", today))
    row.save()
    _note("signed", row, actor, delegation=str(row.delegation_id))
    notifying.notify(row=row, actor=actor)
    _follow(row, actor)
    events.publish(
        name="examinations.decision_signed",
        payload={"decision": str(row.id), "case": str(row.case_id), "code": row.code},
    )
    return None


@transaction.atomic
def set_aside(*, decision_id: UUID, motive: SetAsideMotive, actor: Actor) -> Refusal | None:
    """Do not follow a proposal of suspension: the person is seen on a site, without consequence.

    Refusals: `unknown`, `not_manager`, those of `rules.may_set_aside`.
    """
    row = _locked(decision_id, actor)
    if isinstance(row, Refusal):
        return row
    refused = rules.may_set_aside(DecisionState(row.state), DecisionKind(row.kind))
    if refused is not None:
        return refused
    row.state, row.motive = DecisionState.ECARTEE.value, motive.value
    row.save(update_fields=["state", "motive"])
    _note("set_aside", row, actor, motive=motive.value)
    _follow(row, actor)
    return None


def tells_employer(row: Decision) -> bool:
    """Whether the employer is told the date: by the code; of a withdrawal or a lifting when it had been told."""
    if not delays.employer_told(row.code, opening.today_at(row.caisse_id)):
        return False
    first = row.withdraws or row.lifts
    return first is None or first.employer_sealed is not None


def _follow(row: Decision, actor: Actor) -> None:
    """What the act sets going: its task is done, a suspended person is convened again, an error is decided anew."""
    key = f"examinations:{opening.TO_TAKE}:{row.id}"
    worklist.close_task(key=key, actor=actor, done="decision_prise")
    worklist.close_task(
        key=f"examinations:suspension_a_decider:{row.id}", actor=actor, done="decision_prise"
    )
    if row.kind == DecisionKind.SUSPENSION:
        # To be seen again is what ends a suspension: the next plan looks for a place on a site.
        planning.put_back(case_id=row.case_id, actor=actor, now=clock.now())
        # Who came between the validation and the signature is not suspended a day too long.
        came_on = _came_on(row)
        if came_on is not None and row.state == DecisionState.SIGNEE:
            opening.propose_lift_after(case_id=row.case_id, on=came_on, actor=actor)
    if row.kind == DecisionKind.RETRAIT:
        opening.propose_anew(withdrawal=row, actor=actor)


def _stale(row: Decision) -> Refusal | None:
    """An avis given since then takes the place of the one that was to be decided."""
    return Refusal("avis_replaced") if replacing.is_replaced(row.id) else None


def _came_on(row: Decision) -> date | None:
    """For a suspension: the day on which the person was seen since the absence."""
    if row.absence is None:
        return None
    seen = Avis.objects.filter(case_id=row.case_id, told_at__gt=row.absence.recorded_at)
    return seen.order_by("told_at").values_list("informed_on", flat=True).first()


def _locked(decision_id: UUID, actor: Actor) -> Decision | Refusal:
    row = (
        Decision.objects.select_for_update(of=("self",))
        .select_related("avis", "absence", "withdraws", "lifts")
        .filter(id=decision_id)
        .first()
    )
    if row is None or not actor.serves(row.caisse_id):
        return Refusal("unknown")
    return row if actor.has(*MANAGERS) else Refusal("not_manager")


def _note(verb: str, row: Decision, actor: Actor, **data: str) -> None:
    journal.record(
        action=f"examinations:decision:{verb}",
        actor=actor,
        subject=f"case:{row.case_id}",
        data={"decision": str(row.id), "kind": row.kind, "code": row.code, **data},
    )
