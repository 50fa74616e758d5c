"""Reading tasks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from telecontrole.foundations import clock, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.web.formats import nombre_fr

from . import access, rules
from .enums import Queue, TaskState
from .models import Task

#: A queue is counted up to here, then "more than": counting everything costs more than the page.
COUNTED: Final = 1_000
#: The state of the list that means "held by the actor".
MINE: Final = "miennes"


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
    claimed_at: datetime | None
    done_at: datetime | None
    done: str

    @property
    def subject_id(self) -> str:
        """The id in a subject such as `case:<uuid>`, for the templates of kinds."""
        return self.subject.partition(":")[2]


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How much waits in one queue; each number stops at `COUNTED` + 1."""

    queue: Queue
    waiting: int
    late: int


def told(number: int) -> str:
    """A number of `QueueCount` for the screen: `12`, `1 000+`."""
    return f"{nombre_fr(COUNTED)}+" if number > COUNTED else nombre_fr(number)


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
        claimed_at=task.claimed_at,
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
    if state == MINE:
        return rows.exclude(claimed_by="").filter(claimed_by=actor.id)
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


def note(task_id: UUID, actor: Actor) -> str:
    """The words left about what was done; empty when there are none that the actor may read.

    Raises `vault.SealBroken`.
    """
    row = _visible(actor).filter(pk=task_id).only("id", "said_sealed").first()
    if row is None or row.said_sealed is None:
        return ""
    return vault.unseal(bytes(row.said_sealed), row=note_row(row.id)).decode()


def note_row(task_id: UUID) -> str:
    """The name under which the words of a task are sealed."""
    return f"worklist.task:{task_id}:note"


def counts(actor: Actor) -> list[QueueCount]:
    """What waits in each queue of the actor; one query, whose cost does not grow with the tasks."""
    queues = access.queues_of(actor)
    if not queues:
        return []
    bound = None if actor.serves("") else actor.caisse
    known = {"caisse": bound, "now": clock.now(), "most": COUNTED + 1}
    named = {f"queue{number}": str(queue) for number, queue in enumerate(queues)}
    # Each queue by its own value: the database then knows whether it is long or nearly empty.
    sql = " UNION ALL ".join(_COUNT.replace("%(queue)s", f"%({name})s") for name in named)
    with connection.cursor() as cursor:
        cursor.execute(sql, {**known, **named})
        found = {name: (waiting, late) for name, waiting, late in cursor.fetchall()}
    return [QueueCount(queue, *found[str(queue)]) for queue in queues]


def caisses(actor: Actor) -> list[str]:
    """The caisses that have tasks waiting, for who serves several; one probe of the index for each."""
    if not actor.serves(""):
        return [actor.caisse] if actor.caisse else []
    with connection.cursor() as cursor:
        cursor.execute(_CAISSES)
        return [row[0] for row in cursor.fetchall()]


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


# Each inner query stops after `most` rows of an index.
_COUNT: Final = """
SELECT %(queue)s::text,
  (SELECT count(*) FROM (SELECT 1 FROM worklist_task t WHERE t.queue = %(queue)s AND t.done_at IS NULL
     AND (%(caisse)s::text IS NULL OR t.caisse = %(caisse)s) LIMIT %(most)s) waiting),
  (SELECT count(*) FROM (SELECT 1 FROM worklist_task t WHERE t.queue = %(queue)s AND t.done_at IS NULL
     AND (%(caisse)s::text IS NULL OR t.caisse = %(caisse)s) AND t.due_at <= %(now)s LIMIT %(most)s) late)
"""
# From one caisse to the next in the index, instead of reading every row.
_CAISSES: Final = """
WITH RECURSIVE found (caisse) AS (
  (SELECT caisse FROM worklist_task WHERE done_at IS NULL AND caisse > '' ORDER BY caisse LIMIT 1)
  UNION ALL
  SELECT (SELECT caisse FROM worklist_task WHERE done_at IS NULL AND caisse > found.caisse
    ORDER BY caisse LIMIT 1) FROM found WHERE found.caisse IS NOT NULL
)
SELECT caisse FROM found WHERE caisse IS NOT NULL
"""
