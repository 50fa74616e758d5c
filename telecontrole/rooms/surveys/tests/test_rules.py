"""What is asked, for how long, and the share of favourable answers."""

from __future__ import annotations

from datetime import date

import pytest

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
