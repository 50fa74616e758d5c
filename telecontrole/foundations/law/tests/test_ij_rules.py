"""Rules of the allowances that the cases in YAML do not reach one by one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.ij import at_mp, calculation, maladie
from telecontrole.foundations.law.ij import leave as leave_values
from telecontrole.foundations.law.ij.calculation import allowance
from telecontrole.foundations.law.ij.duration import ald_start, payable, within_rolling_limit
from telecontrole.foundations.law.ij.explain import steps
from telecontrole.foundations.law.ij.leave import (
    Leave,
    Period,
    Rhythm,
    Risk,
    Span,
    Wage,
    WaitingException,
)
from telecontrole.foundations.law.ij.rights import Activity, rights, threshold
from telecontrole.foundations.law.ij.rights import steps as rights_steps
from telecontrole.foundations.law.ij.schedule import schedule
from telecontrole.foundations.law.ij.wages import whole
from telecontrole.foundations.law.ij.waiting import waiting
from telecontrole.foundations.law.parameters import Table
from telecontrole.foundations.law.steps import catalogue, tell
from telecontrole.foundations.law.tables import SENTENCES, shared


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _sickness(start: str, end: str, **circumstances: object) -> Leave:
    first = _day(start).replace(day=1)
    wages = []
    for _ in range(3):
        first = (first - timedelta(days=1)).replace(day=1)
        wages.append(Wage(first, Decimal("2000.00")))
    return Leave(Risk.MALADIE, _day(start), _day(end), tuple(wages), **circumstances)  # type: ignore[arg-type]


def _codes(leave: Leave) -> list[str]:
    return [step.code for step in steps(leave, allowance(leave))]


@pytest.mark.parametrize(
    ("start", "cap"),
    [
        ("2022-09-01", "3022.11"),
        ("2023-02-01", "3076.70"),
        ("2023-06-01", "3144.96"),
        ("2024-02-01", "3180.46"),
        ("2024-12-01", "3243.24"),
        ("2025-04-01", "2522.52"),
        ("2026-02-01", "2552.24"),
        ("2026-07-01", "2613.83"),
    ],
)
def test_the_monthly_cap_is_the_printed_one(start: str, cap: str) -> None:
    known = maladie.numbers(_day(start))
    assert known.cap == Decimal(cap)
    assert known.smic_on == _day(start) - timedelta(days=1)


def test_the_cap_of_a_pay_is_its_share_of_the_year() -> None:
    assert maladie.numbers(_day("2026-02-01"), Rhythm.QUATORZAINE).cap == Decimal("1174.73")
    assert maladie.numbers(_day("2026-02-01"), Rhythm.HEBDOMADAIRE).cap == Decimal("587.37")
    assert maladie.numbers(_day("2026-02-01"), Rhythm.DISCONTINU).cap == Decimal("2552.24")


def test_the_smic_is_that_of_the_month_before_even_on_a_first_of_january() -> None:
    assert maladie.numbers(_day("2026-01-31")).smic == Decimal("1801.80")
    assert maladie.numbers(_day("2026-02-01")).smic == Decimal("1823.03")


@pytest.mark.parametrize(
    ("circumstances", "days", "reason"),
    [
        ({}, 3, "carence"),
        ({"waiting_days": False}, 0, "carence_sans_objet"),
        ({"hours_back_at_work": 48}, 0, "carence_reprise_courte"),
        ({"hours_back_at_work": 49}, 3, "carence"),
        ({"ald": True}, 3, "carence"),
        ({"ald": True, "ald_first_leave": False}, 0, "carence_ald"),
        ({"ald": False, "ald_first_leave": False}, 3, "carence"),
        ({"initial_start": date(2026, 2, 7)}, 0, "carence_deja_faite"),
        ({"initial_start": date(2026, 2, 8)}, 1, "carence"),
        ({"waiting_exception": WaitingException.IMG}, 0, "carence_exception"),
    ],
)
def test_what_removes_the_waiting_days(
    circumstances: dict[str, object], days: int, reason: str
) -> None:
    found = waiting(_sickness("2026-02-10", "2026-02-28", **circumstances))
    assert (found.days, found.reason) == (days, reason)


@pytest.mark.parametrize(
    ("exception", "day_before", "day"),
    [
        (WaitingException.FAUSSE_COUCHE, "2023-12-31", "2024-01-01"),
        (WaitingException.IMG, "2024-06-30", "2024-07-01"),
        (WaitingException.DECES_ENFANT, "2020-06-30", "2020-07-01"),
    ],
)
def test_an_exception_does_not_apply_before_it_exists(
    exception: WaitingException, day_before: str, day: str
) -> None:
    assert waiting(_sickness(day_before, "2026-02-28", waiting_exception=exception)).days == 3
    assert waiting(_sickness(day, "2026-02-28", waiting_exception=exception)).days == 0


def test_outside_ald_three_hundred_and_sixty_days_are_paid() -> None:
    paid = allowance(_sickness("2024-01-01", "2025-06-30", ald=False))
    assert [(p.first, p.last) for p in paid.periods] == [(date(2024, 1, 4), date(2024, 12, 28))]
    assert paid.periods[0].days == 360


def test_days_paid_before_count_and_old_ones_leave_the_window() -> None:
    before = (Span(date(2021, 1, 1), date(2021, 12, 26)),)
    paid = allowance(_sickness("2023-12-20", "2024-01-31", ald=False, paid_before=before))
    assert [(p.first, p.last) for p in paid.periods] == [(date(2024, 1, 1), date(2024, 1, 31))]


def test_a_window_that_frees_days_pays_them_again() -> None:
    days = Span(date(2024, 1, 1), date(2024, 1, 10))
    before = [
        Span(date(2023, 12, 3), date(2023, 12, 4)),
        Span(date(2023, 12, 7), date(2023, 12, 7)),
    ]
    spans = within_rolling_limit(days, before, limit=3, months=1)
    assert spans == [
        Span(date(2024, 1, 3), date(2024, 1, 4)),
        Span(date(2024, 1, 7), date(2024, 1, 7)),
    ]


def test_days_of_this_leave_are_not_counted_twice() -> None:
    days = Span(date(2024, 1, 1), date(2024, 1, 2))
    overlapping = [Span(date(2023, 12, 31), date(2024, 1, 2))]
    assert within_rolling_limit(days, overlapping, limit=3, months=1) == [days]
    assert within_rolling_limit(days, overlapping, limit=2, months=1) == [
        Span(date(2024, 1, 1), date(2024, 1, 1))
    ]


def test_the_waiting_days_rest_on_the_parameter_of_their_rule() -> None:
    for circumstances, key in (
        ({}, "maladie_carence_jours"),
        ({"initial_start": date(2026, 1, 1)}, "maladie_carence_jours"),
        ({"hours_back_at_work": 1}, "carence_reprise_heures"),
    ):
        leave = _sickness("2026-02-10", "2026-02-28", **circumstances)
        assert waiting(leave).entries == (shared().entry(key, on=leave.start),)


def test_a_leave_no_longer_than_its_waiting_days_is_paid_by_nobody() -> None:
    nothing = allowance(_sickness("2026-02-10", "2026-02-12"))
    assert (nothing.waiting_days, nothing.employer_days, nothing.periods) == (3, 0, ())


def test_ald_is_paid_three_years_to_the_day() -> None:
    leave = _sickness("2022-03-15", "2025-12-31", ald=True)
    assert allowance(leave).periods[0].last == date(2025, 3, 14)
    begun = _sickness("2025-01-10", "2025-12-31", ald=True, ald_start=date(2022, 1, 31))
    assert allowance(begun).periods[0].last == date(2025, 1, 30)
    over = _sickness("2025-01-29", "2025-12-31", ald=True, ald_start=date(2022, 1, 31))
    assert allowance(over).periods == ()
    last = _sickness("2025-01-27", "2025-12-31", ald=True, ald_start=date(2022, 1, 31))
    assert [(p.first, p.last) for p in allowance(last).periods] == [(date(2025, 1, 30),) * 2]


def test_a_year_back_at_work_opens_three_new_years_of_ald() -> None:
    start = date(2026, 2, 10)
    old, recent = (
        Span(date(2023, 1, 1), date(2023, 6, 30)),
        Span(date(2024, 6, 30), date(2025, 3, 1)),
    )
    assert ald_start(start, [recent, old], 12) == date(2023, 1, 1)
    far = Span(date(2023, 1, 1), date(2023, 6, 29))
    assert ald_start(start, [far, recent], 12) == date(2024, 6, 30)
    assert ald_start(start, [], 12) == start
    # What was paid before tells when the three years began, when the file does not.
    days = Span(start, date(2027, 12, 31))
    leave = _sickness("2026-02-10", "2027-12-31", ald=True, paid_before=(recent,))
    assert payable(leave, days) == [Span(start, date(2027, 6, 29))]


def test_when_nobody_said_whether_it_is_ald_nothing_is_cut_but_it_is_told() -> None:
    assert "duree_non_verifiee" not in _codes(_sickness("2024-01-01", "2024-12-28"))
    assert "duree_non_verifiee" in _codes(_sickness("2024-01-01", "2024-12-29"))
    assert "duree_limitee" in _codes(_sickness("2024-01-01", "2024-01-29", ald=False))
    assert "duree_ald" in _codes(_sickness("2024-01-01", "2024-01-29", ald=True))
    days = Span(date(2024, 1, 1), date(2026, 1, 1))
    assert payable(_sickness("2024-01-01", "2026-01-01"), days) == [days]


def test_the_steps_tell_what_was_done() -> None:
    assert _codes(_sickness("2026-02-10", "2026-02-28")) == [
        "plafond", "base_maladie", "ij_maladie", "carence", "periode", "cotisations",
    ]  # fmt: skip
    assert _codes(_sickness("2026-02-10", "2026-02-11"))[-2:] == ["carence", "aucune_indemnite"]
    part_time = _sickness(
        "2026-02-10", "2026-02-28", initial_start=date(2026, 2, 9), lost_daily=Decimal(1)
    )
    assert _codes(part_time)[0] == "prolongation"
    assert "temps_partiel" in _codes(part_time)


def test_the_steps_of_a_capped_and_rebuilt_month() -> None:
    wages = tuple(Wage(date(2025, 11 + n, 1), Decimal("2600.00")) for n in (0, 1))
    last = Wage(date(2026, 1, 1), Decimal("900.00"), days_paid=10)
    leave = Leave(Risk.MALADIE, date(2026, 2, 10), date(2026, 2, 28), (*wages, last))
    assert _codes(leave)[:4] == ["mois_incomplet", "plafond", "base_maladie", "ij_maximum"]
    base = next(step for step in steps(leave, allowance(leave)) if step.code == "base_maladie")
    assert base.params["total"] == Decimal("7656.72")


def _accident(start: str, end: str, accident: str) -> Leave:
    month = (_day(start).replace(day=1) - timedelta(days=1)).replace(day=1)
    wages = (Wage(month, Decimal("1800.00")),)
    return Leave(Risk.ACCIDENT_TRAVAIL, _day(start), _day(end), wages, accident_date=_day(accident))


def test_the_steps_of_a_work_accident() -> None:
    assert _codes(_accident("2025-03-03", "2025-04-15", "2025-03-03")) == [
        "jour_employeur", "base_at", "gain_net", "ij_at", "periode", "periode", "cotisations",
    ]  # fmt: skip
    assert "jour_employeur" not in _codes(_accident("2025-03-03", "2025-04-15", "2025-03-02"))


def test_daily_amounts_of_a_work_accident() -> None:
    known = at_mp.numbers(_day("2025-03-03"))
    daily = at_mp.daily_amounts(Decimal("1800.00"), known)
    assert daily == at_mp.Daily(*map(Decimal, ("59.17", "46.75", "35.50", "46.75")))
    between = at_mp.daily_amounts(Decimal("12000.00"), known)
    assert between.base == Decimal("392.81")
    assert between.net_gain == Decimal("311.64")
    assert (between.first, between.next) == (Decimal("235.69"), Decimal("311.64"))


def test_a_month_is_rebuilt_from_its_paid_days() -> None:
    february = date(2026, 2, 1)
    assert whole(Wage(february, Decimal("100.00"))) == Decimal("100.00")
    assert whole(Wage(february, Decimal("100.00"), 28)) == Decimal("100.00")
    assert whole(Wage(february, Decimal("100.00"), 1)) == Decimal("2800.00")
    assert whole(Wage(february, Decimal("100.00"), 3)) == Decimal("933.33")
    for days in (0, 29):
        with pytest.raises(LawFault, match="inconsistent"):
            whole(Wage(february, Decimal("100.00"), days))


@pytest.mark.parametrize(
    ("start", "needed"),
    [
        ("2023-11-01", "11692.80"),
        ("2024-07-31", "11824.75"),
        ("2025-05-01", "12058.20"),
        ("2026-07-01", "12200.30"),
        ("2026-12-31", "12494.65"),
    ],
)
def test_contributed_wages_are_compared_with_the_smic_of_the_start_of_the_period(
    start: str, needed: str
) -> None:
    assert threshold(_day(start), "droits_smic_court", 6) == Decimal(needed)


def test_the_steps_of_the_rights() -> None:
    worked = Activity(_day("2026-02-10"), hours_3_months=Decimal(150))
    first = [step.code for step in rights_steps(worked, rights(worked))]
    assert first == ["droit_court_ouvert", "droit_long_ferme"]
    long = Activity(_day("2026-02-10"), hours_12_months=Decimal(600), affiliated_months=12)
    second = list(rights_steps(long, rights(long)))
    assert [step.code for step in second] == ["droit_court_ferme", "droit_long_ouvert"]
    assert [entry.value for entry in second[0].entries] == [150, 1015]
    assert [entry.value for entry in second[1].entries] == [600, 2030, 12]
    assert second[0].params == {"hours": 150, "count": 1015}
    assert second[1].params == {"hours": 600, "count": 2030, "months": 12}


def test_the_schedule_tells_who_pays_each_day() -> None:
    leave = _accident("2025-03-03", "2025-03-05", "2025-03-03")
    kinds = [(day.kind, day.amount) for day in schedule(leave, allowance(leave))]
    assert kinds == [
        ("employeur", Decimal(0)), ("indemnise", Decimal("35.50")), ("indemnise", Decimal("35.50")),
    ]  # fmt: skip
    limited = _sickness("2024-01-01", "2024-12-31", ald=False)
    found = [day.kind for day in schedule(limited, allowance(limited))]
    assert found[:4] == ["carence", "carence", "carence", "indemnise"]
    assert found[-4:] == ["indemnise", "maximum_atteint", "maximum_atteint", "maximum_atteint"]


def test_a_first_day_beyond_the_maximum_is_not_the_employers() -> None:
    before = (Span(date(2024, 1, 1), date(2024, 12, 25)),)
    leave = _sickness("2025-02-10", "2025-02-11", ald=False, waiting_days=False, paid_before=before)
    kinds = [day.kind for day in schedule(leave, allowance(leave))]
    assert kinds == ["maximum_atteint", "maximum_atteint"]


def test_a_period_counts_both_ends() -> None:
    period = Period(date(2026, 1, 31), date(2026, 2, 1), Decimal("10.01"))
    assert (period.days, period.amount) == (2, Decimal("20.02"))


def test_a_century_of_leave_is_the_longest() -> None:
    start = date(2026, 2, 10)
    _sickness("2026-02-10", (start + timedelta(days=36_524)).isoformat())
    with pytest.raises(LawFault, match="bad_value"):
        _sickness("2026-02-10", (start + timedelta(days=36_525)).isoformat())


def _changed(monkeypatch: pytest.MonkeyPatch, module: object, key: str, value: object) -> None:
    """What the law would be had a jurist written ``value`` for ``key``."""
    parameter = shared()[key]
    entries = tuple(replace(entry, value=value) for entry in parameter.entries)
    table = Table({**shared(), key: replace(parameter, entries=entries)})
    monkeypatch.setattr(module, "shared", lambda: table)
    maladie.numbers.cache_clear()


def test_a_jurist_may_put_the_cap_on_the_total(monkeypatch: pytest.MonkeyPatch) -> None:
    grosses = [Decimal(6000), Decimal(1000), Decimal(1000)]
    known = maladie.numbers(_day("2026-02-10"))
    assert maladie.capped_total(grosses, known) == Decimal("4552.24")
    _changed(monkeypatch, maladie, "maladie_plafond_par_mois", False)
    known = maladie.numbers(_day("2026-02-10"))
    assert maladie.capped_total(grosses, known) == Decimal("7656.72")
    assert maladie.capped_total([Decimal(2), Decimal(3)], known) == Decimal(5)
    assert maladie.daily_amounts(grosses, known) == (Decimal("83.90"), Decimal("41.95"))
    maladie.numbers.cache_clear()


def test_a_jurist_may_let_a_prolongation_change_its_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    leave = _sickness("2025-04-05", "2025-04-14", initial_start=date(2025, 3, 20))
    assert leave.rules_date == date(2025, 3, 20)
    _changed(monkeypatch, leave_values, "prolongation_regles_initiales", False)
    assert (leave.rules_date, leave.began) == (date(2025, 4, 5), date(2025, 3, 20))


def test_a_jurist_may_free_the_part_time(monkeypatch: pytest.MonkeyPatch) -> None:
    leave = _sickness("2026-02-10", "2026-02-13", lost_daily=Decimal(1))
    assert allowance(leave).gross == Decimal(1)
    _changed(monkeypatch, calculation, "temps_partiel_salaire_perdu", False)
    assert allowance(leave).gross == Decimal("32.87")


def test_doubts_are_told_only_where_they_matter() -> None:
    def told(leave: Leave) -> str:
        return " ".join(tell(steps(leave, allowance(leave)), catalogue(SENTENCES))[0])

    plain = _sickness("2026-02-10", "2026-02-28")
    above = replace(plain, wages=(replace(plain.wages[0], gross=Decimal(9000)), *plain.wages[1:]))
    every = replace(plain, wages=tuple(replace(w, gross=Decimal(9000)) for w in plain.wages))
    mixed = replace(plain, wages=tuple(replace(w, gross=Decimal("2552.24")) for w in plain.wages))
    assert ["salaire par salaire" in told(x) for x in (plain, above, every, mixed)] == [
        False, True, False, False,
    ]  # fmt: skip
    # One wage at the cap, or above it with the others at it: both ways of capping give the same.
    cap = maladie.numbers(plain.rules_date).cap
    cent = Decimal("0.01")
    for grosses, matters in (
        ((cap, cap - cent, cap - cent), False),
        ((cap + cent, cap, cap), False),
        ((cap + cent, cap, cap - cent), True),
    ):
        assert maladie.cap_matters(grosses, maladie.numbers(plain.rules_date)) is matters
    before = _sickness("2025-03-31", "2025-04-14", initial_start=date(2025, 3, 20))
    after = replace(before, start=date(2025, 4, 1))
    assert ["Solution de 2012" in told(x) for x in (before, after)] == [False, True]


def test_accidents_of_2027_are_paid_four_years_at_most() -> None:
    day = date(2027, 1, 1)
    assert at_mp.last_payable_day(day) == date(2030, 12, 31)
    assert at_mp.last_payable_day(day - timedelta(days=1)) == date.max
    assert at_mp.last_payable_day(None) == date.max
    leave = _accident("2027-01-01", "2031-02-01", "2027-01-01")
    assert allowance(leave).periods[-1].last == date(2030, 12, 31)
    (told,) = [step for step in steps(leave, allowance(leave)) if step.code == "duree_at"]
    entry = shared().entry(at_mp.LONGEST, on=day)
    assert (told.params, told.entries) == ({"months": entry.value}, (entry,))
    assert "duree_at" not in _codes(replace(leave, end=date(2030, 12, 31)))
    assert [d.kind for d in schedule(leave, allowance(leave))][-1] == "maximum_atteint"


def test_negative_amounts_are_refused() -> None:
    assert Wage(date(2026, 1, 1), Decimal(0)).gross == 0
    with pytest.raises(LawFault, match="bad_value"):
        Wage(date(2026, 1, 1), Decimal("-0.01"))


def test_the_explanation_rebuilds_a_fortnight_that_was_paid_in_part() -> None:
    start = _day("2026-06-15")
    wages = [Wage(start - timedelta(days=1 + 14 * n), Decimal("800.00")) for n in range(6)]
    wages[2] = replace(wages[2], gross=Decimal("400.00"), days_paid=7)
    leave = Leave(Risk.MALADIE, start, _day("2026-06-30"), tuple(wages), rhythm=Rhythm.QUATORZAINE)
    base = next(step for step in steps(leave, allowance(leave)) if step.code == "base_maladie")
    assert (base.params["count"], base.params["total"]) == (6, Decimal("4800.00"))


def test_months_of_affiliation_may_be_none_or_unknown_but_not_negative() -> None:
    start = _day("2026-02-10")
    assert Activity(start).affiliated_months is None
    assert Activity(start, affiliated_months=0).affiliated_months == 0
    with pytest.raises(LawFault) as told:
        Activity(start, affiliated_months=-1)
    assert (told.value.code, told.value.field) == ("bad_value", "affiliated_months")
    assert told.value.sentence == "Une durée n'est pas négative."
