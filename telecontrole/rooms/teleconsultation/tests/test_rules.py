"""What holds for every act, every leave and every year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.foundations.law.faults import LawFault
from telecontrole.foundations.law.parameters import load
from telecontrole.foundations.law.steps import catalogue, tell
from telecontrole.rooms.teleconsultation import activity_rules, leave_rules, rules, tables
from telecontrole.rooms.teleconsultation.enums import (
    Act,
    CapSpecialty,
    PathwayException,
    TcsSpecialty,
)

YOUNG = "part_annee_entamee"
MONEY = st.decimals(min_value=0, max_value=200, places=2)


@st.composite
def consultations(draw: Any) -> rules.Consultation:
    """An act with any circumstances, since every tariff exists."""
    return rules.Consultation(
        act=draw(st.sampled_from(Act)),
        on=draw(st.dates(min_value=date(2024, 1, 1), max_value=date(2026, 12, 31))),
        fee=draw(MONEY),
        age=draw(st.integers(0, 110)),
        in_pathway=draw(st.booleans()),
        ald=draw(st.booleans()),
        maternity=draw(st.booleans()),
        c2s=draw(st.booleans()),
        alsace_moselle=draw(st.booleans()),
        participation_used=draw(MONEY),
        participation_today=draw(MONEY),
        specialty=draw(st.none() | st.sampled_from(TcsSpecialty)),
        pathway_exception=draw(st.none() | st.sampled_from(PathwayException)),
        video=draw(st.booleans()),
        territorial=draw(st.booleans()),
        zip_patient=draw(st.booleans()),
        known_patient=draw(st.booleans()),
        work_accident=draw(st.booleans()),
        pension=draw(st.booleans()),
        ame=draw(st.booleans()),
    )


@settings(deadline=None)
@given(consultations())
def test_the_three_shares_make_the_fee(case: rules.Consultation) -> None:
    found = rules.split(case)
    assert found.amo + found.amc + found.patient == case.fee
    assert min(found.amo, found.amc, found.patient, found.excess, found.participation) >= 0
    assert found.patient >= found.excess + found.participation
    if found.refusals:
        assert found.amo == found.amc == 0
        assert found.patient == case.fee
    else:
        assert found.patient == found.excess + found.participation


@settings(deadline=None)
@given(
    consultations(),
    st.sampled_from(
        [
            "ald",
            "maternity",
            "c2s",
            "alsace_moselle",
            "in_pathway",
            "video",
            "work_accident",
            "pension",
            "ame",
        ]
    ),
)
def test_an_exemption_never_costs_the_patient_more(case: rules.Consultation, which: str) -> None:
    without, exempt = replace(case, **{which: False}), replace(case, **{which: True})  # type: ignore[arg-type]
    assert rules.split(exempt).patient <= rules.split(without).patient


@settings(deadline=None)
@given(consultations())
def test_every_step_has_a_sentence(case: rules.Consultation) -> None:
    told, references = tell(rules.steps(case, rules.split(case)), catalogue(tables.SENTENCES))
    assert told
    assert references


def _case(**changes: Any) -> rules.Consultation:
    plain = rules.Consultation(Act.TCG, date(2025, 5, 2), Decimal("25.00"), 40, in_pathway=True)
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, ["base", "amo", "participation", "amc", "patient"]),
        ({"c2s": True}, ["base", "amo", "participation_nulle", "amc_c2s", "patient"]),
        ({"ald": True}, ["base", "amo_exonere", "participation", "amc", "patient"]),
        ({"maternity": True}, ["base", "amo_exonere", "participation_nulle", "amc", "patient"]),
        ({"work_accident": True}, ["base", "amo_exonere", "participation", "amc", "patient"]),
        ({"pension": True}, ["base", "amo_exonere", "participation", "amc", "patient"]),
        ({"ame": True}, ["base", "amo_ame", "participation_nulle", "amc", "patient"]),
        (
            {"alsace_moselle": True},
            ["base", "amo_alsace_moselle", "participation", "amc", "patient"],
        ),
        ({"in_pathway": False}, ["base", "hors_parcours", "amo_refus", "patient"]),
        (
            {"fee": Decimal("30.00")},
            ["base", "amo", "participation", "amc", "depassement", "patient"],
        ),
        (
            {"fee": Decimal("30.00"), "c2s": True},
            [
                "base",
                "amo",
                "participation_nulle",
                "amc_c2s",
                "depassement",
                "depassement_c2s",
                "patient",
            ],
        ),
    ],
)
def test_the_steps_tell_what_was_decided(changes: dict[str, Any], codes: list[str]) -> None:
    case = _case(**changes)
    assert [step.code for step in rules.steps(case, rules.split(case))] == codes


def test_the_amount_told_for_the_scheme_is_before_the_contribution() -> None:
    steps = {step.code: step.params for step in rules.steps(_case(), rules.split(_case()))}
    assert steps["amo"] == {"rate": "70 %", "amount": Decimal("17.50")}
    assert steps["base"] == {"act": "TCG", "base": Decimal("25.00")}
    assert steps["participation"] == {"amount": Decimal("2.00")}
    assert steps["amc"] == {"amount": Decimal("7.50")}
    assert steps["patient"] == {"amount": Decimal("2.00")}


def test_nobody_under_the_ame_is_asked_for_the_pathway() -> None:
    found = rules.split(_case(in_pathway=False, ame=True))
    assert (found.amo, found.patient, found.refusals) == (Decimal("25.00"), Decimal(0), ())


def test_every_refusal_is_told_at_once() -> None:
    case = _case(
        in_pathway=False, video=False, territorial=False, known_patient=False, on=date(2022, 3, 31)
    )
    assert rules.split(case).refusals == (
        "sans_video", "hors_parcours", "hors_territoire", "patient_inconnu",
    )  # fmt: skip


def test_a_rate_out_of_the_pathway_would_be_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rate is a dated parameter: 30 % is what one consumer page prints."""
    entry = tables.table().entry("taux_hors_parcours", on=date(2025, 5, 2))
    written = tables.table()["taux_hors_parcours"]
    at_30 = replace(written, entries=(replace(entry, value="0.30"),))
    changed = type(tables.table())({**tables.table(), "taux_hors_parcours": at_30})
    monkeypatch.setattr(rules, "table", lambda: changed)
    found = rules.split(_case(in_pathway=False))
    assert (found.amo, found.amc, found.patient) == (Decimal("5.50"), Decimal(0), Decimal("19.50"))
    assert (found.participation, found.refusals) == (Decimal("2.00"), ("hors_parcours",))
    assert found.rate == Decimal("0.30")
    both = rules.split(_case(in_pathway=False, video=False))
    assert both.amo == both.rate == 0


