"""Opening, claiming, releasing and closing tasks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import clock, journal, vault
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal

from . import access, rules, selectors
from .enums import Done, TaskState
from .models import Task
from .rules import Office
from .selectors import TaskInfo, info_of, note_row

#: Answers why a person may not simply end a task about this subject; None when they may.
Guard = Callable[[str], Refusal | None]
_guards: dict[str, Guard] = {}
_known_offices: list[Callable[[], Mapping[str, Office]]] = []
#: French words for the codes with which rooms close tasks; `labels_of_rooms.update(...)` declares some.
labels_of_rooms: dict[str, str] = {}
_OPENER = Actor.system("worklist")
_BATCH = 1_000


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to open. `key` says what it is about, once and for all: the same key, the same task."""

    queue: str
    kind: str
    caisse: str
    subject: str
    due_at: datetime
    key: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    # The due time is that of a fact: the task is never due after it (`rules.due`).
    hard: bool = False

    def __post_init__(self) -> None:
        fault = rules.params_fault(self.params)
        if fault is not None or not rules.is_code(self.kind):
            raise ValueError(f"a task holds codes and ids: {fault or 'kind'} does not")
        if self.due_at.tzinfo is None:
            raise ValueError("due_at wants an aware instant")


def open_task(
    *,
    queue: str,
    kind: str,
    caisse: str,
    subject: str,
    due_at: datetime,
    key: str,
    params: Mapping[str, str | int] | None = None,
    hard: bool = False,
) -> UUID:
    """Open a task, or find the one that has this key (even done: it is not opened again).

    It is due at `due_at`, or when somebody is there to do it; `hard`: never after (`rules.due`).
    Raises ValueError for a parameter that is not a number or a short text: a fault of the caller.
    """
    new = NewTask(queue, kind, caisse, subject, due_at, key, params or {}, hard)
    return open_tasks([new])[key]


def open_tasks(tasks: Iterable[NewTask]) -> dict[str, UUID]:
    """Open many tasks, each once by its key; returns the id by key, of old ones as well."""
    wanted = {task.key: task for task in tasks}
    with transaction.atomic():
        now = clock.now()
        offices = _offices({task.caisse for task in wanted.values()})
        rows = {key: _row(task, now, offices[task.caisse]) for key, task in wanted.items()}
        Task.objects.bulk_create(rows.values(), batch_size=_BATCH, ignore_conflicts=True)
        found = dict(Task.objects.filter(key__in=list(wanted)).values_list("key", "id"))
        journal.record_many(
            journal.Entry(
                action="worklist:task:opened",
                actor=_OPENER,
                subject=row.subject,
                data={"task": str(row.id), "queue": row.queue, "kind": row.kind},
            )
            for key, row in rows.items()
            if found[key] == row.id
        )
    return found


def register_offices(known: Callable[[], Mapping[str, Office]]) -> None:
    """Let the room that knows the caisses say where each one's people work."""
    _known_offices.append(known)


def _offices(caisses: Collection[str]) -> Mapping[str, Office]:
    """The office of each caisse; of one that nobody knows, and of the whole country, that of Paris."""
    known = {code: one for ask in _known_offices for code, one in ask().items()}
    return {code: known.get(code, Office()) for code in caisses}


def _row(task: NewTask, now: datetime, office: Office) -> Task:
    hours = rules.office_hours(now.date())
    return Task(
        id=uuid.uuid4(),
        queue=task.queue,
        kind=task.kind,
        caisse=task.caisse,
        subject=task.subject,
        params=dict(task.params),
        key=task.key,
        due_at=rules.due(task.due_at, opened=now, office=office, hours=hours, hard=task.hard),
        opened_at=now,
    )


def close_task(*, key: str, actor: Actor, done: str) -> TaskInfo | Refusal:
    """Close by key, for programs: the reason has gone (address corrected, person re-planned).

    Refuses `unknown_task` and `already_done`, which such a caller may ignore.
    """
    if not rules.is_code(done):
        raise ValueError("what was done is a code")
    with transaction.atomic():
        task = Task.objects.select_for_update().filter(key=key).first()
        if task is None:
            return Refusal("unknown_task")
        return _close(task, actor, done)


def close_about(*, subjects: Iterable[str], kinds: Iterable[str], actor: Actor, done: str) -> int:
    """Close every open task of some kinds about some subjects, for programs; answers how many."""
    if not rules.is_code(done):
        raise ValueError("what was done is a code")
    with transaction.atomic():
        rows = Task.objects.select_for_update().filter(
            subject__in=list(subjects), kind__in=list(kinds), done_at__isnull=True
        )
        found = list(rows.order_by("id"))
        for task in found:
            _close(task, actor, done)
    return len(found)


def register_guard(kind: str, guard: Guard) -> None:
    """Let the room that opens a kind refuse that a person ends it before its subject goes on.

    The room ships `templates/worklist/guards/<code>.html` for the code of its refusal: what to do instead.
    """
    _guards[kind] = guard


