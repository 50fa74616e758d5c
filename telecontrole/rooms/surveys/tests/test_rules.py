"""What is asked, for how long, and the share of favourable answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.rooms.surveys import rules

FLOOR = 5


def test_five_closed_questions_are_asked_after_an_interview() -> None:
    asked = rules.questionnaire("entretien")
    assert len(asked.questions) == 5
    for question in asked.questions:
        assert question.positive < question.answers.keys()
        assert question.text.endswith("?")


def test_an_unknown_questionnaire_is_a_fault_of_the_caller() -> None:
    with pytest.raises(FileNotFoundError):
        rules.questionnaire("autre")


def test_a_result_is_told_from_five_answers_on() -> None:
    assert rules.share({4: 3, 1: 1}, [4, 3], floor=FLOOR) is None
    assert rules.share({4: 3, 3: 1, 1: 1}, [4, 3], floor=FLOOR) == (4, 5)


def test_how_long_one_may_answer_comes_from_a_dated_file() -> None:
    assert rules.open_days(date(2026, 11, 22)) == 21


def test_few_answers_wait_for_others_and_are_told_with_them() -> None:
    mondays = [date(2026, 11, 2) + timedelta(weeks=n) for n in range(5)]
    weeks = zip(mondays, (6, 1, 3, 2, 4), "abcde", strict=True)
    told = list(rules.batches(weeks, floor=FLOOR))
    assert told == [(mondays[0], ["a"]), (mondays[3], ["b", "c", "d"])]
    assert list(rules.batches([], floor=FLOOR)) == []


@given(st.lists(st.integers(1, 12), max_size=30), st.integers(0, 30), st.integers(0, 30))
def test_two_periods_never_differ_by_fewer_people_than_the_floor(
    totals: list[int], one: int, other: int
) -> None:
    first = date(2025, 1, 6)
    weeks = [(first + timedelta(weeks=n), total, total) for n, total in enumerate(totals)]

    def told(back: int) -> int:
        since = first + timedelta(weeks=len(totals) - back)
        batches = rules.batches(weeks, floor=FLOOR)
        return sum(sum(numbers) for last, numbers in batches if last >= since)

    assert told(one) == told(other) or abs(told(one) - told(other)) >= FLOOR


@given(st.lists(st.integers(1, 12), min_size=1, max_size=30))
def test_a_later_week_changes_nothing_that_was_told(totals: list[int]) -> None:
    weeks = [(date(2025, 1, 6) + timedelta(weeks=n), total, n) for n, total in enumerate(totals)]
    before = list(rules.batches(weeks[:-1], floor=FLOOR))
    assert list(rules.batches(weeks, floor=FLOOR))[: len(before)] == before
