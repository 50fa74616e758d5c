"""The week of a number, and which numbers may be shown."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations import figures
from telecontrole.foundations.law.parameters import Table, parse

FLOOR = 5
CELLS = st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(0, 40), max_size=8)


@given(st.dates(date(2015, 1, 1), date(2035, 12, 31)))
def test_a_week_begins_on_the_monday_at_or_before_the_day(day: date) -> None:
    week = figures.week_of(day)
    assert week.isoweekday() == 1
    assert timedelta() <= day - week < timedelta(days=7)


@given(CELLS)
def test_no_small_cell_is_shown_and_none_can_be_counted_back_from_the_total(
    cells: dict[str, int],
) -> None:
    told = figures.shown(cells, floor=FLOOR)
    assert all(count is None or count == 0 or count >= FLOOR for count in told.values())
    assert all(told[key] in (None, count) for key, count in cells.items())
    hidden = [cells[key] for key, count in told.items() if count is None]
    # One hidden cell is the total less the others: there are two at least, or nobody else to hide behind.
    everything = sum(1 for count in cells.values() if count) == len(hidden)
    assert not hidden or everything or (len(hidden) > 1 and sum(hidden) >= FLOOR)


@pytest.mark.parametrize(
    ("cells", "hidden"),
    [
        ({"a": 9, "b": 5}, ""),
        ({"a": 9, "b": 0}, ""),
        ({"a": 9, "b": 7, "c": 4}, "bc"),
        ({"a": 9, "b": 3, "c": 2}, "bc"),
        # Two of one person each: the total less nine would say so.
        ({"a": 20, "b": 9, "c": 1, "d": 1}, "bcd"),
    ],
)
def test_no_more_is_hidden_than_it_takes(cells: dict[str, int], hidden: str) -> None:
    told = figures.shown(cells, floor=FLOOR)
    assert "".join(key for key, count in told.items() if count is None) == hidden


def test_the_floor_comes_from_a_dated_file() -> None:
    assert figures.smallest_cell(date(2026, 11, 22)) == 5
    later = {
        "from": date(2027, 1, 1),
        "value": 11,
        "reference": "x",
        "verified_on": date(2026, 1, 1),
    }
    table = {
        "smallest_cell": parse(
            "smallest_cell", {"description": "d", "unit": "u", "values": [later]}
        )
    }
    assert figures.smallest_cell(date(2027, 6, 1), Table(table)) == 11
