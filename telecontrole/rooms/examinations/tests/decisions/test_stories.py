"""Every outcome of the catalogue, for every kind of case, from the hour at the desk to the caisse's system.

The stories are made from the catalogue: a new outcome without its words, its effect or its letters fails here.
"""

from __future__ import annotations

from uuid import UUID

import pytest

from telecontrole.foundations.journal import selectors as journal
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations import selectors as examinations
from telecontrole.rooms.examinations import wording as avis_wording
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.deciding import delays, effects, selectors, texts, wording
from telecontrole.rooms.examinations.deciding.effects import DayRule, EffectCode
from telecontrole.rooms.examinations.deciding.enums import (
    LIFT_CODE,
    SUSPENSION_CODE,
    WITHDRAWAL_CODE,
)
from telecontrole.rooms.examinations.enums import AvisCode, DateRule
from telecontrole.rooms.examinations.models import Decision, DecisionLetter, Letter
from telecontrole.rooms.examinations.tests.decisions.conftest import TOMORROW, Office
from telecontrole.rooms.examinations.tests.decisions.reading import kept, tags_of, text_of
from telecontrole.rooms.notices.models import Notice

CODES = [*AvisCode, SUSPENSION_CODE, LIFT_CODE, WITHDRAWAL_CODE]
STORIES = [
    pytest.param(code, motif, id=f"{code}-{motif}")
    for code, row in CATALOGUE.items()
    for motif in sorted(row.motifs)
]
# Words of health that no administrative line, message or employer's letter may hold.
MEDICAL = ("santé", "guéri", "consolid", "rechute", "lésion", "invalid", "stabilis", "médical")


def test_every_outcome_has_a_row_and_every_kind_of_case_an_outcome() -> None:
    assert set(CATALOGUE) == set(AvisCode)
    assert {motif for row in CATALOGUE.values() for motif in row.motifs} == set(Motif)


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_effect_its_article_and_its_words(code: str) -> None:
    row = effects.EFFECTS[code]
    assert row.article.startswith("code ")
    assert wording.DECIDED[code]
    assert code in (WITHDRAWAL_CODE, LIFT_CODE) or "article" in wording.MOTIVES[code]
    assert texts.CODES[code]
    dated = effects.effect_of(code, date_effet=TOMORROW, informed_on=None)
    assert wording.next_steps(dated)
    assert bool(wording.effect(dated)) is (row.day is not DayRule.NONE)
    if delays.employer_told(code, TOMORROW):
        assert wording.employer(dated)


@pytest.mark.parametrize("code", CATALOGUE)
def test_the_effect_of_a_code_and_its_date_rule_agree(code: AvisCode) -> None:
    row, conclusion = effects.EFFECTS[code], CATALOGUE[code]
    assert (row.day is DayRule.NONE) is (conclusion.date_rule is DateRule.NONE)
    assert conclusion.stops_benefit is (row.effect is EffectCode.IJ_FIN)


@pytest.mark.parametrize("code", [c for c, r in CATALOGUE.items() if r.stops_benefit])
def test_a_benefit_never_stops_before_the_person_was_informed(code: AvisCode) -> None:
    informed = TOMORROW
    for day in (informed.replace(day=1), informed, informed.replace(day=20)):
        last = effects.effect_of(code, date_effet=day, informed_on=informed).day
        assert last is not None
        assert last >= informed


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "motif"), STORIES)
def test_the_story_of_an_outcome(office: Office, code: AvisCode, motif: Motif) -> None:
    avis = office.avis(code, motif)
    said = text_of(kept(Letter.objects.get(avis=avis, kind="avis").document))
    assert avis_wording.conclusion(code) in said
    lines = [f"avis;{code}"]
    if not CATALOGUE[code].decided:
        assert not Decision.objects.exists()
    else:
        decision = office.signed(Decision.objects.get(avis=avis).id)
        the_letters(decision, code)
        the_messages(decision, code)
        lines.append(f"decision;{code}")
    rows = [*examinations.decision_rows(), *selectors.export_rows()]
    assert [f"{row[2]};{row[3]}" for row in rows] == lines
    the_journal(office.scene.case.id, decided=CATALOGUE[code].decided)


def the_letters(decision: UUID, code: AvisCode) -> None:
    letters = {one.kind: one for one in DecisionLetter.objects.filter(decision=decision)}
    pdf = kept(letters["decision"].document)
    said = text_of(pdf)
    for sentence in (
        wording.decided(code),
        wording.motive(code),
        "commission médicale de recours amiable (CMRA)",
        "dans les deux mois qui suivent le jour où vous recevez cette décision",
        "Sans réponse de la commission dans les quatre mois",
        "Pour le directeur et par délégation (décision du directeur du 2 janvier 2026)",
    ):
        assert sentence in said, sentence
    assert all(basis in said for basis in letters["decision"].legal_basis)
    assert {"/H1", "/H2", "/P", "/L", "/LI"} <= tags_of(pdf)
    told = delays.employer_told(code, TOMORROW)
    assert ("employeur" in letters) is told
    if told:
        informed = text_of(kept(letters["employeur"].document)).lower()
        # One sentence says that it tells nothing of health; nothing else does.
        informed = informed.replace("état de santé", "").replace("secret médical", "")
        assert not [word for word in MEDICAL if word in informed]
        assert "dernier jour indemnisé" in informed


def the_messages(decision: UUID, code: AvisCode) -> None:
    rows = Notice.objects.filter(subject=f"decision:{decision}")
    expected = {("assure", "lettre"), ("assure", "email"), ("assure", "sms")}
    if delays.employer_told(code, TOMORROW):
        expected.add(("employeur", "lettre"))
    assert set(rows.values_list("recipient", "channel")) == expected
    assert set(rows.values_list("kind", flat=True)) == {"decision"}


def the_journal(case_id: UUID, *, decided: bool) -> None:
    acts = {entry.action for entry in journal.acts_on(f"case:{case_id}")}
    assert {"examinations:avis:given", "examinations:letter:issued"} <= acts
    assert decided is ("examinations:decision:signed" in acts)
    assert decided is ("examinations:decision:letter_issued" in acts)
