"""From texts to values."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations.importing import fields
from telecontrole.foundations.importing.verdicts import Verdict, verdict


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0612345678", "+33612345678"),
        ("06 12 34 56 78", "+33612345678"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("612345678", "+33612345678"),
        ("0692012345", "+262692012345"),
        ("0639012345", "+262639012345"),
        ("0694201234", "+594694201234"),
        ("0696201234", "+596696201234"),
        ("0690301234", "+590690301234"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_a_mobile_is_understood_in_whatever_part_of_france_it_was_typed(
    typed: str, number: str
) -> None:
    assert fields.mobile(typed) == number


@pytest.mark.parametrize(
    "typed", ["01 42 00", "0142000000", "", "pas un numéro", "06", "0612345678 poste 4", "9" * 40]
)
def test_what_takes_no_text_message_is_no_mobile(typed: str) -> None:
    assert fields.mobile(typed) is None


@pytest.mark.parametrize(
    ("typed", "good"),
    [
        ("jean.dupont@exemple.test", True),
        ("j+x@a-b.exemple.fr", True),
        ("pas une adresse", False),
        ("jean@", False),
        ("@exemple.test", False),
        ("jean@exemple", False),
        ("jean..dupont@exemple.test", False),
        ("jean@exemple.test\nBcc: x@y.test", False),
        ("jean@-exemple.test", False),
        ("à@exemple.test", False),
        ("a" * 65 + "@exemple.test", False),
        ("a@" + "b" * 250 + ".test", False),
    ],
)
def test_an_email_address_is_one_a_server_may_accept(typed: str, good: bool) -> None:
    assert (fields.email(typed) is not None) is good


@pytest.mark.parametrize(
    "typed", ["2026-02-30", "01/02/2026", "20260201", "2026-W05-1", "", "demain"]
)
def test_a_day_is_written_one_way_only(typed: str) -> None:
    assert fields.day(typed) is None
    assert fields.day("2028-02-29") == date(2028, 2, 29)


def test_an_hour_and_a_position_are_checked() -> None:
    assert fields.hour("08:30") == time(8, 30)
    assert fields.hour("24:00") is None
    assert fields.hour("8h30") is None
    assert fields.position("-12.7", "45.3") == (-12.7, 45.3)
    assert fields.position("91", "0") is None
    assert fields.position("48,85", "2,35") is None
    assert fields.position("48.85", "") is None


@given(st.text(max_size=60))
def test_no_text_makes_a_field_fail(text: str) -> None:
    for read in (fields.day, fields.hour, fields.integer, fields.email, fields.mobile):
        read(text)
    fields.position(text, text)


def test_one_fault_that_refuses_outweighs_the_warnings() -> None:
    assert verdict(()) is Verdict.ACCEPTE
    assert verdict(("mobile_invalide", "sexe_contredit_nir")) is Verdict.AVERTISSEMENT
    assert verdict(("mobile_invalide", "champ_manquant:nir")) is Verdict.REJET
