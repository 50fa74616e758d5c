"""A suspension ends by an act of its own: the person came, or the absence is justified after all."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations import services
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.deciding import (
    delays,
    following,
    handlers,
    opening,
    rules,
    selectors,
    signing,
)
from telecontrole.rooms.examinations.deciding.enums import (
    LIFT_CODE,
    DecisionKind,
    DecisionState,
    LiftMotive,
    WithdrawalMotive,
)
from telecontrole.rooms.examinations.deciding.rules import Mandate
from telecontrole.rooms.examinations.enums import AvisCode
from telecontrole.rooms.examinations.models import Decision, DecisionLetter
from telecontrole.rooms.examinations.tests.decisions.conftest import Office
from telecontrole.rooms.examinations.tests.decisions.reading import kept, text_of
from telecontrole.rooms.examinations.tests.test_absences import suspended
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.planning import demonstration
from telecontrole.rooms.planning.selectors import AppointmentInfo

SUSPENDED, CAME = date(2026, 12, 16), date(2026, 12, 18)
RULE = delays.text("suspension_lifted_from", SUSPENDED)
CONTROL, JUSTIFIED = LiftMotive.CONTROLE_EFFECTUE, LiftMotive.MOTIF_JUSTIFIE


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_the_payment_resumes_on_the_day_of_the_control_and_never_before_the_suspension(
    on: date,
) -> None:
    day = rules.lifted_from(RULE, CONTROL, suspended_from=SUSPENDED, on=on)
    assert day == max(on, SUSPENDED)


def test_a_justified_absence_leaves_no_day_suspended() -> None:
    day = rules.lifted_from(RULE, JUSTIFIED, suspended_from=SUSPENDED, on=CAME)
    assert day == SUSPENDED


def test_a_motive_that_the_parameter_forgets_is_a_fault() -> None:
    with pytest.raises(ValueError, match="motif_justifie"):
        rules.lifted_from("controle_effectue=controle", JUSTIFIED, suspended_from=CAME, on=CAME)


@pytest.mark.parametrize("kind", list(DecisionKind))
def test_whoever_may_suspend_may_lift_and_not_the_other_way_round(kind: DecisionKind) -> None:
    mandate = Mandate(kind, "141", SUSPENDED, None)
    serves = rules.covers(mandate, kind=DecisionKind.LEVEE, caisse="141", on=CAME)
    assert serves is (kind in (DecisionKind.SUSPENSION, DecisionKind.LEVEE))
    back = rules.covers(mandate, kind=DecisionKind.SUSPENSION, caisse="141", on=CAME)
    assert back is (kind is DecisionKind.SUSPENSION)


def in_force(office: Office) -> UUID:
    """A suspension signed on the 10th, in force from the 16th; today is the 18th."""
    decision = office.signed(suspended(office))
    office.scene.at("2026-12-18T09:00:00+00:00")
    return decision


def lift(office: Office, decision: UUID, motive: LiftMotive = CONTROL, on: date = CAME) -> UUID:
    done = opening.propose_lift(decision_id=decision, motive=motive, on=on, actor=office.manager)
    assert isinstance(done, UUID), done
    return done


def come(office: Office) -> UUID:
    """The person is received and an avis is given; the avis."""
    scene = office.scene
    with override_settings(DEMONSTRATION=True):
        placed = demonstration.place_demonstration(
            case_id=scene.case.id,
            medecin_id=scene.medecin.id,
            starts_at=clock.now().replace(second=0, microsecond=0),
            actor=Actor.system("test"),
            now=clock.now(),
        )
    assert isinstance(placed, AppointmentInfo), placed
    scene.appointment = placed
    avis = services.conclude(
        examination_id=scene.ready(),
        code=AvisCode.AT_JUSTIFIE,
        grounds=[CATALOGUE[AvisCode.AT_JUSTIFIE].grounds[0]],
        date_effet=None,
        actor=scene.actor,
    )
    assert isinstance(avis, UUID), avis
    events.drain()
    return avis


@pytest.mark.django_db
def test_when_the_person_comes_the_lifting_waits_for_a_manager_once(office: Office) -> None:
    suspension = in_force(office)
    avis = come(office)
    handlers.propose_lift({"avis": str(avis)})
    row = Decision.objects.get(kind="levee")
    assert (row.lifts_id, row.motive, row.state) == (suspension, "controle_effectue", "a_valider")
    assert row.date_effet == CAME


@pytest.mark.django_db
def test_a_lifted_suspension_is_told_to_the_person_the_employer_and_the_caisses_system(
    office: Office,
) -> None:
    suspension = in_force(office)
    decision = office.signed(lift(office, suspension))
    letters = {
        one.kind: text_of(kept(one.document))
        for one in DecisionLetter.objects.filter(decision=decision)
    }
    assert "La suspension de vos indemnités journalières prend fin." in letters["decision"]
    assert "à compter du vendredi 18 décembre 2026" in letters["decision"]
    assert "Ce contrôle a eu lieu" in letters["decision"]
    assert "commission de recours amiable (CRA)" in letters["decision"]
    # The employer who was told of the suspension is told of its end, without being named again.
    assert "prend fin à compter du vendredi 18 décembre 2026" in letters["employeur"]
    assert "contrôle" not in letters["employeur"].lower().replace("service du contrôle", "")
    told = Notice.objects.filter(subject=f"decision:{decision}", recipient="assure")
    assert set(told.values_list("channel", flat=True)) == {"email", "sms", "lettre"}
    line = list(selectors.export_rows())[-1]
    assert line[2:] == ("decision", LIFT_CODE, "2026-12-18", "2026-12-18")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(("reference", "caisse", "acte", "code", "date_information", "date_effet"))
    writer.writerow(line)
    said = following.acknowledge(lines=text.getvalue().splitlines(), actor=office.manager)
    assert said["accuse"] == 1
    assert Decision.objects.get(id=decision).acknowledged_at is not None


@pytest.mark.django_db
def test_the_person_reads_that_the_suspension_is_lifted(office: Office) -> None:
    suspension = in_force(office)
    office.signed(lift(office, suspension, JUSTIFIED))
    by_code = {one.code: one for one in selectors.told_to_insured(office.scene.case.id)}
    assert by_code["ABSENCE_NON_JUSTIFIEE"].lifted_from == SUSPENDED
    assert "finalement justifié" in by_code[LIFT_CODE].motive
    assert by_code[LIFT_CODE].commission == "cra"


@pytest.mark.django_db
@pytest.mark.parametrize("on", [date(2026, 11, 30), date(2026, 12, 19)])
def test_the_day_is_neither_before_the_absence_nor_in_the_future(office: Office, on: date) -> None:
    done = opening.propose_lift(
        decision_id=in_force(office), motive=CONTROL, on=on, actor=office.manager
    )
    assert done == Refusal("lifted_in_future")


@pytest.mark.django_db
def test_a_suspension_is_lifted_once_and_only_once_it_is_signed(office: Office) -> None:
    waits = suspended(office)
    asked = {"decision_id": waits, "motive": CONTROL, "actor": office.manager}
    office.scene.at("2026-12-18T09:00:00+00:00")
    assert opening.propose_lift(on=CAME, **asked) == Refusal("not_signed")  # type: ignore[arg-type]
    office.signed(waits)
    first = lift(office, waits)
    assert opening.propose_lift(on=CAME, **asked) == Refusal("already_lifted")  # type: ignore[arg-type]
    other = {**asked, "decision_id": first}
    assert opening.propose_lift(on=CAME, **other) == Refusal("not_suspension")  # type: ignore[arg-type]
    copy = Decision.objects.get(id=first)
    copy.pk = None
    with pytest.raises(IntegrityError, match="lifted_once"), transaction.atomic():
        Decision.objects.create(
            lifts_id=waits, case=copy.case, caisse=copy.caisse, kind="levee", code=LIFT_CODE,
            motive="x", date_effet=CAME, state="a_valider", proposed_at=copy.proposed_at, due_at=copy.due_at,
        )  # fmt: skip


@pytest.mark.django_db
def test_a_lifting_without_its_suspension_is_refused_by_the_table(office: Office) -> None:
    row = Decision.objects.get(id=lift(office, in_force(office)))
    with pytest.raises(IntegrityError, match="has_its_source"), transaction.atomic():
        Decision.objects.filter(id=row.id).update(lifts=None)


@pytest.mark.django_db
def test_a_withdrawn_suspension_is_not_lifted(office: Office) -> None:
    suspension = in_force(office)
    opening.propose_withdrawal(
        decision_id=suspension, motive=WithdrawalMotive.ABSENCE_JUSTIFIEE, actor=office.manager
    )
    done = opening.propose_lift(
        decision_id=suspension, motive=CONTROL, on=CAME, actor=office.manager
    )
    assert done == Refusal("already_withdrawn")


@pytest.mark.django_db
def test_a_lifting_withdrawn_for_an_error_is_proposed_anew(office: Office) -> None:
    first = office.signed(lift(office, in_force(office)))
    withdrawal = opening.propose_withdrawal(
        decision_id=first, motive=WithdrawalMotive.ERREUR_MATERIELLE, actor=office.manager
    )
    assert isinstance(withdrawal, UUID)
    office.signed(withdrawal)
    anew = Decision.objects.get(kind="levee", follows=withdrawal)
    assert (anew.state, anew.date_effet, anew.motive) == ("a_valider", CAME, "controle_effectue")


@pytest.mark.django_db
def test_who_came_meanwhile_is_not_suspended(office: Office) -> None:
    waits = suspended(office)
    office.scene.at.advance(days=1)
    come(office)
    refused = signing.validate(
        decision_id=waits, employer=None, no_employer=True, actor=office.manager
    )
    assert refused == Refusal("person_came")


@pytest.mark.django_db
def test_who_came_between_validation_and_signature_has_the_lifting_proposed(
    office: Office,
) -> None:
    waits = office.validated(suspended(office))
    office.scene.at.advance(days=1)
    come(office)
    assert signing.sign(decision_id=waits, actor=office.delegate) is None
    lifted = Decision.objects.get(kind="levee")
    suspension = Decision.objects.get(id=waits)
    assert DecisionState(suspension.state) is DecisionState.SIGNEE
    # It never took effect: the payment resumes on the very day on which it would have stopped.
    assert lifted.date_effet == suspension.date_effet
    assert suspension.signed_on is not None
    assert lifted.date_effet is not None
    assert lifted.date_effet > suspension.signed_on + timedelta(days=1)
