"""From the avis to a signed décision: proposed, validated, signed once, within a delegation."""

from __future__ import annotations

import threading
from datetime import date
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from conftest import At
from telecontrole.foundations import clock
from telecontrole.foundations.journal import selectors as journal
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import delegating, opening, selectors, signing
from telecontrole.rooms.examinations.deciding.enums import (
    DecisionKind,
    DecisionState,
    SetAsideMotive,
    WithdrawalMotive,
)
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.models import Decision, DecisionLetter, Delegation
from telecontrole.rooms.examinations.tests.decisions.conftest import EMPLOYER, Office, make_office
from telecontrole.rooms.notices.models import Notice

pytestmark = pytest.mark.django_db


def code_of(done: object) -> str:
    assert isinstance(done, Refusal), done
    return done.code


def sent(decision: UUID) -> set[tuple[str, str]]:
    rows = Notice.objects.filter(subject=f"decision:{decision}")
    return set(rows.values_list("recipient", "channel"))


def test_an_avis_puts_a_proposal_into_the_queue_once(office: Office) -> None:
    avis = office.avis()
    again = opening.propose_after_avis(avis_id=avis, actor=office.manager)
    row = Decision.objects.get()
    assert again == row.id
    assert (row.state, row.kind, row.code) == (
        "a_valider",
        "medicale",
        "AT_NON_JUSTIFIE_REPRISE",
    )
    # Two working days, in the evening, at the caisse.
    assert row.due_at.isoformat() == "2026-12-03T17:00:00+00:00"


def test_a_leave_found_justified_needs_no_decision(office: Office) -> None:
    office.avis(AvisCode.AT_JUSTIFIE)
    assert not Decision.objects.exists()


def test_a_signed_decision_leaves_by_registered_letter_and_by_message(office: Office) -> None:
    decision = office.signed(office.proposed())
    assert sent(decision) == {
        ("assure", "lettre"),
        ("assure", "email"),
        ("assure", "sms"),
        ("employeur", "lettre"),
    }
    row = Decision.objects.get()
    assert (row.state, row.signed_on) == ("signee", date(2026, 12, 1))
    kinds = set(DecisionLetter.objects.values_list("kind", "appeal"))
    assert kinds == {("decision", "cmra"), ("employeur", "")}


def test_a_signature_outside_ones_delegation_is_refused_with_its_text(office: Office) -> None:
    decision = office.validated(office.proposed())
    Delegation.objects.filter(kind="medicale").delete()
    refused = signing.sign(decision_id=decision, actor=office.delegate)
    assert refused == Refusal(
        "no_delegation", references=("code de la sécurité sociale, article R. 122-3",)
    )
    assert not DecisionLetter.objects.exists()
    assert sent(decision) == set()


@pytest.mark.parametrize(
    ("starts", "ends", "signs"),
    [
        (date(2026, 12, 1), date(2026, 12, 1), True),
        (date(2026, 12, 2), None, False),
        (date(2026, 1, 1), date(2026, 11, 30), False),
        (date(2026, 1, 1), None, True),
    ],
)
def test_a_delegation_serves_on_its_days_only(
    office: Office, starts: date, ends: date | None, signs: bool
) -> None:
    decision = office.validated(office.proposed())
    Delegation.objects.update(starts_on=starts, ends_on=ends)
    assert (signing.sign(decision_id=decision, actor=office.delegate) is None) is signs


def test_whoever_validated_does_not_sign(office: Office) -> None:
    decision = office.proposed()
    signing.validate(
        decision_id=decision, employer=EMPLOYER, no_employer=False, actor=office.delegate
    )
    assert code_of(signing.sign(decision_id=decision, actor=office.delegate)) == "same_person"


def test_what_is_not_validated_is_not_signed(office: Office) -> None:
    assert code_of(signing.sign(decision_id=office.proposed(), actor=office.delegate)) == (
        "not_validated"
    )


def test_another_caisse_does_not_know_the_decision(office: Office) -> None:
    decision = office.proposed()
    stranger = type(office.manager)(
        kind=office.manager.kind, id=office.manager.id, roles=office.manager.roles, caisse="763"
    )
    assert selectors.decision(decision, stranger) is None
    done = signing.validate(decision_id=decision, employer=None, no_employer=True, actor=stranger)
    assert code_of(done) == "unknown"


def test_the_employer_is_named_where_the_law_has_it_told(office: Office) -> None:
    decision = office.proposed()

    def validate(**given: object) -> Refusal | None:
        facts: dict[str, object] = {"employer": None, "no_employer": False, **given}
        return signing.validate(decision_id=decision, actor=office.manager, **facts)  # type: ignore[arg-type]

    assert code_of(validate()) == "employer_missing"
    assert validate(no_employer=True) is None
    assert signing.sign(decision_id=decision, actor=office.delegate) is None
    assert ("employeur", "lettre") not in sent(decision)


def test_the_employer_is_told_nothing_where_the_law_does_not_say_so(office: Office) -> None:
    decision = office.proposed(AvisCode.PROLONG_6M_REFUS)
    refused = signing.validate(
        decision_id=decision, employer=EMPLOYER, no_employer=False, actor=office.manager
    )
    assert code_of(refused) == "employer_not_told"


def test_an_avis_is_never_set_aside(office: Office) -> None:
    refused = signing.set_aside(
        decision_id=office.proposed(),
        motive=SetAsideMotive.SITUATION_CHANGEE,
        actor=office.manager,
    )
    assert code_of(refused) == "avis_binds"