def test_on_a_very_low_fee_an_exemption_still_costs_no_more() -> None:
    low = _case(fee=Decimal("2.00"))
    assert rules.split(low).patient == Decimal("1.40")
    assert rules.split(replace(low, ald=True)).patient == Decimal("1.40")


@pytest.mark.parametrize("field", ["fee", "participation_used", "participation_today"])
def test_a_negative_amount_is_refused(field: str) -> None:
    with pytest.raises(LawFault, match="bad_value"):
        _case(**{field: Decimal("-0.01")})


def test_a_negative_age_is_refused_and_a_newborn_is_not() -> None:
    assert rules.split(_case(age=0)).patient == 0
    with pytest.raises(LawFault, match="bad_value"):
        _case(age=-1)


@settings(deadline=None)
@given(
    st.integers(1, 60), st.booleans(), st.booleans(), st.integers(0, 10), st.booleans(),
    st.dates(min_value=date(2023, 1, 1), max_value=date(2026, 12, 31)),
)  # fmt: skip
def test_accepted_and_refused_days_make_the_prescription(
    days: int, treating: bool, renewal: bool, running: int, impossible: bool, on: date
) -> None:
    found = leave_rules.judge(
        leave_rules.Prescription(on, days, treating, renewal, running, impossible)
    )
    assert found.accepted + found.refused == days
    assert min(found.accepted, found.refused) >= 0
    assert bool(found.refusals) == bool(found.refused)
    if found.refused:
        assert running + found.accepted <= max(3, running)
    assert tell(leave_rules.steps(found), catalogue(tables.SENTENCES))[0]


@pytest.mark.parametrize(
    ("case", "values"),
    [
        (leave_rules.Prescription(date(2025, 5, 2), 4, False, False), [3]),
        (leave_rules.Prescription(date(2025, 5, 2), 2, False, False), [3]),
        (leave_rules.Prescription(date(2025, 5, 2), 4, True, False), [3]),
        (leave_rules.Prescription(date(2024, 2, 26), 4, False, False), []),
        (
            leave_rules.Prescription(
                date(2025, 5, 2), 4, False, False, prescriber_mainly_abroad=True
            ),
            [True],
        ),
    ],
)
def test_a_verdict_keeps_the_parameters_that_it_used(
    case: leave_rules.Prescription, values: list[object]
) -> None:
    found = leave_rules.judge(case)
    assert [entry.value for entry in found.entries] == values
    assert [entry.value for step in leave_rules.steps(found) for entry in step.entries] == values


def test_the_step_of_a_leave_tells_both_counts() -> None:
    found = leave_rules.judge(leave_rules.Prescription(date(2025, 5, 2), 4, False, False))
    (step,) = leave_rules.steps(found)
    assert (step.code, step.params) == ("plus_de_trois_jours", {"accepted": 3, "refused": 1})


