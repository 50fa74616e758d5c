"""Somebody who did not come, whose allowances were suspended, and who came since: a tutrice acts in his name."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.demonstration import interview
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.deciding import signing
from telecontrole.rooms.examinations.deciding.words import Employer
from telecontrole.rooms.examinations.enums import AvisCode, Ground
from telecontrole.rooms.people import representatives
from telecontrole.rooms.people.representatives import Quality, RepresentativeInfo
from telecontrole.rooms.planning.enums import AbsenceReason

_CASE = "DEMO-SUSPENSION"
_EMPLOYER = Employer("Librairie du Quai", "14 quai de Bondy\n69005 Lyon")
_SYSTEM = Actor.system("demonstration")


def current() -> tuple[CaseInfo, RepresentativeInfo] | None:
    """The case and who acts for the person; None before the demonstration is loaded."""
    case = interview.latest_case(_CASE)
    acting = representatives.acting(case.insured) if case else None
    return (case, acting) if case and acting else None


@transaction.atomic
def tell(*, manager: Actor, delegate: Actor) -> None:
    """The whole story, once: absence, reason, suspension, signature, control; the lifting waits for a manager.

    `manager` validates, `delegate` proposes and signs. Raises RuntimeError.
    """
    if interview.latest_case(_CASE) is not None:
        return
    case = interview.new_case(_CASE)
    _mandate(case, manager)
    _miss(case, delegate)
    _suspend(case, manager, delegate)
    _come(case)
    events.drain()


def _mandate(case: CaseInfo, manager: Actor) -> None:
    """The judgment was seen at the desk of the caisse."""
    _done(
        representatives.note(
            insured_id=case.insured,
            quality=Quality.TUTEUR,
            nom="GARNIER",
            prenoms="Louise",
            email="louise.garnier@exemple.test",
            mobile="0638150472",
            adresse="3 quai Saint-Vincent\n69001 Lyon",
            until=None,
            actor=manager,
        )
    )


def _miss(case: CaseInfo, head: Actor) -> None:
    """Nobody came; the reason that was given was not found valid."""
    missed = interview.place(case, clock.now() - timedelta(hours=2))
    _done(
        examinations.record_absence(
            appointment_id=missed.id, seen=False, technical_failure=False, actor=_SYSTEM
        )
    )
    reason = AbsenceReason.AUTRE
    _done(examinations.answer_absence(case_id=case.id, reason=reason, actor=_SYSTEM))
    _done(examinations.hear_absence(case_id=case.id, reason=reason, excused=False, actor=head))


def _suspend(case: CaseInfo, manager: Actor, delegate: Actor) -> None:
    proposed = examinations.propose_suspension(case_id=case.id, actor=delegate)
    if not isinstance(proposed, UUID):
        raise RuntimeError(proposed.code)
    _done(
        signing.validate(decision_id=proposed, employer=_EMPLOYER, no_employer=False, actor=manager)
    )
    _done(signing.sign(decision_id=proposed, actor=delegate))


def _come(case: CaseInfo) -> None:
    """The person was received since: the event of the avis proposes to lift the suspension."""
    held = interview.place(case, clock.now() - timedelta(minutes=30))
    interview.hold(held, AvisCode.AT_JUSTIFIE, Ground.INCAPACITE_CONFIRMEE)


def _done(answer: object) -> None:
    if isinstance(answer, Refusal):
        raise RuntimeError(answer.code)
