"""What holds for every leave, whatever its wages and its dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.foundations.law.deadlines import same_day_later
from telecontrole.foundations.law.ij import at_mp, maladie
from telecontrole.foundations.law.ij.calculation import allowance
from telecontrole.foundations.law.ij.explain import steps
from telecontrole.foundations.law.ij.leave import (
    Allowance,
    Leave,
    Rhythm,
    Risk,
    Span,
    Wage,
    WaitingException,
)
from telecontrole.foundations.law.ij.schedule import schedule
from telecontrole.foundations.law.ij.wages import COUNT, PAY_DAYS
from telecontrole.foundations.law.steps import catalogue, tell
from telecontrole.foundations.law.tables import SENTENCES

GROSS = st.decimals(min_value=0, max_value=20_000, places=2)
STARTS = st.dates(min_value=date(2022, 1, 1), max_value=date(2026, 12, 31))


@st.composite
def leaves(draw: Any, risk: Risk | None = None) -> Leave:
    """A leave of any risk, with any of its circumstances."""
    start = draw(STARTS)
    kind = risk or draw(st.sampled_from(list(Risk)))
    rhythm = draw(st.sampled_from(list(Rhythm))) if kind is Risk.MALADIE else Rhythm.MENSUEL
    count = COUNT[rhythm] if kind is Risk.MALADIE else 1
    if rhythm in PAY_DAYS:
        last = start - timedelta(days=draw(st.integers(1, 30)))
        days = [last - timedelta(days=n * PAY_DAYS[rhythm]) for n in range(count)]
    else:
        days = [same_day_later(start.replace(day=1), -n) for n in range(1, count + 1)]
    wages = tuple(Wage(day, draw(GROSS)) for day in draw(st.permutations(days)))
    accident = start - timedelta(days=draw(st.integers(0, 3)))
    return Leave(
        risk=kind,
        start=start,
        end=start + timedelta(days=draw(st.integers(0, 400))),
        wages=wages,
        rhythm=rhythm,
        waiting_days=draw(st.booleans()),
        accident_date=None if kind is Risk.MALADIE else accident,
        hours_back_at_work=draw(st.none() | st.integers(0, 100)),
        ald=draw(st.none() | st.booleans()),
        ald_first_leave=draw(st.booleans()),
        waiting_exception=draw(st.none() | st.sampled_from(list(WaitingException))),
        lost_daily=draw(st.none() | st.decimals(min_value=0, max_value=100, places=2)),
    )


@settings(deadline=None)
@given(leaves())
def test_periods_are_the_leave_less_what_others_bear(leave: Leave) -> None:
    paid = allowance(leave)
    days = sum(period.days for period in paid.periods)
    if leave.ald is not False or leave.risk is not Risk.MALADIE or leave.days < 360:
        assert days == leave.days - paid.waiting_days - paid.employer_days
    for before, after in zip(paid.periods, paid.periods[1:], strict=False):
        assert before.last < after.first
    assert all(leave.start <= p.first <= p.last <= leave.end for p in paid.periods)


@settings(deadline=None)
@given(leaves())
def test_the_net_is_the_gross_less_its_contributions(leave: Leave) -> None:
    paid = allowance(leave)
    assert paid.gross == sum((p.daily * p.days for p in paid.periods), Decimal(0))
    assert paid.net + paid.csg + paid.crds == paid.gross
    assert Decimal(0) <= paid.net <= paid.gross
    assert all(amount == round(amount, 2) for amount in (paid.gross, paid.csg, paid.crds))


@settings(deadline=None)
@given(leaves(Risk.MALADIE))
def test_a_sickness_allowance_never_exceeds_its_maximum_nor_half_the_wage(leave: Leave) -> None:
    known = maladie.numbers(leave.start, leave.rhythm)
    assert known.maximum == maladie.numbers(leave.start).maximum
    half = sum(wage.gross for wage in leave.wages) / known.divisor / 2
    for period in allowance(leave).periods:
        assert period.daily <= known.maximum
        # The maximum is rounded to the nearest cent: half a cent above the exact half at most.
        assert period.daily <= half + Decimal("0.005")


@settings(deadline=None)
@given(leaves(Risk.ACCIDENT_TRAVAIL))
def test_a_work_allowance_never_exceeds_the_net_gain_nor_the_ceiling(leave: Leave) -> None:
    known = at_mp.numbers(leave.start)
    net = leave.wages[0].gross / Decimal("30.42") * Decimal("0.79")
    for period in allowance(leave).periods:
        assert period.daily <= net + Decimal("0.005")
        assert period.daily <= known.base_cap * Decimal("0.80") + Decimal("0.005")


def _longer(leave: Leave) -> Leave:
    return replace(leave, end=leave.end + timedelta(days=1))


@settings(deadline=None)
@given(leaves())
def test_an_added_day_never_lowers_the_total(leave: Leave) -> None:
    before, after = allowance(leave), allowance(_longer(leave))
    assert after.gross >= before.gross
    assert after.net >= before.net


@settings(deadline=None)
@given(leaves())
def test_a_waiting_exception_never_costs(leave: Leave) -> None:
    plain = replace(leave, waiting_exception=None, hours_back_at_work=None, ald_first_leave=True)
    assert allowance(leave).gross >= allowance(plain).gross
    assert allowance(replace(leave, waiting_days=False)).gross >= allowance(leave).gross


@settings(deadline=None)
@given(leaves(), GROSS)
def test_a_higher_wage_never_lowers_the_allowance(leave: Leave, more: Decimal) -> None:
    raised = (replace(leave.wages[0], gross=leave.wages[0].gross + more), *leave.wages[1:])
    assert allowance(replace(leave, wages=raised)).gross >= allowance(leave).gross


@settings(deadline=None)
@given(leaves(Risk.MALADIE), st.integers(1, 400))
def test_a_leave_cut_in_two_gives_the_same_days(leave: Leave, cut: int) -> None:
    """A prolongation keeps the rules of the initial leave and waits only what is left to wait."""
    whole = replace(leave, ald=None, hours_back_at_work=None, waiting_exception=None)
    if cut >= whole.days:
        return
    middle = whole.start + timedelta(days=cut)
    first = replace(whole, end=middle - timedelta(days=1))
    second = replace(whole, start=middle, initial_start=whole.start)
    assert allowance(first).gross + allowance(second).gross == allowance(whole).gross


@settings(deadline=None)
@given(leaves(Risk.MALADIE_PROFESSIONNELLE), st.integers(1, 400))
def test_a_work_leave_cut_in_two_gives_the_same_days(leave: Leave, cut: int) -> None:
    if cut >= leave.days:
        return
    middle = leave.start + timedelta(days=cut)
    first = replace(leave, end=middle - timedelta(days=1))
    second = replace(leave, start=middle, initial_start=leave.start)
    assert allowance(first).gross + allowance(second).gross == allowance(leave).gross


@settings(deadline=None)
@given(leaves())
def test_the_schedule_has_every_day_once_and_the_same_total(leave: Leave) -> None:
    paid = allowance(leave)
    days = list(schedule(leave, paid))
    assert [day.day for day in days] == [leave.start + timedelta(days=n) for n in range(leave.days)]
    assert sum((day.amount for day in days), Decimal(0)) == paid.gross
    kinds = [day.kind for day in days]
    assert kinds.count("carence") == paid.waiting_days
    assert kinds.count("employeur") == paid.employer_days


@settings(deadline=None)
@given(leaves())
def test_every_step_has_a_sentence_and_the_amounts_are_told(leave: Leave) -> None:
    paid: Allowance = allowance(leave)
    told, references = tell(steps(leave, paid), catalogue(SENTENCES))
    assert references
    assert any("Net versé" in text or "Aucun jour" in text for text in told)


@settings(deadline=None)
@given(leaves(Risk.MALADIE), st.integers(0, 360), st.integers(1, 400))
def test_never_more_than_the_limit_in_any_three_years(leave: Leave, already: int, gap: int) -> None:
    last = leave.start - timedelta(days=gap)
    before = (Span(last - timedelta(days=already - 1), last),) if already else ()
    paid = allowance(replace(leave, ald=False, paid_before=before))
    days = {s.first + timedelta(days=n) for s in before for n in range(s.days)}
    days |= {p.first + timedelta(days=n) for p in paid.periods for n in range(p.days)}
    for day in days:
        oldest = same_day_later(day, -36)
        assert sum(oldest < other <= day for other in days) <= 360
