"""The files that jurists edit: parameters and sentences."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from telecontrole.foundations.law import tables
from telecontrole.foundations.law.parameters import is_decimal, load
from telecontrole.foundations.law.steps import catalogue, counted, french, percent

PACKAGE = Path(__file__).parent.parent
SOURCE = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in (PACKAGE, PACKAGE.parents[1] / "hall" / "law")
    for path in folder.rglob("*.py")
    if "tests" not in path.parts
)


def test_every_parameter_is_used_by_a_rule() -> None:
    for key in load(tables.FOLDER):
        stem = re.sub(r"[123]$", "{category}", key) if key.startswith("invalidite_taux") else key
        assert f'"{stem}"' in SOURCE, key


def test_every_value_is_exact_and_every_date_is_checked() -> None:
    for parameter in load(tables.FOLDER).values():
        for entry in parameter.entries:
            assert (
                isinstance(entry.value, bool)
                or is_decimal(entry.value)
                or entry.value in ("down", "half_up")
            )
            assert entry.since <= date(2027, 1, 1)


def test_every_sentence_is_used_and_ends() -> None:
    for code, sentence in catalogue(tables.SENTENCES).items():
        assert f'"{code}"' in SOURCE, code
        assert sentence.text.endswith("."), code


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1234567.50"), "1\u202f234\u202f567,50"),
        (Decimal("0.30"), "0,30"),
        (date(2026, 2, 1), "1er février 2026"),
        (date(2026, 12, 31), "31 décembre 2026"),
        (28, "28"),
        ("TCG", "TCG"),
    ],
)
def test_values_are_written_as_french_readers_write_them(value: object, text: str) -> None:
    assert french(value) == text


@pytest.mark.parametrize(
    ("rate", "text"),
    [("0.062", "6,2 %"), ("0.005", "0,5 %"), ("0.50", "50 %"), ("1.00", "100 %"), ("0.00", "0 %")],
)
def test_rates_are_percentages(rate: str, text: str) -> None:
    assert percent(Decimal(rate)) == text


def test_words_agree_with_their_number() -> None:
    assert [counted(n, "jour") for n in (0, 1, 2)] == ["0 jour", "1 jour", "2 jours"]
