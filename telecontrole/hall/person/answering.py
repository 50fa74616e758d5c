"""What the person answers by link: each answer keeps which link gave it, as long as no code says who it was.

If the link turns out to have gone to somebody else's address, a person checks those answers (`hall.misdirected`).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, journal
from telecontrole.foundations.journal import selectors as acts
from telecontrole.foundations.outcome import Refusal
from telecontrole.hall.person.entering import Proof, Visitor
from telecontrole.rooms.examinations import services as examinations
from telecontrole.rooms.examinations.absences import AbsenceInfo
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.planning.enums import AbsenceReason, AppointmentState
from telecontrole.rooms.planning.services import Declined

_ACTION = "hall:link:answered"


class Answer(StrEnum):
    """What was answered. Each has its words in the task that asks whether it was the person."""

    REFUSE = "refuse"
    EMPECHE = "empeche"
    ABSENCE = "absence"
    TIERS_DEMANDE = "tiers_demande"
    TIERS_RETIRE = "tiers_retire"


@transaction.atomic
def decline(*, who: Visitor, appointment_id: UUID, reason: AppointmentState) -> Declined | Refusal:
    """Not by video, or prevented. Refusals: those of `planning.decline`."""
    said = planning.decline(
        appointment_id=appointment_id, reason=reason, actor=who.actor, now=clock.now()
    )
    if not isinstance(said, Refusal):
        note(who, Answer(reason.value))
    return said


@transaction.atomic
def excuse(*, who: Visitor, reason: AbsenceReason) -> AbsenceInfo | Refusal:
    """Why the appointment did not take place. Refusals: those of `examinations.answer_absence`."""
    said = examinations.answer_absence(case_id=who.case.id, reason=reason, actor=who.actor)
    if not isinstance(said, Refusal):
        note(who, Answer.ABSENCE)
    return said


def note(who: Visitor, answer: Answer) -> None:
    """Keep by which link an answer came; nothing for who gave the code."""
    if who.proof is not Proof.CODE:
        journal.record(
            action="hall:link:answered",
            actor=who.actor,
            subject=f"case:{who.case.id}",
            data={"link": str(who.link.id), "answer": answer.value},
        )


def answered_by(link_ids: set[str], *, cases: list[UUID]) -> list[tuple[UUID, Answer, datetime]]:
    """Answers that came by these links alone: case, what, when (UTC); the latest first."""
    found = acts.acts_on_any([f"case:{one}" for one in cases], actions=[_ACTION])
    return [
        (UUID(entry.subject.removeprefix("case:")), Answer(entry.data["answer"]), entry.at)
        for entry in found
        if entry.data.get("link") in link_ids
    ]
