"""Opening, claiming, releasing, closing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from conftest import At
from telecontrole.foundations.access import Actor
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.territory.models import Caisse
from telecontrole.rooms.worklist import selectors, services
from telecontrole.rooms.worklist.enums import TaskState
from telecontrole.rooms.worklist.models import Task

from .cast import ALICE, BOB, CHARLIE, DUE, HEAD, MANAGER, NOW, a_task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(at: Callable[[datetime], datetime]) -> None:
    at(NOW)


def test_the_same_key_is_the_same_task_and_is_journalled_once() -> None:
    assert a_task() == a_task()
    entry = JournalEntry.objects.get(action="worklist:task:opened")
    assert entry.subject == "case:k1"
    assert entry.data == {"task": str(a_task()), "queue": "notices", "kind": "notice_failed"}


def test_a_done_task_is_not_opened_again() -> None:
    task_id = a_task()
    services.finish(task_id=task_id, actor=ALICE, done="appele")
    assert a_task() == task_id
    assert Task.objects.get().done == "appele"


def test_a_claimed_task_is_mine_and_nobody_else_s() -> None:
    task_id = a_task()
    first = services.claim(task_id=task_id, actor=ALICE)
    assert isinstance(first, selectors.TaskInfo)
    assert first.state is TaskState.CLAIMED
    assert services.claim(task_id=task_id, actor=ALICE) == first
    assert services.claim(task_id=task_id, actor=BOB) == Refusal("already_claimed", {"by": "Alice"})
    done = services.finish(task_id=task_id, actor=BOB, done="appele")
    assert done == Refusal("claimed_by_another", {"by": "Alice"})
    assert JournalEntry.objects.filter(action="worklist:task:claimed").count() == 1


def test_a_task_is_put_back_by_its_holder_or_by_a_head() -> None:
    task_id = a_task()
    services.claim(task_id=task_id, actor=ALICE)
    refused = services.release(task_id=task_id, actor=BOB)
    assert refused == Refusal("claimed_by_another", {"by": "Alice"})
    assert not isinstance(services.release(task_id=task_id, actor=HEAD), Refusal)
    assert not isinstance(services.claim(task_id=task_id, actor=BOB), Refusal)


def test_a_task_of_somebody_gone_is_taken_over_after_some_hours_and_not_before(at: Any) -> None:
    task_id = a_task()
    services.claim(task_id=task_id, actor=ALICE)
    held = Refusal("already_claimed", {"by": "Alice"})
    at.advance(hours=3, minutes=59)
    assert services.claim(task_id=task_id, actor=BOB, take_over=True) == held
    at.advance(minutes=1)
    assert services.claim(task_id=task_id, actor=BOB) == held
    taken = services.claim(task_id=task_id, actor=BOB, take_over=True)
    assert isinstance(taken, selectors.TaskInfo)
    assert (taken.claimed_by, taken.claimed_label) == (BOB.id, "Bob")
    entry = JournalEntry.objects.get(action="worklist:task:taken_over")
    assert entry.data == {"task": str(task_id), "before": ALICE.id}
    again = services.finish(task_id=task_id, actor=ALICE, done="appele")
    assert again == Refusal("claimed_by_another", {"by": "Bob"})


def test_a_head_takes_over_at_once() -> None:
    task_id = a_task()
    services.claim(task_id=task_id, actor=ALICE)
    taken = services.claim(task_id=task_id, actor=HEAD, take_over=True)
    assert isinstance(taken, selectors.TaskInfo)
    assert taken.claimed_by == HEAD.id


def test_words_about_what_was_done_are_sealed_and_read_by_who_sees_the_task() -> None:
    task_id = a_task()
    services.finish(task_id=task_id, actor=ALICE, done="appele", note=" Rappellera jeudi ")
    assert selectors.note(task_id, BOB) == "Rappellera jeudi"
    assert selectors.note(task_id, CHARLIE) == ""
    sealed = bytes(Task.objects.get().said_sealed or b"")
    assert sealed
    assert b"jeudi" not in sealed


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("x" * 301, "note_too_long"),
        ("NIR 2 80 01 14 118 025", "note_has_nir"),
        ("1800162123456", "note_has_nir"),
        ("1 84 12 2A 451 025", "note_has_nir"),
    ],
)
def test_words_that_may_not_stay_are_refused(note: str, code: str) -> None:
    task_id = a_task()
    refused = services.finish(task_id=task_id, actor=ALICE, done="appele", note=note)
    assert refused == Refusal(code)
    assert Task.objects.get().done_at is None


def test_a_note_stands_on_a_done_task_only() -> None:
    a_task()
    once = pytest.raises(IntegrityError, match="worklist_task_note_is_of_a_done_one")
    with once, transaction.atomic():
        Task.objects.update(said_sealed=b"x")


def test_the_next_task_is_the_most_urgent_that_nobody_has() -> None:
    a_task(key="later", due_at=DUE + timedelta(days=1))
    a_task(key="other", queue="planification", due_at=DUE + timedelta(days=2))
    a_task(key="soon")
    taken = [services.claim_next(actor=actor) for actor in (ALICE, BOB)]
    assert [info.key for info in taken if isinstance(info, selectors.TaskInfo)] == ["soon", "later"]
    assert services.claim_next(actor=ALICE, queue="notices") == Refusal("nothing_waiting")
    other = services.claim_next(actor=ALICE, queue="planification")
    assert isinstance(other, selectors.TaskInfo)
    assert services.claim_next(actor=CHARLIE) == Refusal("nothing_waiting")


@pytest.mark.parametrize("done", ["", "fait", "J’ai appelé"])
def test_a_task_is_not_done_without_saying_what_was_done(done: str) -> None:
    task_id = a_task()
    assert services.finish(task_id=task_id, actor=ALICE, done=done) == Refusal("done_needs_what")
    assert Task.objects.get().done_at is None


def test_a_done_task_is_over() -> None:
    task_id = a_task()
    closed = services.finish(task_id=task_id, actor=ALICE, done="appele")
    assert isinstance(closed, selectors.TaskInfo)
    assert closed.done_at == NOW
    for act in (services.claim, services.release):
        assert act(task_id=task_id, actor=ALICE) == Refusal("already_done")
    again = services.finish(task_id=task_id, actor=ALICE, done="corrige")
    assert again == Refusal("already_done")


@pytest.mark.parametrize("actor", [CHARLIE, MANAGER], ids=["other caisse", "other queue"])
def test_a_task_that_is_not_mine_to_see_does_not_exist(actor: Actor) -> None:
    task_id = a_task()
    assert services.claim(task_id=task_id, actor=actor) == Refusal("unknown_task")
    assert services.release(task_id=task_id, actor=actor) == Refusal("unknown_task")
    assert services.finish(task_id=task_id, actor=actor, done="appele") == Refusal("unknown_task")


def test_a_program_closes_by_key_whoever_holds_the_task() -> None:
    services.claim(task_id=a_task(), actor=ALICE)
    program = Actor.system("notices")
    closed = services.close_task(key="k1", actor=program, done="address_corrected")
    assert isinstance(closed, selectors.TaskInfo)
    assert closed.done == "address_corrected"
    again = services.close_task(key="k1", actor=program, done="address_corrected")
    assert again == Refusal("already_done")
    assert services.close_task(key="no", actor=program, done="x_y") == Refusal("unknown_task")


def test_what_is_no_code_is_a_fault_of_the_caller() -> None:
    with pytest.raises(ValueError, match="name does not"):
        services.open_task(
            queue="notices",
            kind="k_k",
            caisse="",
            subject="s",
            due_at=DUE,
            key="k",
            params={"name": 1.5},  # type: ignore[dict-item]
        )
    with pytest.raises(ValueError, match="kind"):
        services.open_task(
            queue="notices", kind="Une phrase", caisse="", subject="s", due_at=DUE, key="k"
        )
    with pytest.raises(ValueError, match="aware"):
        services.open_task(
            queue="notices",
            kind="k_k",
            caisse="",
            subject="s",
            due_at=DUE.replace(tzinfo=None),
            key="k",
        )
    with pytest.raises(ValueError, match="code"):
        services.close_task(key="k", actor=ALICE, done="une phrase")


def test_a_thousand_tasks_open_in_as_many_queries_as_ten(
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    def many(count: int, prefix: str) -> list[services.NewTask]:
        return [
            services.NewTask("planification", "unplaced", "141", f"case:{n}", DUE, f"{prefix}{n}")
            for n in range(count)
        ]

    with django_assert_max_num_queries(6):
        opened = services.open_tasks(many(1_000, "a"))
    assert len(opened) == 1_000
    assert services.open_tasks(many(1_000, "a")) == opened
    assert JournalEntry.objects.count() == 1_000


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"queue": "autre"}, "worklist_task_queue_known"),
        ({"kind": ""}, "worklist_task_is_named"),
        ({"claimed_by": "x"}, "worklist_task_claim_is_whole"),
        ({"claimed_at": NOW}, "worklist_task_claim_is_whole"),
        ({"done_at": NOW, "done_by": "x"}, "worklist_task_done_says_what"),
        ({"done": "appele"}, "worklist_task_done_says_what"),
        ({"key": "k1"}, "worklist_task_key_once"),
    ],
)
def test_the_database_holds_what_must_hold(fields: dict[str, Any], constraint: str) -> None:
    a_task()
    row = {"queue": "notices", "kind": "k", "subject": "s", "key": "k2"} | fields
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Task.objects.create(due_at=DUE, opened_at=NOW, **row)


@pytest.mark.django_db(transaction=True)
def test_of_eight_people_who_claim_at_once_one_gets_the_task() -> None:
    task_id = a_task(due_at=DUE + timedelta(days=1))
    people = [Actor(ALICE.kind, str(uuid.uuid4()), ALICE.roles, "141", str(n)) for n in range(8)]

    def one(actor: Actor) -> bool:
        try:
            return not isinstance(services.claim(task_id=task_id, actor=actor), Refusal)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(one, people)) == 1
    assert JournalEntry.objects.filter(action="worklist:task:claimed").count() == 1


def test_a_guard_keeps_a_task_until_its_subject_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_guards", {})
    task_id = a_task()
    services.register_guard("notice_failed", lambda _subject: Refusal("still_waits"))
    kept = services.finish(task_id=task_id, actor=ALICE, done="appele")
    assert isinstance(kept, Refusal)
    assert kept.code == "still_waits"
    services.register_guard("notice_failed", lambda _subject: None)
    assert not isinstance(services.finish(task_id=task_id, actor=ALICE, done="appele"), Refusal)


def test_tasks_of_some_kinds_about_a_subject_close_together() -> None:
    a_task(key="k1")
    a_task(key="k2")
    closed = services.close_about(
        subjects=["case:k1"], kinds=["notice_failed"], actor=ALICE, done="sans_objet"
    )
    assert closed == 1
    assert Task.objects.filter(done_at__isnull=True).get().key == "k2"


def test_a_task_opened_by_night_is_due_when_its_caisse_opens(at: At) -> None:
    # Eight in the evening in Paris is eleven at night in La Réunion.
    now = at("2026-12-01T19:00:00+00:00")
    Caisse.objects.create(
        code="974",
        nom="CGSS de La Réunion",
        region="La Réunion",
        departement="974",
        fuseau="Indian/Reunion",
        calendrier="la_reunion",
    )
    for caisse, hour in (("974", 4), ("", 7), ("inconnue", 7)):
        task_id = a_task(key=caisse or "k", caisse=caisse, due_at=now + timedelta(minutes=15))
        due = Task.objects.get(id=task_id).due_at
        assert due == datetime(2026, 12, 2, hour, 15, tzinfo=UTC)
