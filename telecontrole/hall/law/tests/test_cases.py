"""The cases that a jurist reads and writes (cases/*.yaml), through the verbs."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.parameters import BeforeFirstParameter
from telecontrole.hall.law.dispatch import answer_line
from telecontrole.hall.law.reading import Fields
from telecontrole.hall.law.verbs import verb

CASES = Path(__file__).parent / "cases"
#: Fields that a fault may name.
NAMES = {
    "accident_date",
    "act",
    "affiliated_months",
    "age",
    "ald_start",
    "all_acts",
    "already_this_year",
    "average_salary",
    "calendar",
    "category",
    "cause",
    "daily",
    "date",
    "days",
    "days_paid",
    "discovered",
    "due",
    "effective",
    "end",
    "fee",
    "gross",
    "hours_3_months",
    "hours_back_at_work",
    "in_pathway",
    "initial_start",
    "jours_francs",
    "kind",
    "late_before",
    "month",
    "months",
    "own_patients",
    "paid_before",
    "paid_on",
    "payments",
    "received",
    "rhythm",
    "risk",
    "running_days",
    "sent",
    "specialty",
    "start",
    "teleconsultations",
    "to",
    "value",
    "waiting_days",
    "wages",
    "year",
}


def _load(name: str) -> list[Any]:
    document: list[Any] = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return document


def _json(value: Any) -> Any:
    """YAML reads dates and months as such; JSON carries text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    return [_json(item) for item in value] if isinstance(value, list) else value


def ask(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """The answer to ``given``; amounts alone become the wages of the months before."""
    fields = _json(given)
    if name == "ij" and "wages" in fields:
        fields["wages"] = _wages(fields)
    line = json.dumps(fields).encode()
    plain = answer_line(verb(name), line, explain=False)
    told = answer_line(verb(name), line)
    assert plain == {k: v for k, v in told.items() if k not in ("explanation", "references")}
    return told


def _months_before(start: date, wages: list[str]) -> list[dict[str, str]]:
    found = []
    for gross in reversed(wages):
        start = start.replace(day=1) - timedelta(days=1)
        found.append({"month": f"{start:%Y-%m}", "gross": gross})
    return found


def _ids(cases: list[Any]) -> list[str]:
    return [f"{case.get('verb', 'ij')}: {case['name']}" for case in cases]


RIGHT = _load("ij") + _load("others")


@pytest.mark.parametrize("case", RIGHT, ids=_ids(RIGHT))
def test_a_case_gives_what_the_law_says(case: dict[str, Any]) -> None:
    answer = ask(case.get("verb", "ij"), case["in"])
    expected = _json(case["out"])
    for name, end in (("daily", 0), ("last_daily", -1)):
        if name in expected:
            assert answer["periods"][end]["daily"] == expected.pop(name)
    assert {name: answer.get(name, "absent") for name in expected} == expected
    assert answer["explanation"]
    assert all(isinstance(sentence, str) and sentence for sentence in answer["explanation"])


@pytest.mark.parametrize(("start", "daily"), _load("maximum"))
def test_the_maximum_changes_on_its_day_and_not_the_day_before(start: date, daily: str) -> None:
    answer = ask(
        "ij",
        {
            "risk": "maladie",
            "start": start,
            "end": start,
            "waiting_days": False,
            "wages": ["9000.00"] * 3,
        },
    )
    assert answer["gross"] == daily


WRONG = _load("errors")


@pytest.mark.parametrize("case", WRONG, ids=_ids(WRONG))
def test_a_wrong_input_gets_its_code_and_a_sentence(case: dict[str, Any]) -> None:
    answer = ask(case["verb"], case["in"])
    assert list(answer) == ["error"]
    assert answer["error"]["code"] == case["code"], answer
    assert answer["error"]["message"].endswith(".")


@pytest.mark.parametrize("case", WRONG, ids=_ids(WRONG))
def test_a_fault_names_its_field_in_a_plain_sentence(case: dict[str, Any]) -> None:
    fault = _fault(case)
    assert fault.code == case["code"]
    assert fault.field in NAMES
    words = re.findall(r"\w+", fault.sentence.partition(" : ")[0].partition("vaut l'un")[0])
    assert words[0][0].isupper()
    assert not [word for word in words if len(word) > 2 and word.isupper() and word != "MP"]
    assert "XX" not in fault.sentence


def _fault(case: dict[str, Any]) -> LawFault:
    """What the verb raises; a value that is missing at its date has no field of its own."""
    fields = _json(case["in"])
    if "wages" in fields:
        fields["wages"] = _wages(fields)
    try:
        verb(case["verb"])(Fields(fields))
    except LawFault as fault:
        return fault
    except BeforeFirstParameter as missing:
        return LawFault("before_first_parameter", "Valeur inconnue.", missing.key and "start")
    raise AssertionError("no fault")


def _wages(fields: dict[str, Any]) -> Any:
    wages = fields.get("wages")
    if not isinstance(wages, list) or not all(isinstance(wage, str) for wage in wages):
        return wages
    first = fields.get("initial_start") or fields.get("start") or fields["end"]
    return _months_before(date.fromisoformat(first), wages)


TOLD = {told["case"]: told for told in _load("told")}


@pytest.mark.parametrize(
    "case",
    [c for c in RIGHT if f"{c.get('verb', 'ij')}: {c['name']}" in TOLD],
    ids=lambda c: c["name"],
)
def test_the_explanation_is_word_for_word(case: dict[str, Any]) -> None:
    name = case.get("verb", "ij")
    answer, told = ask(name, case["in"]), TOLD[f"{name}: {case['name']}"]
    assert answer["explanation"] == told["explanation"]
    assert answer["references"] == told["references"]


@pytest.mark.parametrize(("start", "doubtful"), [("2026-12-31", False), ("2027-03-01", True)])
def test_a_leave_of_a_year_whose_smic_is_not_known_says_so(start: str, doubtful: bool) -> None:
    day = date.fromisoformat(start)
    sick = ask("ij", {"risk": "maladie", "start": day, "end": day, "wages": ["9000.00"] * 3})
    assert any("SMIC de cette année-là" in told for told in sick["explanation"]) is doubtful
    hurt = ask(
        "ij",
        {
            "risk": "accident_travail", "accident_date": day, "start": day, "end": day,
            "wages": ["9000.00"],
        },
    )  # fmt: skip
    assert any("plafond de la sécurité" in told for told in hurt["explanation"]) is doubtful


@pytest.mark.parametrize("case", RIGHT, ids=_ids(RIGHT))
def test_no_reference_comes_twice(case: dict[str, Any]) -> None:
    references = ask(case.get("verb", "ij"), case["in"])["references"]
    assert len(references) == len(set(references))
