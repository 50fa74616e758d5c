"""What each person sees, in which order, in how many queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations.access import Actor
from telecontrole.rooms.worklist import selectors, services
from telecontrole.rooms.worklist.enums import Queue
from telecontrole.rooms.worklist.selectors import PAGE, Filters, QueueCount

from .cast import ALICE, BOB, CHARLIE, DOCTOR, DUE, HEAD, MANAGER, NATIONAL, NOW, a_task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(at: Callable[[datetime], datetime]) -> None:
    at(NOW)


def keys(actor: Actor, filters: Filters | None = None, page: int = 1) -> list[str]:
    return [task.key for task in selectors.tasks(actor, filters or Filters(), page=page)[0]]


def test_each_role_sees_its_queues_of_its_caisse() -> None:
    for queue in Queue:
        a_task(key=f"{queue}-here", queue=queue)
        a_task(key=f"{queue}-there", queue=queue, caisse="761")
        a_task(key=f"{queue}-nation", queue=queue, caisse="")
    assert set(keys(ALICE)) == {"planification-here", "notices-here"}
    assert set(keys(CHARLIE)) == {"planification-there", "notices-there"}
    assert keys(MANAGER) == ["prestations-here"]
    assert keys(DOCTOR) == ["medical-here"]
    assert len(keys(HEAD)) == 5
    assert len(keys(NATIONAL)) == 15
    assert len(list(selectors.every_task())) == 15


def test_nobody_outside_the_staff_sees_a_task() -> None:
    a_task()
    insured = Actor(kind="insured", id="x")  # type: ignore[arg-type]
    assert keys(insured) == []


def test_the_most_urgent_comes_first_and_lateness_shows() -> None:
    a_task(key="later", due_at=DUE + timedelta(days=1))
    a_task(key="late", due_at=NOW - timedelta(minutes=1))
    a_task(key="soon")
    found, more = selectors.tasks(ALICE, Filters())
    assert [(task.key, task.late) for task in found] == [
        ("late", True),
        ("soon", False),
        ("later", False),
    ]
    assert not more
    assert selectors.counts(ALICE) == [
        QueueCount(Queue.PLANIFICATION, 0, 0),
        QueueCount(Queue.NOTICES, 3, 1),
    ]


def test_filters_narrow_by_state_and_holder() -> None:
    ids = {key: a_task(key=key) for key in ("free", "mine", "his", "done")}
    services.claim(task_id=ids["mine"], actor=ALICE)
    services.claim(task_id=ids["his"], actor=BOB)
    services.finish(task_id=ids["done"], actor=ALICE, done="appele")
    assert set(keys(ALICE)) == {"free", "mine", "his"}
    assert keys(ALICE, Filters(state="a_faire")) == ["free"]
    assert set(keys(ALICE, Filters(state="prise"))) == {"mine", "his"}
    assert keys(ALICE, Filters(state="faite")) == ["done"]
    assert keys(ALICE, Filters(mine=True)) == ["mine"]
    assert keys(ALICE, Filters(queue="planification")) == []
    assert keys(NATIONAL, Filters(caisse="761")) == []


def test_pages_follow_each_other_without_loss() -> None:
    for number in range(PAGE + 3):
        a_task(key=f"k{number}")
    first, more = selectors.tasks(ALICE, Filters())
    second, end = selectors.tasks(ALICE, Filters(), page=2)
    assert (more, end) == (True, False)
    assert len({task.key for task in (*first, *second)}) == PAGE + 3
    assert len(list(selectors.export(ALICE, Filters()))) == PAGE + 3


def test_one_task_is_found_only_by_who_may_see_it() -> None:
    task_id = a_task()
    assert selectors.task(task_id, ALICE)
    assert selectors.task(task_id, CHARLIE) is None


def test_subjects_with_an_open_task_are_not_lost() -> None:
    a_task(key="open")
    services.finish(task_id=a_task(key="done"), actor=ALICE, done="appele")
    asked = ["case:open", "case:done", "case:none"]
    assert selectors.subjects_waiting(asked) == {"case:open"}
    assert [task.subject_id for task in selectors.for_subject("case:open", ALICE)] == ["open"]
    assert selectors.for_subject("case:open", CHARLIE) == []


def test_the_caisses_of_a_national_actor_are_those_with_work() -> None:
    a_task(key="a", caisse="761")
    a_task(key="b", caisse="141")
    a_task(key="c", caisse="")
    assert selectors.caisses(NATIONAL) == ["141", "761"]


def test_twice_the_tasks_cost_the_same_queries() -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            selectors.tasks(HEAD, Filters())
            selectors.counts(HEAD)
        return len(captured)

    for number in range(10):
        a_task(key=f"k{number}")
    before = cost()
    for number in range(10, 20):
        a_task(key=f"k{number}")
    assert cost() == before == 2