def test_an_impossibility_that_does_not_count_is_told() -> None:
    first = leave_rules.Prescription(
        date(2025, 5, 2), 4, prescriber_is_treating=False, renewal=False, in_person_impossible=True
    )
    codes = [step.code for step in leave_rules.steps(leave_rules.judge(first))]
    assert codes == ["plus_de_trois_jours", "impossibilite_sans_prolongation"]
    codes = [step.code for step in leave_rules.steps(leave_rules.judge(replace(first, days=3)))]
    assert codes == ["arret_dans_le_plafond"]


@settings(deadline=None)
@given(
    st.integers(2018, 2030), st.sampled_from(CapSpecialty), st.integers(0, 500),
    st.integers(0, 500), st.integers(0, 500),
)  # fmt: skip
def test_the_share_is_a_fraction_and_exactly_the_cap_is_allowed(
    year: int, specialty: CapSpecialty, own: int, counted: int, other: int
) -> None:
    activity = activity_rules.Activity(year, specialty, own + counted, own, own + counted + other)
    found = activity_rules.share(activity)
    assert 0 <= found.share <= 1
    if found.cap is not None:
        assert found.exceeded == (activity.counted > found.cap * activity.all_acts)
    assert (found.cap is None) == (year < 2022)
    told = list(activity_rules.steps(activity, found))
    assert told[0].params["counted"] == counted
    assert tell(told, catalogue(tables.SENTENCES))[0]


def test_the_steps_of_the_cap() -> None:
    def codes(year: int, acts: int) -> list[str]:
        activity = activity_rules.Activity(year, CapSpecialty.AUTRE, 201, 0, acts)
        return [s.code for s in activity_rules.steps(activity, activity_rules.share(activity))]

    assert codes(2021, 1000) == ["part_calcul", "part_sans_plafond"]
    assert codes(2025, 1000) == ["part_calcul", "part_depassee"]
    assert codes(2025, 2000) == ["part_calcul", "part_respectee"]
    assert codes(2024, 1000) == ["part_calcul", "part_depassee", YOUNG]
    assert codes(2023, 1000) == ["part_calcul", "part_depassee"]
    activity = activity_rules.Activity(2025, CapSpecialty.AUTRE, 1, 0, 10)
    found = activity_rules.share(activity)
    assert found.entry is not None
    for since, last in ((date(2025, 1, 1), "part_respectee"), (date(2025, 1, 2), YOUNG)):
        told = list(
            activity_rules.steps(activity, replace(found, entry=replace(found.entry, since=since)))
        )
        assert told[-1].code == last
    assert told[-1].params == {"since": date(2025, 1, 2)}
    assert codes(2022, 2000) == ["part_calcul", "part_respectee", YOUNG]
    activity = activity_rules.Activity(2025, CapSpecialty.AUTRE, 1, 0, 10)
    told = list(activity_rules.steps(activity, activity_rules.share(activity)))
    assert [entry.value for entry in told[1].entries] == ["0.20"]


def test_acts_of_nobody_exceed_nothing() -> None:
    activity = activity_rules.Activity(2025, CapSpecialty.AUTRE, 3, 0, 0)
    found = activity_rules.share(activity)
    assert found.share == 0
    assert not found.exceeded
    told = list(activity_rules.steps(activity, found))
    assert [step.code for step in told] == ["part_calcul", "part_sans_acte"]
    assert [entry.value for entry in told[1].entries] == ["0.20"]


def test_how_many_acts_are_too_many_is_told_even_when_the_share_shows_no_difference() -> None:
    activity = activity_rules.Activity(2025, CapSpecialty.AUTRE, 1201, 200, 5004)
    found = activity_rules.share(activity)
    assert (f"{found.share:.4f}", found.exceeded) == ("0.2000", True)
    last = list(activity_rules.steps(activity, found))[-1]
    assert last.code == "part_depassee"
    assert last.params == {"cap": "20 %", "most": 1000, "over": 1}


def test_large_numbers_of_acts_are_written_in_thousands() -> None:
    activity = activity_rules.Activity(2025, CapSpecialty.AUTRE, 5000, 0, 12345)
    (told, *_), _ = tell(
        activity_rules.steps(activity, activity_rules.share(activity)), catalogue(tables.SENTENCES)
    )
    assert "5\u202f000 téléconsultations" in told
    assert "12\u202f345 actes" in told


def test_every_parameter_and_every_sentence_is_used() -> None:
    package = tables.FOLDER.parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in package.glob("*.py"))
    families = {"tarif_tcg", "tarif_tc"}
    for key in load(tables.FOLDER):
        assert f'"{key}"' in source or key in families, key
    for code in catalogue(tables.SENTENCES):
        assert f'"{code}"' in source, code
