from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from telecontrole.foundations.law.parameters import (
    BadParameterFile,
    BeforeFirstParameter,
    is_decimal,
    load,
    parse,
)


def _document(**changes: Any) -> dict[str, Any]:
    return {
        "description": "Plafond",
        "unit": "EUR",
        "values": [
            {
                "from": date(2025, 1, 1),
                "value": "1.5",
                "reference": "Art. X1",
                "verified_on": date(2026, 11, 22),
            },
            {
                "from": date(2026, 1, 1),
                "value": None,
                "reference": "Art. X2",
                "verified_on": date(2026, 11, 22),
                "doubt": "à vérifier",
            },
        ],
    } | changes


def test_a_folder_is_a_table_by_file_name(tmp_path: Path) -> None:
    (tmp_path / "cap.yaml").write_text(
        "description: Plafond\nunit: EUR\nvalues:\n"
        "  - {from: 2025-01-01, value: '1.50', reference: Art. 1, verified_on: 2026-11-22}\n"
        "  - {from: 2025-02-01, value: 7, reference: Art. 2, verified_on: 2026-11-22}\n",
        encoding="utf-8",
    )
    (tmp_path / "README.md").write_text("no parameter", encoding="utf-8")
    for table in (load(tmp_path), load(tmp_path / "cap.yaml")):
        assert list(table) == ["cap"]
        assert len(table) == 1
        assert table.decimal("cap", on=date(2025, 1, 31)) == Decimal("1.50")
        assert table.value("cap", on=date(2025, 1, 1)) == "1.50"
        assert table.integer("cap", on=date(2025, 2, 1)) == 7
        assert table.entry("cap", on=date(2099, 1, 1)).reference == "Art. 2"
        assert table["cap"].unit == "EUR"
        with pytest.raises(BeforeFirstParameter) as told:
            table.value("cap", on=date(2024, 12, 31))
        assert (told.value.key, told.value.on) == ("cap", date(2024, 12, 31))


def test_a_repealed_value_is_no_value() -> None:
    parameter = parse("cap", _document())
    assert parameter.entry(date(2025, 12, 31)).value == "1.5"
    with pytest.raises(BeforeFirstParameter):
        parameter.entry(date(2026, 1, 1))


def test_a_rule_is_in_force_only_while_it_has_a_value(tmp_path: Path) -> None:
    (tmp_path / "cap.yaml").write_text(
        "description: P\nunit: EUR\nvalues:\n"
        "  - {from: 2025-01-01, value: 1, reference: R, verified_on: 2026-11-22}\n"
        "  - {from: 2026-01-01, value: null, reference: R, verified_on: 2026-11-22}\n",
        encoding="utf-8",
    )
    table = load(tmp_path)
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 1)]
    assert [table.in_force("cap", on=day) for day in days] == [False, True, True, False]


def _without(name: str) -> dict[str, Any]:
    document = _document()
    del document["values"][0][name]
    return document


def _with(name: str, value: Any) -> dict[str, Any]:
    document = _document()
    document["values"][0][name] = value
    return document


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ("text", "expected only"),
        (_document(surprise=1), "expected only"),
        (_document(description=" "), "description and unit"),
        (_document(unit=None), "description and unit"),
        (_document(values=[]), "no value"),
        (_document(values="x"), "no value"),
        (_document(values=["x"]), "an entry has only"),
        (_document(values=list(reversed(_document()["values"]))), "strictly increasing"),
        (_document(values=[_document()["values"][0]] * 2), "strictly increasing"),
        (_without("value"), "an entry has only"),
        (_with("surprise", 1), "an entry has only"),
        (_without("reference"), "no reference"),
        (_with("reference", "  "), "no reference"),
        (_with("reference", 12), "no reference"),
        (_without("verified_on"), "are dates"),
        (_with("from", "2025-01-01"), "are dates"),
        (_with("doubt", True), "doubt is a sentence"),
        (_document(beyond=["x"]), "beyond is a sentence"),
        (_with("value", 1.5), "quote decimals"),
        (_with("value", {"a": 1.5}), "quote decimals"),
        (_with("value", [1.5]), "quote decimals"),
    ],
)
def test_a_file_that_breaks_the_form_is_refused(document: object, fault: str) -> None:
    with pytest.raises(BadParameterFile, match=f"^cap: .*{fault}"):
        parse("cap", document)


def test_a_value_says_once_its_last_year_is_over_that_it_may_have_changed() -> None:
    changed = _document(beyond="peut avoir changé")
    del changed["values"][1]
    known = parse("cap", changed)
    told = {day: known.entry(day).doubt for day in (date(2025, 1, 1), date(2026, 12, 31))}
    assert set(told.values()) == {""}
    assert known.entry(date(2027, 1, 1)).doubt == "peut avoir changé"
    changed["values"][0]["from"] = date(2027, 1, 1)
    known = parse("cap", changed)
    assert known.entry(date(2027, 12, 31)).doubt == ""
    assert known.entry(date(2028, 1, 1)).doubt == "peut avoir changé"
    assert parse("cap", _document(values=changed["values"])).entry(date(2028, 1, 1)).doubt == ""


def test_a_value_that_misses_is_named_by_its_description() -> None:
    with pytest.raises(BeforeFirstParameter) as told:
        parse("cap", _document(description="Plafond")).entry(date(2024, 12, 31))
    assert (told.value.key, told.value.description) == ("cap", "Plafond")
    assert str(told.value) == "cap on 2024-12-31"
    assert BeforeFirstParameter("cap", date(2024, 12, 31)).description == "cap"


def test_a_file_may_say_everything_that_a_file_can_say() -> None:
    full = _document(note="lu au Journal officiel", beyond="peut avoir changé")
    assert parse("cap", full).beyond == "peut avoir changé"


def test_structured_values_are_kept() -> None:
    parameter = parse("cap", _with("value", {"a": ["1", 2], "b": "3"}))
    assert parameter.entries[0].value == {"a": ("1", 2), "b": "3"}


def test_a_file_that_is_not_yaml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("values: [", encoding="utf-8")
    with pytest.raises(BadParameterFile, match="not YAML"):
        load(tmp_path)


def test_exact_decimals_are_recognised() -> None:
    assert [is_decimal(value) for value in ("1.4", 3, "x", True, None, "NaN")] == [
        True, True, False, False, False, False,
    ]  # fmt: skip
