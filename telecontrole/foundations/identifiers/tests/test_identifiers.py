from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.foundations.identifiers import (
    check_finess,
    check_nir,
    check_rpps,
    check_siret,
    nir_sex,
    normalise,
)


@pytest.mark.parametrize(
    "nir",
    [
        "255081416802538",
        "180127512345642",
        "184032A00421281",
        "291052B03304514",
        "2 55 08 14 168 025 38",
        "184032a00421281",
        "2\xa055\u202f08 14 168 025 38",
    ],
)
def test_a_right_nir_is_accepted(nir: str) -> None:
    assert check_nir(nir) is None


@pytest.mark.parametrize("nir", ["255081416802539", "184032A00421282", "291052B03304515"])
def test_a_wrong_key_is_told(nir: str) -> None:
    assert check_nir(nir) == "nir_cle_invalide"


def test_corsica_is_not_department_zero() -> None:
    """Replacing the letter by 0 without subtracting, as some pages say, gives false keys."""
    false_key = 97 - int("1840320004212") % 97
    assert false_key != 81
    assert check_nir(f"184032A004212{false_key:02d}") == "nir_cle_invalide"


def _with_key(first_thirteen: str) -> str:
    return f"{first_thirteen}{97 - int(first_thirteen) % 97:02d}"


@pytest.mark.parametrize("month", ["01", "12", "20", "42", "50", "62", "73", "99"])
def test_months_of_incomplete_civil_status_are_accepted(month: str) -> None:
    assert check_nir(_with_key(f"155{month}14168025")) is None


@pytest.mark.parametrize("month", ["00", "13", "19", "43", "49"])
def test_months_that_do_not_exist_are_a_wrong_format(month: str) -> None:
    assert check_nir(_with_key(f"155{month}14168025")) == "nir_format_invalide"


@pytest.mark.parametrize("sex", "123478")
def test_each_registered_sex_digit_is_accepted(sex: str) -> None:
    assert check_nir(_with_key(f"{sex}550814168025")) is None


@pytest.mark.parametrize("department", ["01", "09", "10", "20", "95", "97", "98", "99"])
def test_each_department_is_accepted(department: str) -> None:
    assert check_nir(_with_key(f"15508{department}168025")) is None


@pytest.mark.parametrize(
    "nir",
    [
        "",
        "25508141680253",
        "2550814168025380",
        "055081416802538",
        "25508141680253X",
        "2" * 400,
        "155081C16802538",
        "255080016802538",
        "٢55081416802538",
        "27868993984",
        "2550814168025 3",
    ],
)
def test_what_has_not_the_form_of_a_nir_is_told(nir: str) -> None:
    assert check_nir(nir) == "nir_format_invalide"


@pytest.mark.parametrize("nir", ["2,00730E+14", "2.00730e+14", "1E+14", "2,65683E14"])
def test_a_number_that_a_spreadsheet_ate_is_told(nir: str) -> None:
    assert check_nir(nir) == "nir_tableur"


def test_a_remainder_of_zero_gives_key_97() -> None:
    root = next(n for n in range(1550814168000, 1550814168999) if n % 97 == 0)
    assert check_nir(f"{root}97") is None
    assert check_nir(f"{root}00") == "nir_cle_invalide"


@settings(deadline=None)
@given(st.from_regex(r"[12][0-9]{2}0[1-9](0[1-9]|[1-8][0-9]|2[AB])[0-9]{6}", fullmatch=True))
def test_exactly_one_key_is_right(root: str) -> None:
    assert sum(check_nir(f"{root}{key:02d}") is None for key in range(100)) == 1


@pytest.mark.parametrize(
    ("nir", "sex"),
    [
        ("1", "M"),
        ("2", "F"),
        (" 2 55", "F"),
        ("7", "M"),
        ("8", "F"),
        ("3", "M"),
        ("4", "F"),
        ("5", None),
        ("", None),
    ],
)
def test_the_first_digit_says_the_sex(nir: str, sex: str | None) -> None:
    assert nir_sex(nir) == sex


def test_normalising_removes_all_white_space_and_upper_cases() -> None:
    assert normalise(" 2a 00\u00a01\t") == "2A001"


def test_rpps() -> None:
    assert check_rpps("99700245667") is None
    assert check_rpps("997 0024 5667") is None
    assert check_rpps("99700245668") == "rpps_cle_invalide"
    assert check_rpps("9970024566") == "rpps_format_invalide"
    assert check_rpps("00000000000") == "rpps_format_invalide"


def test_finess() -> None:
    for right in ("2A0000014", "2B0000020", "750712184", "330781196", "75 071 218 4"):
        assert check_finess(right) is None
    assert check_finess("750712185") == "finess_cle_invalide"
    assert check_finess("2A0000015") == "finess_cle_invalide"
    assert check_finess("7A0712184") == "finess_format_invalide"
    assert check_finess("75071218") == "finess_format_invalide"
    assert check_finess("000000000") == "finess_format_invalide"


def test_siret() -> None:
    assert check_siret("732 829 320 00074") is None
    assert check_siret("73282932000075") == "siret_cle_invalide"
    assert check_siret("7328293200007") == "siret_format_invalide"
    assert check_siret("00000000000000") == "siret_format_invalide"


def test_a_post_office_has_a_sum_divisible_by_five_and_its_head_office_a_key() -> None:
    assert check_siret("35600000000048") is None
    assert check_siret("35600000049837") is None  # 3+5+6+4+9+8+3+7 = 45
    assert check_siret("35600000049838") == "siret_cle_invalide"
