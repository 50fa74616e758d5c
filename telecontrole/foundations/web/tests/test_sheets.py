"""Exports: safe cells, true types, bounded memory."""

from __future__ import annotations

import asyncio
import csv
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, cast

import openpyxl
import pytest
from django.core.handlers.asgi import ASGIRequest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations.web import sheets

ROW = (
    "TC-1",
    12,
    Decimal("3.50"),
    date(2026, 12, 1),
    datetime(2026, 12, 1, 9, 20, tzinfo=UTC),
    None,
    True,
)


def csv_rows(*rows: Any) -> list[list[str]]:
    text = b"".join(sheets.csv_chunks(["a"], rows)).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


def test_csv_writes_french_numbers_and_iso_days() -> None:
    assert csv_rows(ROW)[1] == ["TC-1", "12", "3,50", "2026-12-01", "2026-12-01 10:20", "", "oui"]


@pytest.mark.parametrize("text", ["=1+1", "+33", "-cmd", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1"])
def test_a_text_that_could_run_is_disarmed_in_csv(text: str) -> None:
    assert csv_rows([text])[1][0].startswith("'")


def test_a_negative_number_stays_a_number() -> None:
    assert csv_rows([Decimal("-3.5")])[1] == ["-3,5"]


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=20), min_size=1, max_size=4))
def test_csv_brings_back_what_was_written(values: list[str]) -> None:
    back = csv_rows(values)[1]
    expected = [f"'{v}" if sheets.runs_as_formula(v) else v for v in values]
    # The csv reader joins the line ends that a quoted cell holds.
    assert [b.replace("\r\n", "\n") for b in back] == [e.replace("\r\n", "\n") for e in expected]


def test_xlsx_opens_with_true_types_and_texts_that_cannot_run() -> None:
    data = b"".join(sheets.xlsx_chunks(["Dossier", "=x"], [ROW, ("=1+1", "a\x0bb & <c>")]))
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    assert sheet is not None
    cells = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert cells[0][:2] == ["Dossier", "=x"]
    assert cells[1][:3] == ["TC-1", 12, 3.5]
    assert str(cells[1][3]) == "2026-12-01 00:00:00"
    assert str(cells[1][4]) == "2026-12-01 10:20:00"
    assert cells[2][:2] == ["=1+1", "ab & <c>"]
    assert sheet["A3"].data_type == "s"
    assert sheet["A3"].quotePrefix


@pytest.mark.parametrize("write", [sheets.csv_chunks, sheets.xlsx_chunks])
def test_a_hundred_thousand_rows_take_little_memory(write: Any) -> None:
    def rows() -> Iterator[tuple[object, ...]]:
        for number in range(100_000):
            yield (f"TC-{number}", number, date(2026, 12, 1))

    tracemalloc.start()
    size = sum(len(chunk) for chunk in write(["a", "b", "c"], rows()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size > 500_000
    assert peak < 4_000_000


def test_under_asgi_the_chunks_leave_one_by_one() -> None:
    taken: list[int] = []

    def chunks() -> Iterator[bytes]:
        for number in range(3):
            taken.append(number)
            yield b"x"

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    request = ASGIRequest(scope, BytesIO())
    response = sheets.download(request, chunks(), filename="a.csv", content_type=sheets.CSV_TYPE)

    async def first() -> bytes:
        stream = cast("AsyncIterator[bytes]", aiter(cast("Any", response.streaming_content)))
        return await anext(stream)

    assert asyncio.run(first()) == b"x"
    assert taken == [0]


def test_a_download_names_its_file(rf: RequestFactory) -> None:
    answer = sheets.download(rf.get("/"), iter([b"x"]), filename="a.csv", content_type="text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.csv"'
    assert answer.getvalue() == b"x"
