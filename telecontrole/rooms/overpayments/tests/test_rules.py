from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.parameters import load
from telecontrole.foundations.law.steps import catalogue, tell
from telecontrole.rooms.overpayments import tables
from telecontrole.rooms.overpayments.enums import Cause
from telecontrole.rooms.overpayments.rules import Claim, Due, Line, Payment, overpayment, steps

DAY = timedelta(days=1)
DAILY = st.decimals(min_value=0, max_value=100, places=2)


@st.composite
def payments(draw: Any) -> Payment:
    """A payment of at most a month around 2025, paid soon after."""
    first = date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 800)))
    last = first + timedelta(days=draw(st.integers(0, 30)))
    return Payment(first, last, draw(DAILY), last + timedelta(days=draw(st.integers(0, 30))))


@st.composite
def dues(draw: Any) -> tuple[Due, ...]:
    """Periods due that follow one another."""
    day, found = date(2024, 1, 1), []
    for _ in range(draw(st.integers(0, 5))):
        first = day + timedelta(days=draw(st.integers(0, 60)))
        last = first + timedelta(days=draw(st.integers(0, 60)))
        found.append(Due(first, last, draw(DAILY)))
        day = last + DAY
    return tuple(found)


@st.composite
def claims(draw: Any) -> Claim:
    """A claim of any cause."""
    return Claim(
        cause=draw(st.sampled_from(Cause)),
        payments=tuple(draw(st.lists(payments(), max_size=6))),
        established=date(2026, 6, 1) + timedelta(days=draw(st.integers(0, 1000))),
        effective=date(2024, 1, 1) + timedelta(days=draw(st.integers(0, 900))),
        due=draw(dues()),
        fraud=draw(st.booleans()),
    )


def _by_day(lines: tuple[Line, ...]) -> dict[date, Decimal]:
    found: dict[date, Decimal] = {}
    for line in lines:
        for offset in range(line.days):
            day = line.first + offset * DAY
            found[day] = found.get(day, Decimal(0)) + line.daily
    return found


def _paid_by_day(claim: Claim) -> dict[date, Decimal]:
    return _by_day(tuple(Line(p.first, p.last, p.daily, p.paid_on) for p in claim.payments))


@settings(deadline=None)
@given(claims())
def test_no_day_is_claimed_above_what_was_paid_for_it(claim: Claim) -> None:
    found = overpayment(claim)
    paid = _paid_by_day(claim)
    for day, amount in _by_day(found.lines + found.prescribed).items():
        assert 0 < amount <= paid[day]


@settings(deadline=None)
@given(claims())
def test_the_amount_is_the_sum_of_its_lines(claim: Claim) -> None:
    found = overpayment(claim)
    assert found.amount == sum((line.daily * line.days for line in found.lines), Decimal(0))


@settings(deadline=None)
@given(claims())
def test_nothing_is_claimed_before_the_date_of_effect(claim: Claim) -> None:
    if claim.cause is Cause.ADMIN_ERROR or claim.effective is None:
        return
    found = overpayment(claim)
    expected = {d: a for d, a in _paid_by_day(claim).items() if d >= claim.effective and a}
    assert _by_day(found.lines + found.prescribed) == expected


@settings(deadline=None)
@given(claims())
def test_an_error_claims_all_that_exceeds_the_due_and_no_more(claim: Claim) -> None:
    error = replace(claim, cause=Cause.ADMIN_ERROR)
    due = _by_day(tuple(Line(d.first, d.last, d.daily, d.first) for d in error.due))
    found = overpayment(error)
    claimed = _by_day(found.lines + found.prescribed)
    for day, paid in _paid_by_day(error).items():
        assert claimed.get(day, 0) == max(Decimal(0), paid - due.get(day, Decimal(0)))


@settings(deadline=None)
@given(claims())
def test_a_later_claim_never_brings_more(claim: Claim) -> None:
    later = replace(claim, established=claim.established + DAY)
    assert overpayment(later).amount <= overpayment(claim).amount


@settings(deadline=None)
@given(claims())
def test_fraud_never_brings_less(claim: Claim) -> None:
    honest, fraud = replace(claim, fraud=False), replace(claim, fraud=True)
    assert overpayment(fraud).amount >= overpayment(honest).amount


@settings(deadline=None)
@given(claims())
def test_every_step_has_a_sentence(claim: Claim) -> None:
    told, references = tell(steps(claim, overpayment(claim)), catalogue(tables.SENTENCES))
    assert len(told) >= 4
    assert references