def guarded(*, kind: str, subject: str) -> Refusal | None:
    """Why a task of this kind may not be ended by hand now, or None."""
    guard = _guards.get(kind)
    return guard(subject) if guard else None


def claim(*, task_id: UUID, actor: Actor, take_over: bool = False) -> TaskInfo | Refusal:
    """Take a task for oneself; refuses `unknown_task`, `already_done`, `already_claimed`.

    `take_over`: also from a colleague who has held it longer than a claim lasts, or, for a head, from anybody.
    """
    with transaction.atomic():
        task = _locked(task_id, actor)
        if task is None:
            return Refusal("unknown_task")
        if task.done_at is not None:
            return Refusal("already_done")
        if task.claimed_by and task.claimed_by != actor.id:
            if not (take_over and access.may_take_over(actor, left=_is_left(task))):
                return Refusal("already_claimed", {"by": task.claimed_label})
            _journal("taken_over", task, actor, before=task.claimed_by)
            task.claimed_by = ""
        return _claim(task, actor)


def claim_next(*, actor: Actor, queue: str = "") -> TaskInfo | Refusal:
    """Take the most urgent task that nobody has; refuses `nothing_waiting`.

    Two people who ask at once get two tasks: a row that somebody is taking is stepped over.
    """
    with transaction.atomic():
        rows = selectors.listed(actor, TaskState.OPEN).select_for_update(skip_locked=True)
        rows = rows.filter(queue=queue) if queue else rows
        task = rows.order_by("due_at", "id").first()
        if task is None:
            return Refusal("nothing_waiting")
        return _claim(task, actor)


def release(*, task_id: UUID, actor: Actor) -> TaskInfo | Refusal:
    """Put a task back; refuses `unknown_task`, `already_done`, `claimed_by_another`."""
    with transaction.atomic():
        task = _locked(task_id, actor)
        if task is None:
            return Refusal("unknown_task")
        if task.done_at is not None:
            return Refusal("already_done")
        if task.claimed_by and not access.may_release(actor, claimed_by=task.claimed_by):
            return Refusal("claimed_by_another", {"by": task.claimed_label})
        if task.claimed_by:
            task.claimed_by, task.claimed_label, task.claimed_at = "", "", None
            task.save(update_fields=["claimed_by", "claimed_label", "claimed_at"])
            _journal("released", task, actor)
        return info_of(task, now=clock.now())


def finish(*, task_id: UUID, actor: Actor, done: str, note: str = "") -> TaskInfo | Refusal:
    """Close a task as a person, saying what was done: a word of the list, and `note` if more must be said.

    Refuses `unknown_task`, `done_needs_what`, `note_too_long`, `note_has_nir`, `claimed_by_another`,
    `already_done`, and what the guard of its kind refuses. The note is kept encrypted.
    """
    if done not in set(Done):
        return Refusal("done_needs_what")
    if fault := rules.note_fault(note):
        return Refusal(fault)
    with transaction.atomic():
        task = _locked(task_id, actor)
        if task is None:
            return Refusal("unknown_task")
        if task.done_at is None and task.claimed_by not in ("", actor.id):
            return Refusal("claimed_by_another", {"by": task.claimed_label})
        if task.done_at is None and (kept := guarded(kind=task.kind, subject=task.subject)):
            return kept
        return _close(task, actor, done, note.strip())


def _locked(task_id: UUID, actor: Actor) -> Task | None:
    """The task under a row lock, or None when the actor may not know of it."""
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task and access.may_work_on(actor, queue=task.queue, caisse=task.caisse):
        return task
    return None


def _claim(task: Task, actor: Actor) -> TaskInfo:
    if not task.claimed_by:
        task.claimed_by, task.claimed_label = actor.id, actor.label
        task.claimed_at = clock.now()
        task.save(update_fields=["claimed_by", "claimed_label", "claimed_at"])
        _journal("claimed", task, actor)
    return info_of(task, now=clock.now())


def _is_left(task: Task) -> bool:
    lasts = rules.claim_lasts(clock.today())
    return rules.is_left(task.claimed_at, now=clock.now(), lasts=lasts)


def _close(task: Task, actor: Actor, done: str, note: str = "") -> TaskInfo | Refusal:
    if task.done_at is not None:
        return Refusal("already_done")
    task.done_at, task.done_by, task.done = clock.now(), actor.id, done
    if note:
        task.said_sealed = vault.seal(note.encode(), row=note_row(task.id))
    task.save(update_fields=["done_at", "done_by", "done", "said_sealed"])
    _journal("closed", task, actor, done=done)
    return info_of(task, now=task.done_at)


def _journal(verb: str, task: Task, actor: Actor, **data: str) -> None:
    journal.record(
        action=f"worklist:task:{verb}",
        actor=actor,
        subject=task.subject,
        data={"task": str(task.id), **data},
    )
