"""A legal representative is told what the person is told, with links and letters of their own, as long as the mandate."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from conftest import At
from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor, ActorKind
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations import representing
from telecontrole.rooms.examinations.deciding import following
from telecontrole.rooms.examinations.models import Decision
from telecontrole.rooms.examinations.tests.decisions.conftest import Office, make_office
from telecontrole.rooms.notices import failures
from telecontrole.rooms.notices import selectors as ledger
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient, State
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people import representatives
from telecontrole.rooms.people.representatives import Quality
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db
BEFORE = "2026-11-28T10:00:00+00:00"
LUCE: dict[str, Any] = {
    "nom": "PETIT",
    "prenoms": "Luce",
    "email": "luce@exemple.test",
    "mobile": "0612345678",
    "adresse": "2 rue des Lilas\n14000 Caen",
}


@pytest.fixture
def office(at: At) -> Office:
    found = make_office(at)
    at(BEFORE)
    return found


def mandated(office: Office, quality: Quality = Quality.TUTEUR, until: date | None = None) -> UUID:
    made = representatives.note(
        insured_id=office.scene.case.insured_id,
        quality=quality,
        until=until,
        actor=office.manager,
        **LUCE,
    )
    assert isinstance(made, UUID), made
    events.drain()
    return made


def told(office: Office, one: UUID) -> list[tuple[str, str, str]]:
    found = ledger.notices_of(representing.subjects_of(one, office.scene.case.id))
    return sorted((notice.kind, notice.channel, notice.state) for notice in found)


def actor(one: UUID) -> Actor:
    return Actor(ActorKind.INSURED, str(one), caisse="141", label="representant")


def to_representative(subject: str) -> set[tuple[str, str]]:
    found = ledger.notices_of([subject])
    return {(one.kind, one.channel) for one in found if one.recipient == Recipient.REPRESENTANT}


def test_once_the_deed_is_checked_the_appointment_that_stands_is_told(office: Office) -> None:
    one = mandated(office)
    waits = State.PLANNED
    assert told(office, one) == [
        (Kind.J1, Channel.EMAIL, waits),
        (Kind.J1, Channel.SMS, waits),
        (Kind.J2, Channel.EMAIL, waits),
        (Kind.J2, Channel.SMS, waits),
    ]
    assert representing.announce_all() == 4
    assert len(told(office, one)) == 4


def test_when_the_mandate_ends_what_waits_falls_and_the_person_is_told_still(
    office: Office,
) -> None:
    one = mandated(office)
    representatives.end(insured_id=office.scene.case.insured_id, actor=office.manager)
    events.drain()
    assert {state for _, _, state in told(office, one)} == {State.CANCELLED}
    own = ledger.notices_of([f"appointment:{office.scene.case.id}"])
    assert {notice.state for notice in own} == {State.PLANNED}


def test_nothing_is_planned_for_after_the_last_day_of_the_mandate(office: Office) -> None:
    one = mandated(office, until=date(2026, 11, 29))
    assert {kind for kind, _, _ in told(office, one)} == {Kind.J2}


def test_a_refused_appointment_is_told_called_off_or_moved(office: Office) -> None:
    one = mandated(office)
    declined = planning_services.decline(
        appointment_id=office.scene.appointment.id,
        reason=AppointmentState.REFUSE,
        actor=actor(one),
        now=clock.now(),
    )
    assert not isinstance(declined, Refusal), declined
    events.drain()
    current = planning.current(office.scene.case.id)
    expected = Kind.CHANGEMENT if current and current.ahead else Kind.ANNULATION
    waiting = {kind for kind, _, state in told(office, one) if state == State.PLANNED}
    assert expected in waiting


def test_a_tuteur_gets_the_avis_and_the_decision_by_link_and_letter(office: Office) -> None:
    mandated(office)
    decision = office.signed(office.proposed())
    avis = Decision.objects.get(id=decision).avis_id
    assert to_representative(f"avis:{avis}") == {
        (Kind.AVIS, Channel.EMAIL),
        (Kind.AVIS, Channel.SMS),
    }
    assert to_representative(f"decision:{decision}") == {
        (Kind.DECISION, Channel.EMAIL),
        (Kind.DECISION, Channel.SMS),
        (Kind.DECISION, Channel.LETTRE),
    }
    letters = [
        proof
        for proof in ledger.proof(f"decision:{decision}")
        if proof.notice.channel == Channel.LETTRE
    ]
    assert {proof.notice.recipient for proof in letters} >= {
        Recipient.ASSURE,
        Recipient.REPRESENTANT,
    }


def test_a_curateur_is_told_of_the_decision_and_not_of_the_avis(office: Office) -> None:
    mandated(office, Quality.CURATEUR)
    decision = office.signed(office.proposed())
    avis = Decision.objects.get(id=decision).avis_id
    assert to_representative(f"avis:{avis}") == set()
    assert (Kind.DECISION, Channel.LETTRE) in to_representative(f"decision:{decision}")


def test_only_who_acts_for_the_person_opens_the_decision_online(office: Office) -> None:
    one = mandated(office)
    decision = office.signed(office.proposed())
    case = office.scene.case
    person = Actor(ActorKind.INSURED, str(case.insured_id), caisse="141")
    asked = {"decision_id": decision, "case_id": case.id}
    assert following.read_online(**asked, actor=person) == Refusal("represented")
    assert Decision.objects.get(id=decision).received_on is None
    assert following.read_online(**asked, actor=actor(one)) is None
    assert Decision.objects.get(id=decision).received_on == date(2026, 12, 1)
    # Received, it may be read again by both.
    assert following.read_online(**asked, actor=person) is None


def test_a_curateur_opens_nothing_in_the_persons_place(office: Office) -> None:
    mandated(office, Quality.CURATEUR)
    decision = office.signed(office.proposed())
    case = office.scene.case
    person = Actor(ActorKind.INSURED, str(case.insured_id), caisse="141")
    assert following.read_online(decision_id=decision, case_id=case.id, actor=person) is None


def waiting(subject: str) -> set[tuple[str, str]]:
    found = ledger.notices_of([subject])
    return {(one.recipient, one.channel) for one in found if one.state == State.PLANNED}


def test_what_waits_about_avis_and_decision_falls_with_the_mandate_and_not_the_persons(
    office: Office,
) -> None:
    mandated(office)
    decision = office.signed(office.proposed())
    subjects = (f"decision:{decision}", f"avis:{Decision.objects.get(id=decision).avis_id}")
    assert all(Recipient.REPRESENTANT in {who for who, _ in waiting(one)} for one in subjects)
    representatives.end(insured_id=office.scene.case.insured_id, actor=office.manager)
    events.drain()
    for one in subjects:
        left = waiting(one)
        assert Recipient.REPRESENTANT not in {who for who, _ in left}
        assert (Recipient.ASSURE, Channel.EMAIL) in left


def test_no_message_and_no_letter_may_leave_after_the_last_day_of_the_mandate(
    office: Office,
) -> None:
    last = date(2026, 12, 1)
    mandated(office, until=last)
    decision = office.signed(office.proposed())
    avis = Decision.objects.get(id=decision).avis_id
    found = ledger.notices_of([f"avis:{avis}", f"decision:{decision}"])
    closing = {one.closes_at for one in found if one.recipient == Recipient.REPRESENTANT}
    # Midnight in Paris, where the day of `acting` ends.
    assert closing == {datetime(2026, 12, 1, 23, tzinfo=UTC)}
    assert all(
        one.closes_at > datetime(2026, 12, 2, tzinfo=UTC)
        for one in found
        if one.recipient == Recipient.ASSURE
    )


def failed(one: UUID, office: Office, state: State = State.REFUSED) -> UUID:
    """An SMS to the representative that did not get there."""
    found = ledger.notices_of(representing.subjects_of(one, office.scene.case.id))
    sms = next(notice for notice in found if notice.channel == Channel.SMS)
    dates = {"failed_at": clock.now(), "sending_at": clock.now()}
    Notice.objects.filter(id=sms.id).update(state=state.value, failure="refused", **dates)
    return sms.id


def corrected(notice: UUID, office: Office) -> UUID | Refusal:
    return notices.correct_address(
        notice_id=notice, address="+33612345699", source="telephone", actor=office.manager
    )


def test_a_message_that_failed_never_leaves_again_to_who_no_longer_represents(
    office: Office,
) -> None:
    avis = _avis_message(office)
    assert not isinstance(corrected(avis, office), Refusal)
    Notice.objects.filter(id=avis).update(state=State.REFUSED.value)
    representatives.end(insured_id=office.scene.case.insured_id, actor=office.manager)
    # At once: before anybody has been told that the mandate ended, and after.
    assert corrected(avis, office) == Refusal("reader_gone")
    events.drain()
    assert corrected(avis, office) == Refusal("reader_gone")
    assert Notice.objects.get(id=avis).state == State.REFUSED
    page = ledger.page(avis)
    assert page is not None
    assert page.stays == "reader_gone"
    Notice.objects.filter(id=avis).update(state=State.UNKNOWN.value)
    asked: dict[str, Any] = {"notice_id": avis, "actor": office.manager}
    assert notices.resolve_unknown(**asked, handed=False) == Refusal("reader_gone")
    assert notices.resolve_unknown(**asked, handed=True) == avis


def test_a_correction_on_the_last_day_of_a_mandate_leaves_until_its_end_and_not_after(
    office: Office, at: At
) -> None:
    one = mandated(office, until=date(2026, 11, 29))
    sms = failed(one, office, State.EXPIRED)
    Notice.objects.filter(id=sms).update(closes_at=datetime(2026, 11, 29, 22, tzinfo=UTC))
    at("2026-11-29T22:30:00+00:00")
    assert corrected(sms, office) == sms
    # Midnight in Paris, though the appointment is days away.
    assert Notice.objects.get(id=sms).retry_until == datetime(2026, 11, 29, 23, tzinfo=UTC)
    failed(one, office)
    at("2026-11-29T23:00:00+00:00")
    assert corrected(sms, office) == Refusal("reader_gone")


def test_a_declaration_that_the_caisse_replaced_gets_nothing_again(office: Office) -> None:
    avis = _avis_message(office)
    representatives.declare(
        insured_id=office.scene.case.insured_id,
        quality=Quality.TUTEUR,
        actor=office.manager,
        **{**LUCE, "nom": "LEGRAND"},
    )
    assert corrected(avis, office) == Refusal("reader_gone")


def test_what_failed_for_who_no_longer_represents_is_nobodys_task(office: Office) -> None:
    avis = _avis_message(office)
    failures.to_people([avis], clock.now())
    open_tasks = Task.objects.filter(kind="notice_refused", done_at__isnull=True)
    assert open_tasks.count() == 1
    representatives.end(insured_id=office.scene.case.insured_id, actor=office.manager)
    events.drain()
    assert open_tasks.count() == 0
    assert not ledger.undelivered("141").filter(id=avis).exists()
    # What the provider says afterwards opens none either; that it failed stays written.
    assert failures.to_people([avis], clock.now()) == 0
    assert Notice.objects.get(id=avis).failure == "refused"


def _avis_message(office: Office) -> UUID:
    """The SMS about an avis, which stands, refused by the network."""
    mandated(office)
    decision = office.signed(office.proposed())
    avis = Decision.objects.get(id=decision).avis_id
    (sms,) = [
        one
        for one in ledger.notices_of([f"avis:{avis}"])
        if one.recipient == Recipient.REPRESENTANT and one.channel == Channel.SMS
    ]
    dates = {"failed_at": clock.now(), "sending_at": clock.now()}
    Notice.objects.filter(id=sms.id).update(state=State.REFUSED.value, failure="refused", **dates)
    return sms.id
