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
from telecontrole.rooms.worklist.selectors import QueueCount

from .cast import ALICE, BOB, CHARLIE, DOCTOR, DUE, HEAD, MANAGER, NATIONAL, NOW, a_task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(at: Callable[[datetime], datetime]) -> None:
    at(NOW)


def keys(actor: Actor, state: str = "") -> list[str]:
    return list(selectors.listed(actor, state).order_by("due_at").values_list("key", flat=True))


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
    found = [(task.key, task.late) for task in selectors.waiting(ALICE)]
    assert found == [("late", True), ("soon", False), ("later", False)]
    assert [task.key for task in selectors.waiting(ALICE, limit=1)] == ["late"]
    assert selectors.counts(ALICE) == [
        QueueCount(Queue.PLANIFICATION, 0, 0),
        QueueCount(Queue.NOTICES, 3, 1),
    ]


def test_the_list_narrows_by_state() -> None:
    ids = {key: a_task(key=key) for key in ("free", "mine", "his", "done")}
    services.claim(task_id=ids["mine"], actor=ALICE)
    services.claim(task_id=ids["his"], actor=BOB)
    services.finish(task_id=ids["done"], actor=ALICE, done="appele")
    assert set(keys(ALICE)) == {"free", "mine", "his"}
    assert keys(ALICE, "a_faire") == ["free"]
    assert set(keys(ALICE, "prise")) == {"mine", "his"}
    assert keys(ALICE, "faite") == ["done"]
    assert {task.key for task in selectors.waiting(ALICE)} == {"free", "mine"}


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


def test_who_serves_one_caisse_has_that_one() -> None:
    assert selectors.caisses(ALICE) == ["141"]


def test_what_i_hold_is_a_list_of_its_own() -> None:
    for key, actor in (("mine", ALICE), ("his", BOB)):
        services.claim(task_id=a_task(key=key), actor=actor)
    a_task(key="free")
    assert keys(ALICE, selectors.MINE) == ["mine"]


def test_counting_stops_at_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "COUNTED", 3)
    for number in range(5):
        a_task(key=f"k{number}", due_at=NOW)
    (notices,) = [count for count in selectors.counts(ALICE) if count.queue is Queue.NOTICES]
    assert (notices.waiting, notices.late) == (4, 4)
    assert (selectors.told(notices.waiting), selectors.told(3)) == ("3+", "3")


def test_twice_the_tasks_cost_the_same_queries() -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            selectors.waiting(HEAD)
            selectors.counts(HEAD)
        return len(captured)

    for number in range(10):
        a_task(key=f"k{number}")
    before = cost()
    for number in range(10, 20):
        a_task(key=f"k{number}")
    assert cost() == before == 2
