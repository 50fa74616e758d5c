from __future__ import annotations

from datetime import date

import pytest

from telecontrole.foundations.web.addresses import FIRST_DAY, LAST_DAY, day_in


@pytest.mark.parametrize(
    "text",
    ["", "demain", "2026-13-01", "0001-01-01", "9999-12-31", "1999-12-31", "2099-12-02", "x" * 999],
)
def test_an_address_that_names_no_day_of_ours_names_none(text: str) -> None:
    assert day_in(text) is None


@pytest.mark.parametrize("day", [FIRST_DAY, date(2026, 11, 22), LAST_DAY])
def test_a_day_of_our_century_is_read(day: date) -> None:
    assert day_in(day.isoformat()) == day