def _claim(**changes: Any) -> Claim:
    payment = Payment(date(2026, 3, 6), date(2026, 3, 19), Decimal("32.87"), date(2026, 3, 20))
    plain = Claim(
        Cause.POST_DECISION_PAYMENT, (payment,), date(2026, 4, 1), effective=date(2026, 3, 10)
    )
    return replace(plain, **changes)


def test_the_steps_tell_lines_prescription_and_total() -> None:
    old = Payment(date(2024, 3, 6), date(2024, 3, 7), Decimal("30.00"), date(2024, 3, 20))
    claim = _claim(effective=date(2024, 3, 7))
    claim = replace(claim, payments=(*claim.payments, old))
    found = list(steps(claim, overpayment(claim)))
    assert [step.code for step in found] == [
        "post_decision_payment", "ligne", "prescription", "ligne_prescrite", "total", "procedure",
    ]  # fmt: skip
    assert found[0].params == {"effective": date(2024, 3, 7)}
    assert found[3].params == {
        "first": date(2024, 3, 7),
        "last": date(2024, 3, 7),
        "days": "1 jour",
        "daily": Decimal("30.00"),
        "amount": Decimal("30.00"),
        "paid_on": date(2024, 3, 20),
    }
    assert [entry.value for entry in found[2].entries] == [24]
    assert [entry.value for entry in found[4].entries] == ["nettes"]
    assert found[2].params == {"established": date(2026, 4, 1)}
    assert found[4].params == {"amount": Decimal("460.18"), "basis": "nettes"}


def test_nothing_to_claim_is_told() -> None:
    claim = _claim(effective=date(2026, 3, 20), fraud=True)
    codes = [step.code for step in steps(claim, overpayment(claim))]
    assert codes == [
        "post_decision_payment",
        "rien_a_reclamer",
        "prescription_fraude",
        "total",
    ]


def test_lines_come_in_the_order_of_their_days() -> None:
    early = Payment(date(2026, 2, 1), date(2026, 2, 2), Decimal("10.00"), date(2026, 3, 30))
    claim = _claim(effective=date(2026, 1, 1))
    found = overpayment(replace(claim, payments=(*claim.payments, early)))
    assert [line.first for line in found.lines] == [date(2026, 2, 1), date(2026, 3, 6)]


@pytest.mark.parametrize(
    ("paid_on", "established", "prescribed"),
    [
        (date(2024, 2, 29), date(2026, 2, 28), False),
        (date(2024, 2, 29), date(2026, 3, 1), True),
        (date(2024, 2, 28), date(2026, 2, 28), False),
        (date(2024, 2, 28), date(2026, 3, 1), True),
    ],
)
def test_prescription_runs_from_date_to_date(
    paid_on: date, established: date, prescribed: bool
) -> None:
    payment = Payment(date(2024, 2, 1), date(2024, 2, 1), Decimal("10.00"), paid_on)
    claim = _claim(payments=(payment,), established=established, effective=date(2024, 1, 1))
    assert bool(overpayment(claim).prescribed) is prescribed


@pytest.mark.parametrize(
    ("discovered", "prescribed"), [(date(2021, 4, 1), False), (date(2021, 3, 31), True)]
)
def test_five_years_run_from_the_discovery(discovered: date, prescribed: bool) -> None:
    payment = Payment(date(2020, 2, 1), date(2020, 2, 1), Decimal("10.00"), date(2020, 2, 2))
    claim = _claim(
        payments=(payment,), effective=date(2020, 1, 1), fraud=True, discovered=discovered
    )
    assert bool(overpayment(claim).prescribed) is prescribed


@pytest.mark.parametrize(
    ("established", "prescribed"), [(date(2025, 6, 1), False), (date(2025, 6, 2), True)]
)
def test_what_is_paid_after_the_discovery_is_not_prescribed_before_it_could_be_claimed(
    established: date, prescribed: bool
) -> None:
    payment = Payment(date(2020, 5, 1), date(2020, 5, 1), Decimal("10.00"), date(2020, 6, 1))
    claim = _claim(
        payments=(payment,),
        effective=date(2020, 1, 1),
        established=established,
        fraud=True,
        discovered=date(2019, 1, 1),
    )
    assert bool(overpayment(claim).prescribed) is prescribed


