"""After the signature: received, acknowledged, contested; and what is late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import (
    appealing,
    delays,
    following,
    guarding,
    opening,
    selectors,
)
from telecontrole.rooms.examinations.deciding.enums import ReceiptMeans
from telecontrole.rooms.examinations.models import Decision
from telecontrole.rooms.examinations.tests.decisions.conftest import Office
from telecontrole.rooms.examinations.tests.decisions.reading import tags_of, text_of
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db
OPERATOR = Actor.system("command line")
SIGNED = date(2026, 12, 1)


def receive(office: Office, on: date) -> Refusal | None:
    return following.record_receipt(
        decision_id=Decision.objects.get().id,
        on=on,
        means=ReceiptMeans.RECOMMANDE,
        actor=office.manager,
    )


def code_of(done: Refusal | None) -> str:
    assert done is not None
    return done.code


def test_the_first_receipt_counts_and_does_not_change(office: Office) -> None:
    decision = office.signed(office.proposed())
    office.scene.at.advance(days=5)
    assert code_of(receive(office, SIGNED - timedelta(days=1))) == "received_before_signed"
    assert code_of(receive(office, date(2026, 12, 20))) == "received_in_future"
    assert receive(office, date(2026, 12, 4)) is None
    assert code_of(receive(office, date(2026, 12, 5))) == "already_received"
    case = Decision.objects.get().case_id
    assert following.read_online(decision_id=decision, case_id=case, actor=OPERATOR) is None
    row = Decision.objects.get()
    assert (row.received_on, row.received_how) == (date(2026, 12, 4), "recommande")


def test_where_reading_online_is_no_receipt_it_is_read_and_not_received(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delays, "online_is_receipt", lambda on: False)
    decision = office.signed(office.proposed())
    case = office.scene.case
    assert following.read_online(decision_id=decision, case_id=case.id, actor=OPERATOR) is None
    assert Decision.objects.get().received_on is None
    (told,) = selectors.told_to_insured(case.id)
    assert told.opened
    (letter,) = told.letters
    content = selectors.letter_for_insured(letter_id=letter.id, case_id=case.id, actor=OPERATOR)
    assert isinstance(content, bytes)


def test_the_delay_of_appeal_runs_from_receipt_to_a_working_day(office: Office) -> None:
    office.signed(office.proposed())
    office.scene.at.advance(days=12)
    (before,) = selectors.told_to_insured(office.scene.case.id)
    assert before.appeal_until is None
    # Two months after 7 December: Sunday 7 February 2027, so the Monday.
    receive(office, date(2026, 12, 7))
    (told,) = selectors.told_to_insured(office.scene.case.id)
    assert told.appeal_until == date(2027, 2, 8)
    assert told.commission == "cmra"


def test_the_form_of_appeal_is_filled_in_with_the_counted_day(office: Office) -> None:
    decision = office.signed(office.proposed())
    case = office.scene.case.id
    pdf = appealing.form(decision_id=decision, case_id=case, actor=OPERATOR)
    assert isinstance(pdf, bytes)
    assert "le délai de deux mois court à partir du jour de réception" in text_of(pdf)
    office.scene.at.advance(days=10)
    receive(office, date(2026, 12, 7))
    pdf = appealing.form(decision_id=decision, case_id=case, actor=OPERATOR)
    assert isinstance(pdf, bytes)
    words = text_of(pdf)
    assert "Commission médicale de recours amiable" in words
    assert "jusqu’au 8 février 2027" in words
    assert office.scene.case.reference in words
    assert "/H2" in tags_of(pdf)


def test_what_no_system_acknowledges_becomes_a_task_once(office: Office) -> None:
    office.signed(office.proposed())
    following.tick(clock.now())
    office.scene.at.advance(days=2)
    assert following.tick(clock.now()) == 0
    office.scene.at.advance(days=2)
    assert following.tick(clock.now()) == 1
    assert following.tick(clock.now()) == 0
    task = Task.objects.get(kind="decision_sans_accuse")
    assert (task.queue, task.done_at) == ("prestations", None)
    following.acknowledge(
        lines=[
            "reference;acte;code;date_effet",
            f"{office.scene.case.reference};decision;AT_NON_JUSTIFIE_REPRISE;2026-12-02",
        ],
        actor=OPERATOR,
    )
    task.refresh_from_db()
    assert task.done == "decision_accusee"


def test_a_proposal_is_a_task_from_the_first_day_that_the_signature_closes(office: Office) -> None:
    decision = office.proposed()
    assert following.tick(clock.now()) == 1
    assert following.tick(clock.now()) == 0
    task = Task.objects.get(kind="decision_a_prendre")
    assert (task.queue, task.caisse) == ("prestations", office.scene.case.caisse_id)
    assert task.due_at == Decision.objects.get(id=decision).due_at
    office.signed(decision)
    task.refresh_from_db()
    assert task.done == "decision_prise"


def test_a_new_avis_ends_the_task_of_the_decision_that_nobody_may_sign_any_more(
    office: Office,
) -> None:
    office.proposed()
    following.tick(clock.now())
    again = office.avis_again()
    task = Task.objects.get(kind="decision_a_prendre")
    assert task.done_at is None
    opening.propose_after_avis(avis_id=again, actor=OPERATOR)
    task.refresh_from_db()
    assert task.done == "avis_remplace"
    assert following.tick(clock.now()) == 1
    assert Task.objects.filter(kind="decision_a_prendre", done_at__isnull=True).count() == 1


def test_what_a_new_avis_replaced_waits_nowhere_any_more(office: Office) -> None:
    first = office.proposed()
    assert selectors.pending(office.manager) == (1, 0)
    office.validated(first)
    assert selectors.pending(office.manager) == (0, 1)
    again = office.avis_again()
    # At once: before the new avis has its own proposal, and its tasks.
    assert selectors.pending(office.manager) == (0, 0)
    assert guarding.decision_waits(f"decision:{first}") is None
    second = opening.propose_after_avis(avis_id=again, actor=OPERATOR)
    assert selectors.pending(office.manager) == (1, 0)
    assert guarding.decision_waits(f"decision:{second}") == Refusal("decision_waits")
    found = selectors.decision(first, office.manager)
    assert found is not None
    assert found.replaced


def test_a_signed_decision_is_never_said_to_be_replaced(office: Office) -> None:
    first = office.signed(office.proposed())
    office.avis_again()
    found = selectors.decision(first, office.manager)
    assert found is not None
    assert not found.replaced
    assert following.tick(clock.now()) == 0
