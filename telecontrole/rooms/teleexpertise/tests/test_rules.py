from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.parameters import BeforeFirstParameter, load
from telecontrole.foundations.law.steps import catalogue, tell
from telecontrole.rooms.teleexpertise import rules, tables
from telecontrole.rooms.teleexpertise.enums import Act


@pytest.mark.parametrize(
    ("act", "on", "amount"),
    [
        (Act.TE2, "2019-02-10", "20.00"),
        (Act.TE2, "2025-12-31", "20.00"),
        (Act.TE2, "2026-01-01", "23.00"),
        (Act.RQD, "2022-04-01", "10.00"),
        (Act.RQD, "2026-01-01", "10.00"),
    ],
)
def test_an_act_is_paid_its_tariff_of_the_day(act: Act, on: str, amount: str) -> None:
    found = rules.payment(act, date.fromisoformat(on), 0)
    assert (found.amount, found.refusals) == (Decimal(amount), ())
    (step,) = rules.steps(act, found)
    assert step.code == "acte_paye"
    assert step.params == {"act": act.value, "amount": found.amount, "limit": found.limit}
    assert tell([step], catalogue(tables.SENTENCES))[0]


@pytest.mark.parametrize(("act", "on"), [(Act.TE2, "2019-02-09"), (Act.RQD, "2022-03-31")])
def test_an_act_has_no_tariff_before_it_exists(act: Act, on: str) -> None:
    with pytest.raises(BeforeFirstParameter):
        rules.payment(act, date.fromisoformat(on), 0)


@settings(deadline=None)
@given(st.sampled_from(Act), st.integers(0, 10))
def test_the_limit_is_the_last_one_paid(act: Act, already: int) -> None:
    found = rules.payment(act, date(2026, 1, 1), already)
    assert bool(found.refusals) == (already >= 4)
    assert (found.amount == 0) == bool(found.refusals)


def test_the_step_of_a_refusal() -> None:
    found = rules.payment(Act.TE2, date(2022, 3, 31), 2)
    assert (found.limit, found.refusals) == (2, ("plafond_annuel",))
    assert [step.code for step in rules.steps(Act.TE2, found)] == ["plafond_annuel"]


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(LawFault, match="bad_value"):
        rules.payment(Act.TE2, date(2026, 1, 1), -1)


def test_every_parameter_is_used() -> None:
    assert set(load(tables.FOLDER)) == {"tarif_te2", "tarif_rqd", "plafond_annuel"}