def test_a_discovery_without_fraud_is_asked_about() -> None:
    with pytest.raises(LawFault) as fault:
        _claim(discovered=date(2026, 3, 31))
    asked = "Une date de découverte est donnée, mais pas de fraude : y en a-t-il une ?"
    told = (fault.value.code, fault.value.sentence, fault.value.field)
    assert told == ("inconsistent", asked, "discovered")


def test_of_a_day_paid_twice_the_later_payment_is_wrong() -> None:
    """Which of the two is wrong decides what is prescribed."""
    march, fifth, tenth = date(2024, 3, 1), date(2024, 3, 5), date(2024, 3, 10)
    month = Payment(march, date(2024, 3, 31), Decimal("30.00"), date(2024, 6, 15))
    before = Payment(fifth, tenth, Decimal("30.00"), date(2024, 3, 12))
    found = overpayment(
        _claim(
            cause=Cause.ADMIN_ERROR,
            payments=(month, before),
            due=(Due(march, date(2024, 3, 31), Decimal("30.00")),),
            established=date(2026, 6, 1),
        )
    )
    assert found.lines == (Line(fifth, tenth, Decimal("30.00"), date(2024, 6, 15)),)
    assert found.prescribed == ()


def test_lines_of_an_error_come_in_the_order_of_their_payments() -> None:
    first, second = date(2026, 3, 1), date(2026, 3, 15)
    early = Payment(first, first, Decimal("12.00"), date(2026, 3, 30))
    late = Payment(second, second, Decimal("12.00"), date(2026, 3, 20))
    due = (Due(first, second, Decimal("10.00")),)
    found = overpayment(_claim(cause=Cause.ADMIN_ERROR, payments=(late, early), due=due))
    assert [line.first for line in found.lines] == [first, second]


def test_a_discovery_on_the_day_of_the_claim_is_accepted() -> None:
    assert _claim(fraud=True, discovered=date(2026, 4, 1)).discovered
    with pytest.raises(LawFault, match="inconsistent"):
        _claim(fraud=True, discovered=date(2026, 4, 2))


def test_a_payment_of_the_day_of_the_claim_is_accepted() -> None:
    assert overpayment(_claim(established=date(2026, 3, 20))).amount == Decimal("328.70")
    with pytest.raises(LawFault, match="inconsistent"):
        _claim(established=date(2026, 3, 19))


def test_dues_may_touch_but_not_overlap() -> None:
    first, second = date(2026, 3, 1), date(2026, 3, 5)
    touching = (Due(second, second, Decimal(1)), Due(first, second - DAY, Decimal(1)))
    assert _claim(cause=Cause.ADMIN_ERROR, due=touching).due == touching
    with pytest.raises(LawFault, match="inconsistent"):
        _claim(
            cause=Cause.ADMIN_ERROR,
            due=(Due(first, second, Decimal(1)), Due(second, second, Decimal(1))),
        )


def test_a_century_of_days_is_the_most() -> None:
    long = Due(date(1900, 1, 1), date(1900, 1, 1) + timedelta(days=36_510), Decimal(1))
    assert _claim(due=(long,)).due
    with pytest.raises(LawFault, match="bad_value"):
        _claim(due=(replace(long, last=long.last + DAY),))


def test_every_parameter_and_every_sentence_is_used() -> None:
    package = tables.FOLDER.parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in package.glob("*.py"))
    for name in (*load(tables.FOLDER), *catalogue(tables.SENTENCES)):
        assert f'"{name}"' in source, name


def test_a_negative_daily_amount_and_a_missing_date_of_effect_are_refused() -> None:
    day = date(2026, 3, 1)
    with pytest.raises(LawFault) as fault:
        Due(day, day, Decimal("-0.01"))
    negative = ("bad_value", "Un montant journalier est négatif.", "daily")
    assert (fault.value.code, fault.value.sentence, fault.value.field) == negative
    assert Due(day, day, Decimal(0)).days == 1
    with pytest.raises(LawFault, match="inconsistent"):
        Due(day, day - DAY, Decimal(1))
    with pytest.raises(LawFault) as fault:
        _claim(effective=None)
    missing = ("missing_field", "La date d'effet est nécessaire.", "effective")
    assert (fault.value.code, fault.value.sentence, fault.value.field) == missing
    assert _claim(cause=Cause.ADMIN_ERROR, effective=None).effective is None
