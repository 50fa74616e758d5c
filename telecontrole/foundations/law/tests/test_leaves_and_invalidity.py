"""Steps and limits that the cases in YAML do not show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.foundations.law import invalidity
from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.ij.leave import Span
from telecontrole.foundations.law.leaves import (
    Sending,
    ceiling,
    ceiling_steps,
    sending,
    sending_steps,
)
from telecontrole.foundations.law.parameters import BeforeFirstParameter

DAYS = st.dates(min_value=date(2015, 1, 1), max_value=date(2026, 12, 31))


def _sent(sent: str, *late_before: str, end: str = "2026-03-20") -> Sending:
    return Sending(
        date(2026, 3, 2),
        date.fromisoformat(end),
        date.fromisoformat(sent),
        tuple(map(date.fromisoformat, late_before)),
    )


def test_the_steps_of_a_sending() -> None:
    verdict = sending(_sent("2026-03-10", "2025-01-01"))
    first, second = sending_steps(verdict)
    assert (first.code, first.params) == ("envoi_delai", {"due": date(2026, 3, 4)})
    assert second.code == "envoi_reduction"
    assert second.params == {
        "rate": "50 %",
        "first": date(2026, 3, 2),
        "last": date(2026, 3, 9),
    }
    assert [entry.value for entry in (*first.entries, *second.entries)] == [2, 24, "0.50"]
    in_time = list(sending_steps(sending(_sent("2026-03-04"))))
    assert in_time[1].params == {"rate": "0 %"}


def test_a_late_sending_of_the_same_day_is_not_an_earlier_one() -> None:
    assert sending(_sent("2026-03-10", "2026-03-02")).outcome == "envoi_avertissement"
    assert sending(_sent("2026-03-10", "2026-03-01")).outcome == "envoi_reduction"


@pytest.mark.parametrize(
    ("case", "values"),
    [
        (_sent("2026-03-04"), [2]),
        (_sent("2026-03-05"), [2, 24]),
        (_sent("2026-03-21"), [2]),
        (replace(_sent("2026-03-10"), excused=True), [2]),
        (replace(_sent("2026-03-10"), prescribed=date(2014, 9, 1)), [2]),
    ],
)
def test_a_verdict_keeps_the_parameters_that_it_used(case: Sending, values: list[int]) -> None:
    verdict = sending(case)
    assert [entry.value for entry in verdict.entries] == values
    told = [entry.value for step in sending_steps(verdict) for entry in step.entries]
    assert told == values


def test_a_leave_may_end_and_be_sent_on_its_first_day() -> None:
    day = date(2026, 3, 2)
    assert sending(Sending(day, day, day)).outcome == "envoi_a_temps"


@settings(deadline=None)
@given(DAYS, st.integers(0, 60), st.integers(0, 60), st.booleans(), st.booleans())
def test_a_reduction_never_leaves_the_leave(
    prescribed: date, length: int, delay: int, again: bool, excused: bool
) -> None:
    end, sent = (date.fromordinal(prescribed.toordinal() + n) for n in (length, delay))
    before = (date.fromordinal(prescribed.toordinal() - 100),) if again else ()
    found = sending(Sending(prescribed, end, sent, before, excused))
    assert bool(found.rate) == (found.reduced is not None)
    assert found.late == (sent > found.due)
    if found.reduced:
        assert prescribed == found.reduced.first <= found.reduced.last <= end
        assert not excused


def test_the_steps_of_a_ceiling() -> None:
    def codes(day: str, days: int, justified: bool = False) -> list[str]:
        found = ceiling(date.fromisoformat(day), days, renewal=False, justified=justified)
        return [step.code for step in ceiling_steps(found, justified=justified)]

    assert codes("2026-08-31", 40) == ["plafond_duree_inexistant"]
    assert codes("2026-09-01", 31) == ["plafond_duree"]
    assert codes("2026-09-01", 32) == ["plafond_duree", "plafond_duree_depasse"]
    assert codes("2026-09-01", 32, True) == ["plafond_duree", "plafond_duree_justifie"]
    found = ceiling(date(2026, 9, 1), 32, renewal=True, justified=False)
    (step,) = ceiling_steps(found, justified=False)
    assert (step.params, step.entries[0].doubt != "") == ({"maximum": 62}, True)


@settings(deadline=None)
@given(
    st.dates(min_value=date(2022, 1, 1), max_value=date(2026, 12, 31)),
    st.decimals(min_value=0, max_value=200_000, places=2),
)
def test_a_pension_stays_between_its_minimum_and_its_maximum(on: date, salary: Decimal) -> None:
    first, second, third = (invalidity.pension(on, n, salary) for n in (1, 2, 3))
    for found in (first, second, third):
        assert found.computed <= found.maximum
        assert found.monthly >= (found.minimum or 0)
    assert first.monthly <= second.monthly == third.monthly
    assert first.third_person == second.third_person == 0
    assert third.third_person >= (third.monthly * Decimal("0.40")).quantize(Decimal("0.01"))


def test_the_steps_of_a_pension() -> None:
    def codes(on: date, category: int, salary: str) -> list[str]:
        found = invalidity.pension(on, category, Decimal(salary))
        return [step.code for step in invalidity.steps(found)]

    always = ["invalidite_calcul", "invalidite_maximum"]
    assert codes(date(2026, 1, 1), 1, "24000") == always
    assert codes(date(2026, 1, 1), 1, "1200") == [*always, "invalidite_minimum"]
    assert codes(date(2024, 3, 31), 1, "24000") == [*always, "invalidite_minimum_inconnu"]
    assert codes(date(2026, 1, 1), 3, "24000") == [*always, "invalidite_tierce_personne"]
    found = invalidity.pension(date(2026, 1, 1), 3, Decimal(24000))
    params = [dict(step.params) for step in invalidity.steps(found)]
    assert params == [
        {"rate": "50 %", "ceiling": Decimal(48060), "amount": Decimal("1000.00")},
        {"maximum": Decimal("2002.50")},
        {"amount": Decimal("1288.13")},
    ]
    assert [entry.value for entry in found.entries] == [
        "0.50",
        "48060",
        "333.65",
        "0.40",
        "1288.13",
    ]


def test_a_pension_exactly_at_the_minimum_is_not_raised() -> None:
    found = invalidity.pension(date(2024, 4, 1), 1, Decimal("13122.80"))
    assert found.computed == found.minimum == Decimal("328.07")
    assert len(list(invalidity.steps(found))) == 2


def test_wrong_pensions() -> None:
    for category in (0, 4):
        with pytest.raises(LawFault, match="bad_value"):
            invalidity.pension(date(2026, 1, 1), category, Decimal(1))
    with pytest.raises(LawFault) as negative:
        invalidity.pension(date(2026, 1, 1), 1, Decimal("-0.01"))
    told = (negative.value.code, negative.value.sentence, negative.value.field)
    assert told == ("bad_value", "Le salaire moyen est négatif.", "average_salary")
    with pytest.raises(BeforeFirstParameter):
        invalidity.pension(date(2021, 12, 31), 1, Decimal(1))


def test_spans_count_both_ends() -> None:
    assert Span(date(2026, 1, 31), date(2026, 2, 1)).days == 2
    assert Span(date(2026, 1, 31), date(2026, 1, 31)).days == 1
    with pytest.raises(LawFault, match="inconsistent"):
        Span(date(2026, 2, 1), date(2026, 1, 31))
