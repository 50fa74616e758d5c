"""Nobody came: asked why, heard, seen again; a suspension only after the delay, by people, with an appeal."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client

from conftest import At
from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.examinations import absences, services
from telecontrole.rooms.examinations.deciding import selectors, signing
from telecontrole.rooms.examinations.deciding.enums import SetAsideMotive
from telecontrole.rooms.examinations.enums import Ending
from telecontrole.rooms.examinations.models import Absence, Decision, DecisionLetter
from telecontrole.rooms.examinations.tests.decisions.conftest import Office, make_office
from telecontrole.rooms.examinations.tests.decisions.reading import kept, text_of
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people import links
from telecontrole.rooms.people.models import Insured
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planner
from telecontrole.rooms.planning.enums import AbsenceReason, AppointmentState
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(at: At) -> Office:
    return make_office(at)


def absent(office: Office, *, told: bool = True) -> Absence:
    """The messages leave two days before; a quarter of an hour after the hour, nobody."""
    if told:
        office.scene.at("2026-11-29T10:00:00+00:00")
        notices.tick(clock.now())
    office.scene.at(office.scene.appointment.starts_at + timedelta(minutes=20))
    refused = services.record_absence(
        appointment_id=office.scene.appointment.id,
        seen=False,
        technical_failure=False,
        actor=office.scene.actor,
    )
    assert refused is None
    notices.tick(clock.now())
    return Absence.objects.get()


def with_a_room(office: Office) -> None:
    """A site where the médecin-conseil receives on some of the next days."""
    site = office.scene.world.site()
    for day in ("2026-12-08", "2026-12-10", "2026-12-15"):
        office.scene.world.hours(office.scene.medecin, day, site=site)


def hear(office: Office, reason: AbsenceReason, *, excused: bool) -> str:
    done = services.hear_absence(
        case_id=office.scene.case.id, reason=reason, excused=excused, actor=office.scene.actor
    )
    return done.code if isinstance(done, Refusal) else "heard"


def suspended(office: Office) -> UUID:
    """The delay is over in silence, and the médecin-conseil proposes to suspend."""
    absent(office)
    office.scene.at.advance(days=9)
    assert hear(office, AbsenceReason.SANS_REPONSE, excused=False) == "heard"
    proposed = services.propose_suspension(case_id=office.scene.case.id, actor=office.scene.actor)
    assert isinstance(proposed, UUID), proposed
    return proposed


def state(office: Office) -> CaseState:
    case = cases.case(office.scene.case.id)
    assert case is not None
    return case.state


def visitor(office: Office) -> Client:
    case = office.scene.case
    wanted = links.LinkWanted(f"case:{case.id}", "sms", insured_id=case.insured_id)
    token = links.issue_link(wanted=wanted, valid_for=timedelta(days=30), actor=office.manager)
    client = Client()
    client.get(f"/r/{token}")
    return client


def test_the_person_is_asked_at_once_and_has_the_delay_of_the_law_book(office: Office) -> None:
    row = absent(office)
    # Eight days after 1 December, a Wednesday.
    assert row.answer_until == date(2026, 12, 9)
    asked = Notice.objects.filter(subject=absences.subject_of(row.appointment))
    assert set(asked.values_list("channel", flat=True)) == {"email", "sms"}
    task = Task.objects.get(kind="motif_absence")
    assert task.due_at.isoformat() == "2026-12-10T07:00:00+00:00"


def test_a_person_without_mobile_is_asked_by_letter(office: Office) -> None:
    Insured.objects.update(mobile="")
    row = absent(office)
    asked = Notice.objects.get(subject=absences.subject_of(row.appointment))
    assert asked.channel == "lettre"
    batch = notices.print_letters(caisse="141", limit=10)
    words = text_of(batch.pdf())
    assert "Répondez avant le 9 décembre 2026" in words
    assert "jamais automatique" in words


@pytest.mark.parametrize("reason", sorted(absences.VALID))
def test_a_valid_reason_given_online_leads_to_a_site_at_once(
    office: Office, reason: AbsenceReason
) -> None:
    with_a_room(office)
    row = absent(office)
    client = visitor(office)
    assert "Répondre" in client.get("/rdv/").content.decode()
    assert client.post("/rdv/absence/", {"motif": reason.value})["Location"] == "/rdv/"
    row.refresh_from_db()
    assert (row.excused, row.reason) == (True, reason.value)
    current = planning.current(office.scene.case.id)
    assert current is not None
    assert current.modalite == "presentiel"
    assert not Decision.objects.exists()
    # Asked once: the page is over.
    assert client.get("/rdv/absence/")["Location"] == "/rdv/"


def test_another_reason_is_read_by_a_person(office: Office) -> None:
    row = absent(office)
    visitor(office).post("/rdv/absence/", {"motif": "autre"})
    row.refresh_from_db()
    assert (row.excused, row.reason) == (None, "autre")
    assert state(office) is CaseState.ATTENTE_REPONSE
    # The person was heard: the team may judge at once.
    assert hear(office, AbsenceReason.AUTRE, excused=False) == "heard"


def test_silence_is_not_noted_before_the_delay_is_over(office: Office) -> None:
    absent(office)
    assert hear(office, AbsenceReason.SANS_REPONSE, excused=False) == "delay_runs"
    office.scene.at("2026-12-09T20:00:00+00:00")
    assert hear(office, AbsenceReason.SANS_REPONSE, excused=False) == "delay_runs"
    office.scene.at("2026-12-10T07:00:00+00:00")
    assert hear(office, AbsenceReason.SANS_REPONSE, excused=False) == "heard"


def test_nobody_is_silent_who_was_not_told_of_the_appointment(office: Office) -> None:
    absent(office, told=False)
    office.scene.at("2026-12-10T07:00:00+00:00")
    assert hear(office, AbsenceReason.SANS_REPONSE, excused=False) == "never_told"
    # What is valid for the person is noted all the same.
    with_a_room(office)
    assert hear(office, AbsenceReason.MESSAGE_NON_RECU, excused=True) == "heard"


@pytest.mark.parametrize("failed", ["appointment", "absence"])
def test_nobody_is_silent_whose_messages_failed(office: Office, failed: str) -> None:
    absent(office)
    lost = Notice.objects.filter(subject__startswith=failed)
    assert lost.update(state="bounced", failure="bounced", failed_at=clock.now()) >= 2
    office.scene.at("2026-12-10T07:00:00+00:00")
    assert hear(office, AbsenceReason.SANS_REPONSE, excused=False) == "never_told"


def test_a_connection_that_failed_is_never_an_absence_without_reason(office: Office) -> None:
    absent(office)
    assert hear(office, AbsenceReason.CONNEXION, excused=False) == "never_an_absence"


def test_nothing_is_proposed_before_the_person_was_heard(office: Office) -> None:
    absent(office)
    done = services.propose_suspension(case_id=office.scene.case.id, actor=office.scene.actor)
    assert done == Refusal("not_judged")


def test_a_technician_does_not_propose_to_suspend(office: Office) -> None:
    absent(office)
    done = services.propose_suspension(case_id=office.scene.case.id, actor=office.manager)
    assert done == Refusal("not_proposer")


def test_a_proposal_suspends_nothing_until_a_delegate_signs(office: Office) -> None:
    decision = suspended(office)
    assert list(selectors.export_rows()) == []
    assert Task.objects.get(kind="suspension_a_decider").done_at is None
    office.signed(decision)
    assert Task.objects.get(kind="suspension_a_decider").done == "decision_prise"
    row = Decision.objects.get()
    # Six days after the signature: the letter has arrived (for the future only, L. 315-2).
    assert row.date_effet == row.signed_on + timedelta(days=6)  # type: ignore[operator]
    assert [line[2:4] for line in selectors.export_rows()] == [
        ("decision", "ABSENCE_NON_JUSTIFIEE")
    ]


def test_the_letter_of_a_suspension_says_why_how_long_and_how_to_contest(office: Office) -> None:
    decision = office.signed(suspended(office))
    words = text_of(kept(DecisionLetter.objects.get(decision=decision, kind="decision").document))
    assert "Suspension à partir du mercredi 16 décembre 2026" in words
    assert "articles L. 315-2 et L. 323-6" in words
    assert "commission de recours amiable (CRA)" in words
    informed = text_of(
        kept(DecisionLetter.objects.get(decision=decision, kind="employeur").document)
    )
    assert "est suspendu à partir du mercredi 16 décembre 2026" in informed
    assert "absence" not in informed.lower()


def test_a_suspended_person_is_convened_again(office: Office) -> None:
    office.signed(suspended(office))
    assert state(office) is CaseState.A_PLANIFIER
    assert Task.objects.filter(kind="plan_attendu", done_at__isnull=True).count() == 1
    assert planning.in_person_only([office.scene.case.id])


def test_a_manager_need_not_follow_the_proposal(office: Office) -> None:
    decision = suspended(office)
    refused = signing.set_aside(
        decision_id=decision, motive=SetAsideMotive.NOUVEAU_RENDEZ_VOUS, actor=office.manager
    )
    assert refused is None
    assert Decision.objects.get().state == "ecartee"
    assert not DecisionLetter.objects.exists()
    assert state(office) is CaseState.A_PLANIFIER


@pytest.mark.parametrize("ending", [Ending.PRESENTIEL_REQUIS, Ending.ECHEC_TECHNIQUE])
def test_other_endings_are_never_an_absence(office: Office, ending: Ending) -> None:
    with_a_room(office)
    office.scene.open()
    placed = services.end_for_in_person(
        appointment_id=office.scene.appointment.id, ending=ending, actor=office.scene.actor
    )
    assert placed is not None
    assert not isinstance(placed, Refusal)
    assert placed.modalite == "presentiel"
    assert not Absence.objects.exists()
    assert services.propose_suspension(
        case_id=office.scene.case.id, actor=office.scene.actor
    ) == Refusal("unknown")


@pytest.mark.parametrize("said", [AppointmentState.REFUSE, AppointmentState.EMPECHE])
def test_to_refuse_the_video_or_to_be_prevented_is_never_an_absence(
    office: Office, said: AppointmentState
) -> None:
    planner.decline(
        appointment_id=office.scene.appointment.id,
        reason=said,
        actor=office.scene.actor,
        now=clock.now(),
    )
    assert not Absence.objects.exists()
    done = services.propose_suspension(case_id=office.scene.case.id, actor=office.scene.actor)
    assert done == Refusal("unknown")
