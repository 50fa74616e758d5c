"""The pure rules of the worklist."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from telecontrole.rooms.worklist import rules
from telecontrole.rooms.worklist.enums import DONE_LABELS, Done, Queue, TaskState

DUE = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("word", ["", "A", "deux mots", "x", "é" * 5, "a" * 41, "grippe\n"])
def test_a_sentence_is_not_a_code(word: str) -> None:
    assert not rules.is_code(word)


@pytest.mark.parametrize(
    "value", [1.5, True, None, ["a"], {"a": 1}, "x" * 101], ids=lambda value: str(value)[:8]
)
def test_a_task_holds_numbers_and_short_texts_only(value: object) -> None:
    assert rules.params_fault({"fine": 3, "bad": value}) == "bad"
    assert rules.params_fault({"fine": "x" * 100}) is None


def test_a_task_is_late_from_its_due_time_on_unless_done() -> None:
    assert rules.is_late(DUE, now=DUE, done=False)
    assert not rules.is_late(DUE, now=DUE - timedelta(seconds=1), done=False)
    assert not rules.is_late(DUE, now=DUE + timedelta(days=1), done=True)


def test_a_done_task_is_done_whoever_had_claimed_it() -> None:
    assert rules.state_of(claimed=True, done=True) is TaskState.DONE
    assert rules.state_of(claimed=True, done=False) is TaskState.CLAIMED
    assert rules.state_of(claimed=False, done=False) is TaskState.OPEN


def test_every_queue_and_every_answer_has_a_french_label() -> None:
    assert set(DONE_LABELS) == set(Done)
    assert all(queue.label for queue in Queue)
    assert all(rules.is_code(done) for done in Done)
