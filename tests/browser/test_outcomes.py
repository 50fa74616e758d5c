"""Each outcome and each kind of case by the pages: from the desk to the letters, the messages, the export and the journal.

The whole square of outcomes and kinds is told without a browser (`rooms/examinations/tests/decisions/test_stories.py`).
"""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser

from telecontrole.foundations import clock, events
from telecontrole.foundations.journal import selectors as journal
from telecontrole.hall.cli.main import main
from telecontrole.rooms.cases.enums import CaseState, Motif
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.models import (
    Avis,
    Decision,
    DecisionLetter,
    Examination,
    Letter,
)
from telecontrole.rooms.examinations.records import store
from telecontrole.rooms.examinations.tests.decisions.reading import kept, tags_of, text_of
from telecontrole.rooms.examinations.tests.decisions.test_stories import (
    the_journal,
    the_letters,
    the_messages,
)
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.planning.models import Appointment
from tests.browser.hosting import WholeSite
from tests.browser.offices import Expect, Offices, begin, conclude, expected, offices
from tests.browser.stage import Interview
from tests.browser.visio.people import wait_until
from tests.browser.windows import DESK, PHONE, Screen
from tests.hostile.cast import cookies_for, insured

pytestmark = pytest.mark.browser
__all__ = ["expected", "offices"]
# What leaves is read in the ledger: nobody sends here.
SITE = {"TELECONTROLE_WORKER": "elsewhere"}
_MOTIFS = list(Motif)
STORIES = [
    pytest.param(code, sorted(row.motifs, key=_MOTIFS.index)[place % len(row.motifs)], id=code)
    for place, (code, row) in enumerate(CATALOGUE.items())
]
# Of each kind of case, one by video whose décision is taken by the pages as well (once without a mouse); the others
# face to face: one record.
BY_PAGES = {
    AvisCode.PROLONG_6M_REFUS: Offices.by_pages,
    AvisCode.GUERISON: Offices.by_pages,
    AvisCode.CONSOLID_SANS_IP: Offices.by_pages,
    AvisCode.INV_CAT1: Offices.by_keys,
}


@pytest.mark.parametrize(("code", "motif"), STORIES)
def test_an_outcome_of_a_kind_of_case_from_the_desk_to_the_letters(
    offices: Offices, expected: Expect, code: AvisCode, motif: Motif
) -> None:
    story = expected(motif, on_site=code not in BY_PAGES)
    begin(offices, story)
    conclude(offices, code)
    avis = Avis.objects.get(case_id=story.case.id)
    pdf = kept(Letter.objects.get(avis=avis, kind="avis").document)
    assert story.name in text_of(pdf)
    assert {"/H1", "/P"} <= tags_of(pdf)
    told = set(Notice.objects.filter(subject=f"avis:{avis.id}").values_list("recipient", "channel"))
    assert told >= {("assure", "email"), ("assure", "sms")}
    assert (("medecin_traitant", "mssante") in told) is CATALOGUE[code].tells_doctor
    events.drain()
    found = list(Decision.objects.filter(avis=avis).values_list("id", flat=True))
    assert bool(found) is CATALOGUE[code].decided
    for decision in found:
        BY_PAGES.get(code, Offices.by_services)(offices, decision)
        the_letters(decision, code)
        the_messages(decision, code)
    the_journal(story.case.id, decided=CATALOGUE[code].decided)


def test_who_types_without_a_pause_is_saved_all_the_same(
    browser: Browser,
    whole_site: WholeSite,
    offices: Offices,
    expected: Expect,
) -> None:
    story = expected(on_site=True)
    begin(offices, story)
    window = Screen(browser, whole_site, size=DESK)
    window.context.add_cookies(offices.desk.context.cookies())  # type: ignore[arg-type]
    # The window's clock stands still but for what the test lets go by: no second is waited for.
    window.page.clock.install()
    window.open(f"/entretiens/{story.appointment.id}/")
    window.page.wait_for_selector("[data-shortcut-help]:not([hidden])")
    window.page.clock.pause_at(clock.now() + timedelta(minutes=1))
    window.page.focus("[name=notes]")
    for _ in range(6):
        window.page.keyboard.type("mot ")
        window.page.clock.run_for(1000)
    record = Examination.objects.get(appointment=story.appointment.id).id
    medecin = offices.actor("medecin")
    wait_until(lambda: "mot mot" in store.read(record, medecin).notes, 30, "nothing is saved")
    window.close()


