"""Intervals, journeys, weeks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.rooms.observatory import rules, sheets

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("favourable", "total", "low", "high"),
    # Worked by hand from Wilson (1927): (p + z²/2n ± z√(pq/n + z²/4n²)) / (1 + z²/n), z = 1,96.
    [(85, 100, 0.7672, 0.9069), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)],
)
def test_the_interval_is_wilson_s(favourable: int, total: int, low: float, high: float) -> None:
    found = rules.wilson(favourable, total)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


@given(st.integers(1, 5_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_its_share_and_narrows_with_more_answers(pair: tuple[int, int]) -> None:
    favourable, total = pair
    found, more = rules.wilson(favourable, total), rules.wilson(10 * favourable, 10 * total)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert more.high - more.low < found.high - found.low


@pytest.mark.parametrize(("favourable", "total"), [(0, 0), (3, 2), (-1, 2)])
def test_an_impossible_share_is_a_fault_of_the_caller(favourable: int, total: int) -> None:
    with pytest.raises(ValueError, match="somebody answered"):
        rules.wilson(favourable, total)


def test_two_shares_differ_when_their_intervals_do_not_meet() -> None:
    assert rules.differ(rules.wilson(90, 100), rules.wilson(50, 100))
    assert not rules.differ(rules.wilson(9, 10), rules.wilson(5, 10))


def test_a_journey_is_counted_with_the_dated_factors() -> None:
    # 1 000 km in a straight line: × 1,3 by road; ÷ 50 km/h; × 0,218 kg.
    saved = rules.journeys(1000.0, on=DAY)
    assert (saved.kilometres, saved.hours, saved.co2) == (Decimal(1300), Decimal(26), Decimal(283))


@given(st.dates(date(2025, 1, 1), date(2030, 12, 31)), st.integers(1, 60))
def test_a_period_is_whole_weeks_up_to_the_day(until: date, count: int) -> None:
    found = rules.weeks(until, count)
    assert len(found) == count
    assert all(week.isoweekday() == 1 for week in found)
    assert 0 <= (until - found[-1]).days < 7


@pytest.mark.parametrize(
    ("favourable", "total", "above", "share"),
    [(97, 100, True, 0.95), (4, 50, False, 0.1), (1, 5, True, 0.0)],
)
def test_a_few_people_on_one_side_of_a_share_are_not_counted(
    favourable: int, total: int, above: bool, share: float
) -> None:
    assert rules.bound(favourable, total, floor=5) == rules.Bound(above, share)


@pytest.mark.parametrize(
    ("above", "share", "said"),
    [(True, 0.83, "plus de 83"), (False, 0.1, "moins de 10"), (True, 0.0, ""), (False, 1.0, "")],
)
def test_a_bound_that_excludes_nothing_is_not_said(above: bool, share: float, said: str) -> None:
    assert sheets.about(rules.Bound(above, share)) == said


@pytest.mark.parametrize(("favourable", "total"), [(95, 100), (100, 100), (0, 20), (5, 10)])
def test_a_share_that_counts_nobody_small_needs_no_bound(favourable: int, total: int) -> None:
    assert rules.bound(favourable, total, floor=5) is None
