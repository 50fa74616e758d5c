"""The pages, as each role meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpResponseBase
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.rooms.worklist import services, views
from telecontrole.rooms.worklist.models import Task

from .cast import ALICE, BOB, CHARLIE, DUE, NATIONAL, NOW, a_task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(at: Callable[[datetime], datetime]) -> None:
    at(NOW)


def call(
    view: Any, actor: Actor | None, *, get: dict[str, str] | None = None, **kwargs: Any
) -> HttpResponseBase:
    post = kwargs.pop("post", None)
    factory = RequestFactory()
    request = factory.get("/taches/", get or {}) if post is None else factory.post("/", post)
    request.user = SimpleNamespace(is_authenticated=actor is not None)  # type: ignore[assignment]
    request.actor = actor  # type: ignore[attr-defined]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    response: HttpResponseBase = view(request, **kwargs)
    return response


def text(response: HttpResponseBase) -> str:
    body = getattr(response, "content", b"").decode()
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_a_visitor_is_sent_to_sign_in() -> None:
    assert call(views.index, None)["Location"].startswith("/connexion/")


def test_an_actor_without_a_queue_is_refused() -> None:
    with pytest.raises(PermissionDenied):
        call(views.index, Actor(ActorKind.INSURED, "x"))


def test_the_list_shows_the_actor_s_tasks_with_due_time() -> None:
    a_task(key="here")
    a_task(key="elsewhere", caisse="761")
    shown = text(call(views.index, ALICE))
    assert "1 résultat" in shown
    assert "13 h 00" in shown or "13 h" in shown
    assert "761" not in shown


def test_the_address_narrows_the_list() -> None:
    a_task(key="here")
    a_task(key="elsewhere", caisse="761", queue="planification")

    def count(**get: str) -> str:
        found = re.search(r"(\d+) résultat", text(call(views.index, NATIONAL, get=get)))
        return found[1] if found else ""

    assert count() == "2"
    assert count(caisse="761") == "1"
    assert count(file="notices") == "1"
    assert "Aucune tâche" not in text(call(views.index, NATIONAL, get={"etat": "faite"}))
    assert count(file="nowhere", etat="?", caisse="'") == "2"


def test_an_export_holds_the_list_and_is_journalled() -> None:
    a_task()
    response = call(views.index, ALICE, get={"format": "csv"})
    body = b"".join(response).decode("utf-8-sig")
    assert "Messages et lettres" in body
    assert JournalEntry.objects.filter(action="worklist:list:exported").count() == 1


def test_one_takes_the_most_urgent_does_it_and_is_given_the_next() -> None:
    later, soon = a_task(key="later", due_at=DUE + timedelta(hours=1)), a_task(key="soon")
    assert call(views.take_next, ALICE, post={})["Location"] == f"/taches/{soon}/"
    done = {"done": "appele", "suivante": "1"}
    assert call(views.finish, ALICE, task_id=soon, post=done)["Location"] == f"/taches/{later}/"
    assert call(views.finish, ALICE, task_id=later, post=done)["Location"] == "/taches/"
    assert Task.objects.filter(done="appele").count() == 2


def test_a_task_is_not_done_without_a_word_and_the_page_says_so() -> None:
    task_id = a_task()
    answer = call(views.finish, ALICE, task_id=task_id, post={})
    assert answer.status_code == 422
    assert "Choisissez ce que vous avez fait." in text(answer)
    assert Task.objects.get().done_at is None


def test_a_task_that_a_colleague_holds_says_who_and_offers_no_form() -> None:
    task_id = a_task()
    services.claim(task_id=task_id, actor=ALICE)
    shown = text(call(views.task, BOB, task_id=task_id))
    assert "Alice" in shown
    assert "Terminer" not in shown
    for view in (views.claim, views.release):
        answer = call(view, BOB, task_id=task_id, post={})
        assert answer.status_code == 409
        assert "prise par Alice" in text(answer)


def test_a_task_of_somebody_gone_offers_to_take_it_over(at: Any) -> None:
    task_id = a_task()
    services.claim(task_id=task_id, actor=ALICE)
    assert "Reprendre" not in text(call(views.task, BOB, task_id=task_id))
    at(NOW + timedelta(hours=4))
    assert "Reprendre cette tâche" in text(call(views.task, BOB, task_id=task_id))
    call(views.claim, BOB, task_id=task_id, post={"reprendre": "1"})
    assert Task.objects.get().claimed_label == "Bob"


def test_words_are_kept_with_what_was_done_and_a_nir_is_refused() -> None:
    task_id = a_task()
    wrong = {"done": "appele", "note": "le 2800114118025"}
    answer = call(views.finish, ALICE, task_id=task_id, post=wrong)
    assert answer.status_code == 422
    assert "pas de numéro de sécurité sociale" in text(answer)
    call(views.finish, ALICE, task_id=task_id, post={"done": "appele", "note": "Jointe à midi"})
    assert "Jointe à midi" in text(call(views.task, BOB, task_id=task_id))


def test_due_times_narrow_the_list() -> None:
    a_task(key="late", due_at=NOW - timedelta(minutes=1))
    a_task(key="today", due_at=NOW + timedelta(hours=23))
    a_task(key="week", due_at=NOW + timedelta(days=6))
    a_task(key="later", due_at=NOW + timedelta(days=8))
    found = [
        text(call(views.index, ALICE, get={"echeance": asked}))
        for asked in ("retard", "jour", "semaine", "")
    ]
    counts = [re.search(r"(\d+) résultat", shown) for shown in found]
    assert [match and match[1] for match in counts] == ["1", "2", "3", "4"]


def test_a_task_put_back_is_free_again() -> None:
    task_id = a_task()
    call(views.claim, ALICE, task_id=task_id, post={})
    assert call(views.release, ALICE, task_id=task_id, post={}).status_code == 302
    assert Task.objects.get().claimed_by == ""


def test_the_task_of_another_caisse_does_not_exist() -> None:
    task_id = a_task()
    with pytest.raises(Http404):
        call(views.task, CHARLIE, task_id=task_id)
    with pytest.raises(Http404):
        call(views.task, ALICE, task_id=uuid4())
    for view in (views.claim, views.release):
        assert call(view, CHARLIE, task_id=task_id, post={}).status_code == 404
    assert call(views.finish, CHARLIE, task_id=task_id, post={"done": "appele"}).status_code == 404


def test_a_done_task_shows_what_was_done() -> None:
    task_id = a_task()
    services.finish(task_id=task_id, actor=ALICE, done="lettre")
    shown = text(call(views.task, ALICE, task_id=task_id))
    assert "Lettre envoyée" in shown
    assert "Terminer" not in shown
    services.close_task(key=a_key(), actor=Actor.system("notices"), done="address_corrected")
    shown = text(call(views.task, ALICE, task_id=Task.objects.get(key="k2").id))
    assert "réglée automatiquement" in shown


def a_key() -> str:
    a_task(key="k2")
    return "k2"


def test_a_get_writes_nothing_and_acts_need_a_post() -> None:
    task_id = a_task()
    for view in (views.claim, views.release, views.finish):
        assert call(view, ALICE, task_id=task_id).status_code == 405
    assert call(views.take_next, ALICE).status_code == 405
    assert Task.objects.get().claimed_by == ""


def test_twice_the_tasks_cost_the_list_the_same_queries() -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            call(views.index, NATIONAL)
        return len(captured)

    for number in range(10):
        a_task(key=f"k{number}")
    before = cost()
    for number in range(10, 20):
        a_task(key=f"k{number}")
    assert cost() == before
    assert before <= 5