def acts_of(story: Interview) -> set[str]:
    return {entry.action for entry in journal.acts_on(f"case:{story.case.id}")}


def state_of(story: Interview) -> CaseState:
    return CaseState(Case.objects.get(id=story.case.id).state)


@pytest.mark.parametrize(
    ("button", "state"),
    [
        ("Un examen sur place est nécessaire", "tenu"),
        ("La visio n’a pas fonctionné", "echec_technique"),
    ],
)
def test_an_interview_that_cannot_go_on_leads_to_a_site_and_is_no_absence(
    offices: Offices, expected: Expect, button: str, state: str
) -> None:
    story = expected()
    begin(offices, story)
    # The last words are typed in the same breath: they are saved before the interview ends.
    offices.desk.page.locator("summary", has_text="Terminer sans avis").click()
    offices.desk.page.fill("[name=notes]", "Douleur à la palpation.")
    offices.desk.press(button)
    offices.desk.says("La personne est attendue sur place")
    first, then = Appointment.objects.filter(case_id=story.case.id).order_by("version")
    assert (first.state, then.state, then.modalite) == (state, "prevu", "presentiel")
    told = Notice.objects.filter(subject=story.subject, version=2, kind="changement")
    assert set(told.values_list("channel", flat=True)) == {"email", "sms"}
    record = Examination.objects.get(appointment=story.appointment.id)
    medecin = offices.actor("medecin")
    assert store.read(record.id, medecin).notes == "Douleur à la palpation."
    assert "examinations:interview:ended" in acts_of(story)
    assert "examinations:absence:asked" not in acts_of(story)


def test_a_conflict_of_interest_stops_the_interview_and_the_case_goes_back_to_the_plan(
    offices: Offices, expected: Expect
) -> None:
    story = expected()
    offices.desk.open(f"/entretiens/{story.appointment.id}/")
    offices.desk.page.get_by_text("Je ne peux pas contrôler cette personne").click()
    offices.desk.page.locator("[name=kind]").first.click()
    offices.desk.says("un autre médecin-conseil la recevra")
    assert state_of(story) is CaseState.A_PLANIFIER
    assert "examinations:conflict:stopped" in acts_of(story)


def test_an_avis_waits_for_documents_and_is_given_after_them(
    offices: Offices, expected: Expect
) -> None:
    story = expected()
    begin(offices, story)
    page = offices.desk.page
    page.locator("summary", has_text="Terminer sans avis").click()
    page.get_by_role("link", name="Demander des documents").click()
    page.check("[name=pieces][value=resultats]")
    offices.desk.press("Demander ces documents")
    offices.desk.says("Rien encore")
    asked = Notice.objects.filter(subject__startswith="reserve:", version=1)
    assert set(asked.values_list("channel", flat=True)) == {"email", "sms"}
    assert not Avis.objects.filter(case_id=story.case.id).exists()
    page.get_by_text("Un document est arrivé par la poste").click()
    page.check("[name=piece][value=resultats]")
    offices.desk.press("Noter l’arrivée")
    offices.desk.says("par la poste")
    page.get_by_role("link", name="Ouvrir l’entretien et conclure").click()
    conclude(offices, AvisCode.AT_JUSTIFIE)
    wanted = {"examinations:reserve:asked", "examinations:reserve:received"}
    assert wanted | {"examinations:avis:given"} <= acts_of(story)