def test_a_newer_avis_takes_the_place_of_an_undecided_one(office: Office) -> None:
    decision = office.proposed()
    office.avis_again()
    done = signing.validate(
        decision_id=decision, employer=EMPLOYER, no_employer=False, actor=office.manager
    )
    assert code_of(done) == "avis_replaced"


def test_a_correction_is_a_new_act_and_the_earlier_stays(office: Office) -> None:
    first = office.signed(office.proposed())
    before = Decision.objects.filter(id=first).values().get()
    withdrawal = opening.propose_withdrawal(
        decision_id=first, motive=WithdrawalMotive.ERREUR_MATERIELLE, actor=office.manager
    )
    assert isinstance(withdrawal, UUID)
    office.signed(withdrawal)
    assert Decision.objects.filter(id=first).values().get() == before
    info = selectors.decision(first, office.manager)
    assert info is not None
    assert info.withdrawn_on == date(2026, 12, 1)
    # The employer who was told is told again; the source is decided anew.
    assert ("employeur", "lettre") in sent(withdrawal)
    anew = Decision.objects.get(follows_id=withdrawal)
    assert (anew.avis_id, anew.state) == (before["avis_id"], "a_valider")


def test_a_decision_is_withdrawn_once(office: Office) -> None:
    first = office.signed(office.proposed())
    opening.propose_withdrawal(
        decision_id=first, motive=WithdrawalMotive.RECOURS, actor=office.manager
    )
    again = opening.propose_withdrawal(
        decision_id=first, motive=WithdrawalMotive.RECOURS, actor=office.manager
    )
    assert code_of(again) == "already_withdrawn"


def test_waiting_messages_of_a_withdrawn_decision_do_not_leave(office: Office) -> None:
    first = office.signed(office.proposed())
    withdrawal = opening.propose_withdrawal(
        decision_id=first, motive=WithdrawalMotive.RECOURS, actor=office.manager
    )
    assert isinstance(withdrawal, UUID)
    office.signed(withdrawal)
    states = set(Notice.objects.filter(subject=f"decision:{first}").values_list("state", flat=True))
    assert states == {"cancelled"}


def test_every_act_is_in_the_journal_without_a_name(office: Office) -> None:
    decision = office.signed(office.proposed())
    entries = [
        entry
        for entry in journal.acts_on(f"case:{office.scene.case.id}")
        if entry.action.startswith("examinations:decision:")
    ]
    assert {"proposed", "validated", "signed", "letter_issued"} == {
        entry.action.rpartition(":")[2] for entry in entries
    }
    assert all(str(decision) in str(entry.data) for entry in entries)
    assert "Fabre" not in str([entry.data for entry in entries])


def test_delegations_of_one_person_do_not_overlap(office: Office) -> None:
    done = delegating.grant(
        delegate_id=UUID(office.delegate.id),
        kinds=[DecisionKind.MEDICALE],
        caisse="141",
        starts_on=date(2026, 6, 1),
        ends_on=None,
        deed="décision du 1er juin 2026",
        title="Responsable",
        actor=office.head,
    )
    assert code_of(done) == "already_delegated"


def test_a_delegation_ends_this_evening(office: Office) -> None:
    decision = office.validated(office.proposed())
    row = Delegation.objects.get(kind="medicale")
    assert delegating.end(delegation_id=row.id, actor=office.head) is None
    assert signing.sign(decision_id=decision, actor=office.delegate) is None
    assert code_of(delegating.end(delegation_id=row.id, actor=office.head)) == "already_ended"


def test_managers_do_not_give_delegations(office: Office) -> None:
    row = Delegation.objects.get(kind="medicale")
    assert code_of(delegating.end(delegation_id=row.id, actor=office.manager)) == "not_granter"


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"validated_at": "now"}, "examinations_decision_validated_before_signed"),
        ({"state": "ecartee"}, "examinations_decision_only_suspensions_set_aside"),
        ({"avis_id": None}, "examinations_decision_has_its_source"),
        ({"received_on": date(2026, 12, 2)}, "examinations_decision_received_says_how"),
        ({"acknowledged_at": "now"}, "examinations_decision_acknowledged_after_signed"),
        ({"state": "validee", "validated_at": "now", "signed_at": "now"}, "signed_by_delegation"),
    ],
)
def test_the_database_knows_the_life_of_a_decision(
    office: Office, changes: dict[str, object], constraint: str
) -> None:
    decision = office.proposed()
    now = {key: clock.now() if value == "now" else value for key, value in changes.items()}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Decision.objects.filter(id=decision).update(**now)


def test_a_decision_is_not_received_before_it_was_signed(office: Office) -> None:
    decision = office.signed(office.proposed())
    with pytest.raises(IntegrityError, match="received_after_signed"), transaction.atomic():
        Decision.objects.filter(id=decision).update(
            state="recue", received_on=date(2026, 11, 30), received_how="recommande"
        )


@pytest.mark.django_db(transaction=True)
def test_two_delegates_who_sign_at_once_make_one_signature(at: At) -> None:
    office = make_office(at)
    decision = office.validated(office.proposed())
    done: list[str] = []
    gate = threading.Barrier(2)

    def sign() -> None:
        try:
            gate.wait(timeout=20)
            refused = signing.sign(decision_id=decision, actor=office.delegate)
            done.append(refused.code if refused else "signed")
        finally:
            connection.close()

    threads = [threading.Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(done) == ["already_signed", "signed"]
    assert DecisionLetter.objects.filter(kind="decision").count() == 1
    assert Decision.objects.get().state == DecisionState.SIGNEE
