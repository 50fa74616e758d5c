"""Reading tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor

from . import access, rules
from .enums import Queue, TaskState
from .models import Task


@dataclass(frozen=True, slots=True)
class TaskInfo:
    """A task as others see it. Instants are aware, in UTC."""

    id: UUID
    queue: Queue
    kind: str
    caisse: str
    subject: str
    params: Mapping[str, str | int]
    key: str
    due_at: datetime
    opened_at: datetime
    state: TaskState
    late: bool
    claimed_by: str
    claimed_label: str
    done_at: datetime | None
    done: str

    @property
    def subject_id(self) -> str:
        """The id in a subject such as `case:<uuid>`, for the templates of kinds."""
        return self.subject.partition(":")[2]


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How much waits in one queue."""

    queue: Queue
    waiting: int
    late: int


def info_of(task: Task, *, now: datetime) -> TaskInfo:
    """The value of a row."""
    done = task.done_at is not None
    return TaskInfo(
        id=task.id,
        queue=Queue(task.queue),
        kind=task.kind,
        caisse=task.caisse,
        subject=task.subject,
        params=task.params,
        key=task.key,
        due_at=task.due_at,
        opened_at=task.opened_at,
        state=rules.state_of(claimed=bool(task.claimed_by), done=done),
        late=rules.is_late(task.due_at, now=now, done=done),
        claimed_by=task.claimed_by,
        claimed_label=task.claimed_label,
        done_at=task.done_at,
        done=task.done,
    )


def listed(actor: Actor, state: str = "") -> QuerySet[Task]:
    """The rows of the actor's list, for the room's own table: what waits, unless a state is asked."""
    rows = _visible(actor)
    if state == TaskState.DONE:
        return rows.filter(done_at__isnull=False)
    rows = rows.filter(done_at__isnull=True)
    if state == TaskState.OPEN:
        return rows.filter(claimed_by="")
    if state == TaskState.CLAIMED:
        return rows.exclude(claimed_by="")
    return rows


def waiting(actor: Actor, *, limit: int = 20) -> list[TaskInfo]:
    """What waits for the actor, the most urgent first: one's own and what nobody has claimed."""
    rows = _visible(actor).filter(done_at__isnull=True, claimed_by__in=["", actor.id])
    now = clock.now()
    return [info_of(row, now=now) for row in rows.order_by("due_at", "id")[:limit]]


def task(task_id: UUID, actor: Actor) -> TaskInfo | None:
    """One task, or None when there is none that the actor may see."""
    row = _visible(actor).filter(pk=task_id).first()
    return info_of(row, now=clock.now()) if row else None


def counts(actor: Actor) -> list[QueueCount]:
    """What waits in each queue of the actor; one query."""
    late = Count("id", filter=Q(due_at__lte=clock.now()))
    rows = _visible(actor).filter(done_at__isnull=True).values("queue")
    found = {row["queue"]: row for row in rows.annotate(waiting=Count("id"), late=late)}
    return [
        QueueCount(queue, found[queue]["waiting"], found[queue]["late"])
        if queue in found
        else QueueCount(queue, 0, 0)
        for queue in access.queues_of(actor)
    ]


def caisses(actor: Actor) -> list[str]:
    """The caisses that have tasks waiting for the actor."""
    rows = _visible(actor).filter(done_at__isnull=True).exclude(caisse="")
    return list(rows.order_by("caisse").values_list("caisse", flat=True).distinct())


def for_subject(subject: str, actor: Actor) -> list[TaskInfo]:
    """The tasks about one subject that the actor may see: for the panel of a case page."""
    now = clock.now()
    return [
        info_of(row, now=now) for row in _visible(actor).filter(subject=subject).order_by("due_at")
    ]


def subjects_waiting(subjects: Iterable[str]) -> set[str]:
    """Those of the subjects that have an open task: nothing is lost while a person must act."""
    rows = Task.objects.filter(subject__in=list(subjects), done_at__isnull=True)
    return set(rows.values_list("subject", flat=True))


def every_task() -> Iterator[TaskInfo]:
    """All tasks, oldest first, streamed: for the export of a rehearsal."""
    now = clock.now()
    rows = Task.objects.order_by("opened_at", "key").iterator(chunk_size=1_000)
    return (info_of(row, now=now) for row in rows)


def _visible(actor: Actor) -> QuerySet[Task]:
    mine = Task.objects.filter(queue__in=[str(queue) for queue in access.queues_of(actor)])
    if actor.serves(""):
        return mine
    return mine.filter(caisse=actor.caisse)