def test_an_absence_is_asked_heard_suspended_and_the_suspension_is_lifted(
    browser: Browser,
    whole_site: WholeSite,
    offices: Offices,
    expected: Expect,
) -> None:
    story = expected(Motif.ACCIDENT_TRAVAIL, minutes=-25)
    desk, manager = offices.desk, offices.manager
    desk.open(f"/entretiens/{story.appointment.id}/")
    desk.press("La personne n’est pas venue")
    desk.says("Son motif va être demandé")
    asked = Notice.objects.filter(subject=f"absence:{story.appointment.id}")
    assert set(asked.values_list("channel", flat=True)) == {"email", "sms"}

    phone = Screen(browser, whole_site, size=PHONE)
    phone.context.add_cookies(cookies_for(insured(story, proved=False), whole_site.url))  # type: ignore[arg-type]
    phone.open("/rdv/absence/")
    phone.page.check("[name=motif][value=autre]")
    phone.press("Envoyer ma réponse")
    phone.says("Nous lisons votre réponse")
    phone.close()

    # Silence or a poor reason suspends nothing by itself: three people do, one after the other.
    desk.open(f"/dossiers/{story.case.reference}/suite/")
    desk.page.check("[name=motif][value=autre]")
    desk.page.check("[name=justifiee][value=non]")
    desk.press("Noter le motif")
    desk.open(f"/dossiers/{story.case.reference}/suite/")
    desk.press("Proposer la suspension")
    desk.says("La suspension est proposée à la caisse")
    suspension = Decision.objects.get(case_id=story.case.id)
    offices.by_pages(suspension.id)
    said = letter_of(suspension.id)
    assert "commission de recours amiable" in said
    assert "L. 315-2" in said

    today = clock.today()
    manager.open(f"/decisions/{suspension.id}/")
    manager.page.check("[name=motive][value=motif_justifie]")
    for name, value in (("jour", today.day), ("mois", today.month), ("annee", today.year)):
        manager.page.fill(f"[name=on_{name}]", str(value))
    manager.press("Proposer la levée")
    manager.says("La levée est proposée")
    lifting = Decision.objects.get(lifts=suspension)
    offices.by_pages(lifting.id)
    assert "est levée" in letter_of(lifting.id)
    manager.open(f"/decisions/{suspension.id}/")
    manager.says("Levée")


def test_a_correction_is_a_withdrawal_by_a_new_act(offices: Offices, expected: Expect) -> None:
    story = expected()
    begin(offices, story)
    conclude(offices, AvisCode.REPRISE_TPT)
    events.drain()
    wrong = Decision.objects.get(case_id=story.case.id)
    offices.by_services(wrong.id)
    manager = offices.manager
    manager.open(f"/decisions/{wrong.id}/")
    manager.page.get_by_text("Retirer cette décision", exact=True).click()
    manager.page.check("[name=motive][value=erreur_materielle]")
    manager.press("Proposer le retrait")
    manager.says("se valide et se signe comme une décision")
    withdrawal = Decision.objects.get(withdraws=wrong)
    offices.by_pages(withdrawal.id)
    assert "est retirée" in letter_of(withdrawal.id)
    assert Decision.objects.get(follows=withdrawal).state == "a_valider"


def letter_of(decision: UUID) -> str:
    """The words of the letter to the person; its tags are there."""
    pdf = kept(DecisionLetter.objects.get(decision=decision, kind="decision").document)
    assert {"/H1", "/H2", "/P"} <= tags_of(pdf)
    return text_of(pdf)


def test_the_caisses_system_gets_a_line_of_every_act_above_and_acknowledges_it(
    offices: Offices,
    expected: Expect,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not Avis.objects.exists():
        begin(offices, story := expected())
        conclude(offices, AvisCode.AT_NON_JUSTIFIE_REPRISE)
        events.drain()
        offices.by_services(Decision.objects.get(case_id=story.case.id).id)
    assert main(["export", "decisions"]) == 0
    exported = capsys.readouterr().out
    told = [
        (row["reference"], row["acte"], row["code"])
        for row in csv.DictReader(io.StringIO(exported), delimiter=";")
    ]
    signed = Decision.objects.filter(signed_at__isnull=False)
    wanted = [
        (reference, acte, code)
        for acte, rows in (("avis", Avis.objects.all()), ("decision", signed))
        for reference, code in rows.values_list("case__reference", "code")
    ]
    assert sorted(told) == sorted(wanted)
    place = tmp_path / "accuse.csv"
    place.write_text(exported)
    assert main(["export", "decisions", "--acknowledge", str(place)]) == 0
    assert not signed.filter(acknowledged_at=None).exists()
