"""The rules of the avis: which code for which case, and never a date in the past."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations import rules, texts, wording
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import AvisCode, DateRule, Ground

TODAY = date(2026, 12, 1)
START = date(2026, 9, 1)
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31))


def check(
    code: AvisCode,
    motif: Motif = Motif.MALADIE,
    day: date | None = None,
    grounds: list[Ground] | None = None,
) -> Refusal | None:
    chosen = list(CATALOGUE[code].grounds[:1]) if grounds is None else grounds
    return rules.check_avis(
        code=code,
        motif=motif,
        date_effet=day,
        grounds=chosen,
        informed_on=TODAY,
        leave_start=START,
    )


def refused(answer: Refusal | None) -> str:
    assert isinstance(answer, Refusal)
    return answer.code


@pytest.mark.parametrize("code", list(AvisCode))
def test_every_code_has_its_row_its_words_and_its_law(code: AvisCode) -> None:
    row = CATALOGUE[code]
    assert row.legal_basis
    assert row.motifs
    assert wording.conclusion(code)
    assert wording.grounds(list(row.grounds))
    assert wording.next_steps(code, doctor_told=True)
    assert texts.CONCLUSIONS[code]
    assert bool(wording.effect(code, "le jour")) == (row.date_rule is not DateRule.NONE)


@pytest.mark.parametrize("motif", list(Motif))
def test_every_kind_of_case_can_be_concluded_both_ways(motif: Motif) -> None:
    codes = rules.codes_for(motif)
    assert len(codes) >= 2


@given(day=DAYS)
def test_a_benefit_never_stops_before_the_day_after_information(day: date) -> None:
    answer = check(AvisCode.AT_NON_JUSTIFIE_REPRISE, day=day)
    assert (answer is None) == (day > TODAY)


@given(day=DAYS, code=st.sampled_from(list(AvisCode)), motif=st.sampled_from(list(Motif)))
def test_what_is_accepted_fits_the_case_and_its_dates(
    day: date, code: AvisCode, motif: Motif
) -> None:
    if check(code, motif, day) is None:
        row = CATALOGUE[code]
        assert motif in row.motifs
        assert row.date_rule is not DateRule.NONE
        assert day >= START
        assert day > TODAY or row.date_rule is DateRule.MEDICAL


def test_tomorrow_is_the_earliest_day_and_is_told() -> None:
    answer = check(AvisCode.AT_NON_JUSTIFIE_REPRISE, day=TODAY)
    assert isinstance(answer, Refusal)
    assert answer.params["earliest"] == date(2026, 12, 2)
    assert "mercredi 2 décembre 2026" in texts.sentence(answer)


def test_refusals_name_what_is_wrong() -> None:
    assert refused(check(AvisCode.GUERISON)) == "code_not_for_motif"
    assert refused(check(AvisCode.AT_JUSTIFIE, grounds=[])) == "ground_missing"
    wrong = check(AvisCode.AT_JUSTIFIE, grounds=[Ground.ETAT_GUERI])
    assert refused(wrong) == "ground_not_for_code"
    assert refused(check(AvisCode.AT_NON_JUSTIFIE_REPRISE)) == "date_missing"
    assert refused(check(AvisCode.AT_JUSTIFIE, day=TODAY)) == "date_not_expected"
    early = check(AvisCode.GUERISON, Motif.ACCIDENT_TRAVAIL, date(2026, 8, 31))
    assert refused(early) == "date_before_leave"


def test_an_interview_is_concluded_only_after_every_guarantee() -> None:
    def answer(**given: bool) -> str | None:
        facts = {
            "mission_stated": True,
            "identity_checked": True,
            "concluded": False,
            "own_patient": False,
            "ahead": True,
            "rights_told": True,
            "presence_noted": True,
            "language_noted": True,
            **given,
        }
        refusal = rules.may_conclude(rules.Progress(**facts))
        return refusal.code if refusal else None

    assert answer() is None
    assert answer(mission_stated=False) == "mission_not_stated"
    assert answer(identity_checked=False) == "identity_not_checked"
    assert answer(rights_told=False) == "rights_not_told"
    assert answer(presence_noted=False) == "presence_not_noted"
    assert answer(language_noted=False) == "language_not_noted"
    assert answer(concluded=True) == "already_concluded"
    assert answer(own_patient=True) == "own_patient"
    assert answer(ahead=False) == "not_open"


def test_an_interview_is_not_opened_before_the_waiting_room() -> None:
    start = datetime(2026, 12, 1, 8, tzinfo=UTC)
    before = timedelta(minutes=15)
    assert rules.may_open(starts_at=start, before=before, now=start - before) is None
    early = rules.may_open(starts_at=start, before=before, now=start - timedelta(minutes=16))
    assert early == Refusal("too_early", {"minutes": 15})
    assert "15 minutes avant" in texts.sentence(early)


def test_nobody_is_said_to_be_informed_who_is_not() -> None:
    for code in AvisCode:
        assert "informé" not in " ".join(wording.next_steps(code, doctor_told=False))
    told = wording.next_steps(AvisCode.AT_NON_JUSTIFIE_REPRISE, doctor_told=True)
    assert "il est informé" in told[1]


def test_who_was_seen_or_could_not_connect_is_never_absent() -> None:
    start = datetime(2026, 12, 1, 8, tzinfo=UTC)
    grace = timedelta(minutes=15)

    def answer(minutes: int, **given: bool) -> str | None:
        facts = {"seen": False, "technical_failure": False, **given}
        now = start + timedelta(minutes=minutes)
        refusal = rules.is_absence(starts_at=start, now=now, grace=grace, **facts)
        return refusal.code if refusal else None

    assert answer(15) is None
    assert answer(14) == "too_early"
    assert answer(30, seen=True) == "person_was_seen"
    assert answer(30, technical_failure=True) == "technical_failure"


def test_no_sentence_of_the_letter_is_medical() -> None:
    words = " ".join(
        [wording.conclusion(code) for code in AvisCode] + wording.grounds(list(Ground))
    ).lower()
    for forbidden in ("diagnos", "patholog", "dépress", "lomb", "cancer", "traitement"):
        assert forbidden not in words
