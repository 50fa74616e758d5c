from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from telecontrole.hall.demonstration.shifting import first_day, moved, shift_to, with_values

DIARIES = "rpps;date;debut;fin;modalite;site\n1;2026-12-02;08:00;12:00;visio;\n2;2026-12-01;08:00;12:00;visio;\n"


@pytest.fixture
def diaries(tmp_path: Path) -> Path:
    path = tmp_path / "disponibilites.csv"
    path.write_text(DIARIES, encoding="utf-8")
    return path


@pytest.mark.parametrize("offset", range(-40, 400, 9))
def test_the_shift_is_whole_weeks_and_ends_near_today(offset: int) -> None:
    first = date(2026, 12, 1)
    today = first + timedelta(days=offset)
    by = shift_to(first, today)
    assert by.days % 7 == 0
    assert -3 <= (first + by - today).days <= 3


def test_days_move_and_nothing_else(diaries: Path) -> None:
    text = moved(diaries, ("date",), timedelta(days=-7)).read().decode()
    assert text.splitlines()[1] == "1;2026-11-25;08:00;12:00;visio;"
    assert first_day(diaries) == date(2026, 12, 1)


def test_an_empty_day_stays_empty(tmp_path: Path) -> None:
    path = tmp_path / "dossiers.csv"
    path.write_text("reference;date_fin\na;\nb;2026-12-01\n", encoding="utf-8")
    assert (
        moved(path, ("date_fin",), timedelta(days=7), rows=1).read()
        == b"reference;date_fin\r\na;\r\n"
    )


def test_one_line_is_taken_with_other_values(tmp_path: Path) -> None:
    path = tmp_path / "dossiers.csv"
    path.write_text("reference;date_fin\na;\nb;2026-12-01\n", encoding="utf-8")
    assert with_values(path, "b", {"reference": "b-1"}).read() == (
        b"reference;date_fin\r\nb-1;2026-12-01\r\n"
    )
