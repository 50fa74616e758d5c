"""The plan makes itself: every night while cases wait, or at once when somebody of the team asks.

Due is a row (`plan_runs`); the tick hands it to a job, because a plan of a whole country takes longer than a tick may.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.planning import plan_runs
from telecontrole.rooms.planning.models import PlanRun
from telecontrole.rooms.planning.placing import place_all
from telecontrole.rooms.worklist import services as tasks

log = logging.getLogger(__name__)

JOB: Final = "planning.plan"
FAILED: Final = "plan_en_echec"
_PLANNER: Final = Actor.system("planner")
_SUBJECT: Final = "plan:all"
#: Somebody else is planning, or keeps booking: tried again after that. After a fault, later.
_AGAIN: Final = timedelta(minutes=5)
_AFTER_A_FAULT: Final = timedelta(hours=1)


def tick(now: datetime) -> int:
    """See to it that a plan is to come while cases wait, and hand the one that is due to a job."""
    due = PlanRun.objects.filter(waiting=True).values_list("due_at", flat=True).first()
    if due is None and cases.some_wait():
        plan_runs.expect(now)
        return 1
    if due is None or due > now:
        return 0
    try:
        with transaction.atomic():
            app.configure_task(JOB, lock=JOB, queueing_lock=JOB).defer()
    except AlreadyEnqueued:
        return 0
    return 1


def run(now: datetime) -> bool:
    """Make the plan that is due, if any; False when there is none, or when it was put off.

    A fault becomes a task of the technical team, and the plan is tried again in an hour.
    """
    row = PlanRun.objects.filter(waiting=True, due_at__lte=now).first()
    if row is None:
        return False
    try:
        made = place_all(actor=_PLANNER, now=now)
    except Exception:  # whatever it is, somebody must know before the next night
        log.exception("plan failed")
        _put_off(row, now + _AFTER_A_FAULT)
        _tell(row, now)
        return False
    if isinstance(made, Refusal):
        _put_off(row, now + _AGAIN)
        return False
    tasks.close_about(subjects=[_SUBJECT], kinds=[FAILED], actor=_PLANNER, done="plan_fait")
    return True


def _put_off(row: PlanRun, until: datetime) -> None:
    PlanRun.objects.filter(id=row.id, waiting=True).update(due_at=until)


def _tell(row: PlanRun, now: datetime) -> None:
    tasks.open_task(
        queue="technique",
        kind=FAILED,
        caisse="",
        subject=_SUBJECT,
        due_at=now + _AFTER_A_FAULT,
        params={},
        key=f"planning:{FAILED}:{row.id}",
    )
