"""A notice that needs a person becomes a task, in the transaction that learns of the failure."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor
from telecontrole.rooms.notices import readers, rules
from telecontrole.rooms.notices.enums import State
from telecontrole.rooms.notices.models import Notice, SubjectHead
from telecontrole.rooms.worklist import services as worklist
from telecontrole.rooms.worklist.services import NewTask

log = logging.getLogger(__name__)

ACTOR = Actor.system("notices")


def to_people(ids: Iterable[UUID], now: datetime) -> int:
    """Open one task for each failed notice that still matters, and tell who listens.

    What somebody may no longer read matters no more: it could not be sent again.
    """
    wanted = list(ids)
    if not wanted:
        return 0
    notices = [n for n in Notice.objects.filter(id__in=wanted).order_by("id") if n.failure]
    standing = set(
        SubjectHead.objects.filter(
            subject__in={n.subject for n in notices}, is_open=True
        ).values_list("subject", "version")
    )
    failed = [n for n in notices if (n.subject, n.version) in standing and readers.until(n)]
    for notice in failed:
        notice.task_key = f"notices:{notice.id}:{notice.attempts}:{notice.failure}"
    Notice.objects.bulk_update(failed, ["task_key"], batch_size=500)
    worklist.open_tasks(_task(notice, now) for notice in failed)
    for notice in failed:
        _tell(notice)
    return len(failed)


def forget(subjects: Sequence[str], person_key: str) -> None:
    """What failed for one recipient about these subjects needs nobody any more; the failure itself stays written."""
    rows = Notice.objects.filter(subject__in=subjects, person_key=person_key).exclude(task_key="")
    for notice in rows.exclude(state=State.UNKNOWN.value):
        close_task(notice.task_key, "sans_objet")
        notice.task_key = ""
        notice.save(update_fields=["task_key"])


def budget_spent(caisses: Sequence[str], now: datetime) -> None:
    """Tell the team and the operator that a caisse has spent its SMS of the month; they go on leaving."""
    if not caisses:
        return
    minutes = rules.number("failure_task_minutes", clock.today())
    month = clock.today().strftime("%Y-%m")
    for caisse in caisses:
        log.error("sms budget spent", extra={"caisse": caisse})
    worklist.open_tasks(
        NewTask(
            queue="notices",
            kind="sms_budget",
            caisse=caisse,
            subject=f"sms:{caisse}",
            due_at=now + timedelta(minutes=minutes),
            key=f"notices:budget:{caisse}:{month}",
            params={"month": month},
        )
        for caisse in caisses
    )


def close_task(key: str, done: str, actor: Actor = ACTOR) -> None:
    """Close the task of a notice that no longer needs anybody; one that is closed already stays so."""
    if key:
        worklist.close_task(key=key, actor=actor, done=done)


def _task(notice: Notice, now: datetime) -> NewTask:
    minutes = rules.number("failure_task_minutes", clock.today())
    return NewTask(
        queue="notices",
        kind=f"notice_{notice.failure}",
        caisse=notice.caisse,
        subject=notice.subject,
        due_at=now + timedelta(minutes=minutes),
        key=notice.task_key,
        params={
            "notice": str(notice.id),
            "kind": notice.kind,
            "channel": notice.channel,
            "recipient": notice.recipient,
        },
    )


def _tell(notice: Notice) -> None:
    events.publish(
        name="notices.notice_failed",
        payload={
            "notice": str(notice.id),
            "subject": notice.subject,
            "kind": notice.kind,
            "channel": notice.channel,
            "failure": notice.failure,
        },
    )
