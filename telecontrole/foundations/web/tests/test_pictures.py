"""Diaries and charts: every entry once, every number beside its picture."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations.web import drawing, kit
from telecontrole.foundations.web.calendars import Entry, Grid, GridColumn
from telecontrole.foundations.web.charts import Chart, Series

MIDNIGHT = datetime(2026, 12, 1, tzinfo=UTC)
ENTRIES = st.lists(
    st.tuples(st.integers(0, 1300), st.integers(5, 130), st.sampled_from("ab")), max_size=12
)


@given(ENTRIES)
def test_every_entry_stands_once_and_every_line_is_complete(
    drawn: list[tuple[int, int, str]],
) -> None:
    entries = [
        Entry(
            key,
            MIDNIGHT + timedelta(minutes=begin),
            MIDNIGHT + timedelta(minutes=begin + length),
            str(n),
        )
        for n, (begin, length, key) in enumerate(drawn)
    ]
    grid = Grid("Jour", [GridColumn("a", "A"), GridColumn("b", "B")], entries, "UTC")
    rows = grid.rows
    shown = sorted(entry.title for row in rows for cell in row.cells for entry, _ in cell.entries)
    assert shown == sorted(entry.title for entry in entries)
    assert sum(cell.span for row in rows for cell in row.cells) == 2 * len(rows)


def test_a_diary_stands_on_the_clock_of_its_zone() -> None:
    entry = Entry(
        "a", MIDNIGHT + timedelta(hours=5), MIDNIGHT + timedelta(hours=5, minutes=20), "x"
    )
    grid = Grid("Jour", [GridColumn("a", "A")], [entry], "Indian/Reunion")
    row = next(row for row in grid.rows if row.cells and row.cells[0].entries)
    assert row.label == "9 h"
    assert row.cells[0].entries[0][1] == "9 h – 9 h 20"


@pytest.mark.parametrize("chart", kit.charts(), ids=lambda chart: chart.kind)
def test_a_chart_is_well_formed_and_styles_nothing(chart: Chart) -> None:
    for picture in (drawing.large(chart), drawing.small(chart)):
        root = ElementTree.fromstring(picture)
        assert root.get("role") == "img"
        assert "style=" not in picture


def test_the_table_has_every_number_of_the_chart() -> None:
    chart = Chart("k", "T", ["a", "b"], [Series("S", [1234.5, None])], unit="€", decimals=2)
    assert chart.rows == [("a", ["1 234,50 €"]), ("b", ["–"])]


@given(st.lists(st.floats(0, 1e9) | st.none(), min_size=1, max_size=30))
def test_no_value_leaves_the_frame(values: list[float | None]) -> None:
    chart = Chart("k", "T", [str(n) for n in range(len(values))], [Series("S", values)])
    top, step = chart.scale
    largest = max([value for value in values if value is not None], default=0)
    assert top >= largest or math.isclose(top, largest, rel_tol=1e-8)
    assert 1 <= round(top / step) <= 6


def test_six_series_are_refused() -> None:
    with pytest.raises(ValueError, match="five"):
        Chart("k", "T", ["a"], [Series(str(n), [1]) for n in range(6)])
    with pytest.raises(ValueError, match="category"):
        Chart("k", "T", ["a"], [Series("S", [1, 2])])


@pytest.mark.parametrize(
    ("value", "decimals", "labels"),
    [
        (0, 0, ["0", "1"]),
        (3, 0, ["0", "1", "2", "3"]),
        (12, 0, ["0", "5", "10", "15"]),
        (120, 0, ["0", "25", "50", "75", "100", "125"]),
        (12.2, 0, ["0,0", "2,5", "5,0", "7,5", "10,0", "12,5"]),
        (0.5, 0, ["0,0", "0,1", "0,2", "0,3", "0,4", "0,5"]),
        (1, 2, ["0,00", "0,20", "0,40", "0,60", "0,80", "1,00"]),
    ],
)
def test_the_axis_tells_its_steps_as_they_are(
    value: float, decimals: int, labels: list[str]
) -> None:
    picture = drawing.large(Chart("k", "T", ["a"], [Series("S", [value])], decimals=decimals))
    texts = [one.text for one in ElementTree.fromstring(picture).iter() if one.text]
    assert texts[texts.index(labels[0]) :][: len(labels)] == labels


def test_a_value_without_magnitude_is_drawn_on_the_axis() -> None:
    assert Chart("k", "T", ["a"], [Series("S", [5e-324])]).scale == (1, 0.2)


def test_texts_of_a_chart_are_escaped() -> None:
    chart = Chart("k", "<b>", ["<i>"], [Series("<u>", [1])])
    assert "<b>" not in drawing.large(chart)
    assert "<i>" not in drawing.large(chart)
