"""What is asked, the week that is kept, and what may be shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.rooms.surveys import rules

FLOOR = 5
CELLS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 40), max_size=8)


def test_five_closed_questions_are_asked_after_an_interview() -> None:
    asked = rules.questionnaire("entretien")
    assert len(asked.questions) == 5
    for question in asked.questions:
        assert question.positive < question.answers.keys()
        assert question.text.endswith("?")


def test_an_unknown_questionnaire_is_a_fault_of_the_caller() -> None:
    with pytest.raises(FileNotFoundError):
        rules.questionnaire("autre")


@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)))
def test_of_a_day_only_the_monday_of_its_week_is_kept(day: date) -> None:
    week = rules.week_of(day)
    assert week.isoweekday() == 1
    assert timedelta() <= day - week < timedelta(days=7)


@given(CELLS)
def test_no_small_cell_is_shown_and_none_can_be_counted_back_from_the_total(
    cells: dict[str, int],
) -> None:
    told = rules.shown(cells, floor=FLOOR)
    assert all(count is None or count == 0 or count >= FLOOR for count in told.values())
    assert all(told[key] in (None, count) for key, count in cells.items())
    hidden = [cells[key] for key, count in told.items() if count is None]
    # One hidden cell is the total less the others: there are two at least, or nobody else to hide behind.
    everything = sum(1 for count in cells.values() if count) == len(hidden)
    assert not hidden or everything or (len(hidden) > 1 and sum(hidden) >= FLOOR)


def test_a_result_is_told_from_five_answers_on() -> None:
    assert rules.share({4: 3, 1: 1}, [4, 3], floor=FLOOR) is None
    assert rules.share({4: 3, 3: 1, 1: 1}, [4, 3], floor=FLOOR) == (4, 5)


def test_numbers_come_from_the_dated_files() -> None:
    day = date(2026, 11, 22)
    assert (rules.smallest_cell(day), rules.open_days(day)) == (5, 21)
