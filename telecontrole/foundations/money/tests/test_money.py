from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.foundations.money import (
    LARGEST,
    NotEuros,
    euros,
    round_down,
    round_half_up,
    rounded,
    share,
)


@pytest.mark.parametrize(
    ("given_as", "text"),
    [
        ("12.3", "12.30"),
        ("0", "0.00"),
        (7, "7.00"),
        (Decimal("1.5"), "1.50"),
        ("-2.05", "-2.05"),
        ("-0", "0.00"),
    ],
)
def test_an_amount_has_exactly_two_decimals(given_as: Any, text: str) -> None:
    assert str(euros(given_as)) == text


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "-",
        "1.",
        ".5",
        "1e3",
        " 1",
        "1,50",
        "NaN",
        "Infinity",
        "1.005",
        "٣",
        "+1",
        "1_000",
        1.5,
        True,
        None,
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("0.001"),
        "1000000000.00",
        Decimal("-1000000000"),
        10**40,
    ],
)
def test_what_is_not_exact_euros_is_refused(wrong: Any) -> None:
    with pytest.raises(NotEuros) as told:
        euros(wrong)
    assert str(told.value) == str(wrong)


def test_the_largest_amount_is_accepted() -> None:
    assert euros(LARGEST) == LARGEST


def test_truncation_and_half_up_differ_on_the_half_cent() -> None:
    assert str(round_down(Decimal("32.875"))) == "32.87"
    assert str(round_half_up(Decimal("32.875"))) == "32.88"
    assert str(round_down(Decimal("-32.875"))) == "-32.87"
    assert str(round_half_up(Decimal("-32.875"))) == "-32.88"


def test_a_share_is_rounded_half_up() -> None:
    assert share(Decimal("525.92"), Decimal("0.062")) == Decimal("32.61")


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=10**6, places=4))
def test_rounding_down_never_exceeds_and_half_up_stays_within_half_a_cent(x: Decimal) -> None:
    assert x - Decimal("0.01") < round_down(x) <= x
    assert abs(round_half_up(x) - x) <= Decimal("0.005")


def test_a_parameter_names_the_rounding() -> None:
    assert str(rounded(Decimal("1.119"), "down")) == "1.11"
    assert str(rounded(Decimal("1.119"), "half_up")) == "1.12"
    with pytest.raises(KeyError):
        rounded(Decimal(1), "up")
