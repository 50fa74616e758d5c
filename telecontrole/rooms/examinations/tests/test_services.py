"""The interview with a database: recorded, concluded once, told at once."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from conftest import At
from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor, ActorKind, MedicalAccessRefused, Role
from telecontrole.foundations.journal import selectors as journal
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.examinations import calls, issuing, reading, selectors, services
from telecontrole.rooms.examinations.enums import AvisCode, Ending, Ground
from telecontrole.rooms.examinations.models import Avis, Examination, Letter
from telecontrole.rooms.examinations.tests.conftest import Scene, make_scene
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people.models import Insured, Practitioner
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import Handover
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db
TOMORROW = date(2026, 12, 2)


def conclude(scene: Scene, examination: UUID, **given: object) -> UUID | Refusal:
    facts: dict[str, object] = {
        "code": AvisCode.AT_NON_JUSTIFIE_REPRISE,
        "grounds": [Ground.CAPACITE_RETROUVEE],
        "date_effet": TOMORROW,
        **given,
    }
    return services.conclude(examination_id=examination, actor=scene.actor, **facts)  # type: ignore[arg-type]


def concluded(scene: Scene) -> UUID:
    avis = conclude(scene, scene.ready())
    assert isinstance(avis, UUID)
    return avis


def told(scene: Scene) -> set[tuple[str, str]]:
    rows = Notice.objects.filter(kind="avis").values_list("recipient", "channel")
    return set(rows)


def test_an_avis_closes_the_case_and_tells_everyone_at_once(scene: Scene) -> None:
    concluded(scene)
    case = cases.case(scene.case.id)
    assert case is not None
    assert case.state is CaseState.CLOS
    current = planning.current(scene.case.id)
    assert current is not None
    assert current.state is AppointmentState.TENU
    assert told(scene) == {
        ("assure", "email"),
        ("assure", "sms"),
        ("medecin_traitant", "mssante"),
    }


def test_the_caisse_gets_code_and_dates_only(scene: Scene) -> None:
    concluded(scene)
    assert list(selectors.decision_rows()) == [
        (
            scene.case.reference,
            "141",
            "avis",
            "AT_NON_JUSTIFIE_REPRISE",
            "2026-12-01",
            "2026-12-02",
        )
    ]


def test_a_person_without_mobile_is_told_by_letter(scene: Scene) -> None:
    Insured.objects.update(mobile="")
    concluded(scene)
    assert ("assure", "lettre") in told(scene)


def test_a_doctor_without_electronic_address_gets_a_letter_with_a_code(scene: Scene) -> None:
    Practitioner.objects.update(mssante="", adresse="1 avenue de la République")
    concluded(scene)
    assert ("medecin_traitant", "lettre") in told(scene)


def test_an_unknown_doctor_becomes_a_task_of_the_medical_service(scene: Scene) -> None:
    Practitioner.objects.all().delete()
    concluded(scene)
    assert Task.objects.filter(queue="medical", kind="medecin_traitant_inconnu").count() == 1


def test_a_favourable_avis_is_not_sent_to_the_doctor(scene: Scene) -> None:
    avis = conclude(
        scene,
        scene.ready(),
        code=AvisCode.AT_JUSTIFIE,
        grounds=[Ground.INCAPACITE_CONFIRMEE],
        date_effet=None,
    )
    assert isinstance(avis, UUID)
    assert told(scene) == {("assure", "email"), ("assure", "sms")}


def test_a_refused_avis_changes_nothing(scene: Scene) -> None:
    examination = scene.open()
    assert conclude(scene, examination.id) == Refusal(
        "mission_not_stated",
        references=("code de la santé publique, article R. 4127-102",),
    )
    early = conclude(scene, scene.ready(), date_effet=date(2026, 12, 1))
    assert isinstance(early, Refusal)
    assert early.code == "date_not_after_information"
    assert Avis.objects.count() == Letter.objects.count() == 0
    assert not told(scene)


def test_an_own_patient_is_never_concluded(scene: Scene) -> None:
    examination = scene.ready()
    scene.case.medecin_traitant_rpps = scene.medecin.rpps
    scene.case.save()
    answer = conclude(scene, examination)
    assert isinstance(answer, Refusal)
    assert answer.code == "own_patient"


def test_another_medecin_conseil_cannot_open_the_interview(scene: Scene) -> None:
    other = scene.world.medecin()
    answer = services.open_examination(
        appointment_id=scene.appointment.id, medecin_id=other.id, actor=scene.actor
    )
    assert answer == Refusal("not_yours")


def test_an_interview_is_opened_from_the_opening_of_the_waiting_room_on(scene: Scene) -> None:
    def opened() -> object:
        return services.open_examination(
            appointment_id=scene.appointment.id, medecin_id=scene.medecin.id, actor=scene.actor
        )

    scene.at(scene.appointment.starts_at - timedelta(minutes=16))
    assert opened() == Refusal("too_early", {"minutes": 15})
    scene.at.advance(minutes=1)
    assert isinstance(opened(), Examination)


def test_an_interview_in_person_may_begin_half_an_hour_early(scene: Scene) -> None:
    Appointment.objects.update(modalite="presentiel", site=scene.world.site(), salle=1)
    scene.at(scene.appointment.starts_at - timedelta(minutes=31))
    early = services.open_examination(
        appointment_id=scene.appointment.id, medecin_id=scene.medecin.id, actor=scene.actor
    )
    assert early == Refusal("too_early", {"minutes": 30})
    scene.at.advance(minutes=1)
    opened = services.open_examination(
        appointment_id=scene.appointment.id, medecin_id=scene.medecin.id, actor=scene.actor
    )
    assert isinstance(opened, Examination)


def test_no_avis_is_given_before_the_hour_even_on_an_old_record(scene: Scene) -> None:
    examination = scene.ready()
    scene.at(scene.appointment.starts_at - timedelta(days=1))
    assert conclude(scene, examination) == Refusal("too_early", {"minutes": 15})
    assert Avis.objects.count() == 0


def test_a_declined_appointment_has_no_avis_and_the_next_one_stands(scene: Scene) -> None:
    site = scene.world.site()
    scene.world.hours(scene.medecin, "2026-12-10", site=site)
    examination = scene.ready()
    planning_services.decline(
        appointment_id=scene.appointment.id,
        reason=AppointmentState.REFUSE,
        actor=scene.actor,
        now=clock.now(),
    )
    assert conclude(scene, examination) == Refusal("not_open")
    assert Avis.objects.count() == 0
    following = planning.current(scene.case.id)
    assert following is not None
    assert (following.version, following.ahead) == (2, True)
    case = cases.case(scene.case.id)
    assert case is not None
    assert case.state is CaseState.PLANIFIE


def test_a_concluded_case_has_nothing_ahead(scene: Scene) -> None:
    concluded(scene)
    assert not any(one.ahead for one in planning.versions(scene.case.id))


def test_the_letter_tells_the_day_of_the_appointment_on_its_own_clock(scene: Scene) -> None:
    avis = concluded(scene)
    # Half past ten in the evening in Paris is the next morning in Noumea.
    Appointment.objects.update(
        zone="Pacific/Noumea",
        starts_at=datetime(2026, 12, 1, 21, 30, tzinfo=UTC),
        ends_at=datetime(2026, 12, 1, 21, 50, tzinfo=UTC),
    )
    assert issuing._words(Avis.objects.get(id=avis))["held_on"] == "2026-12-02"


@pytest.mark.parametrize("known", [True, False])
def test_the_letter_says_that_the_doctor_is_told_only_when_a_message_leaves(
    scene: Scene, known: bool
) -> None:
    if not known:
        Practitioner.objects.update(mssante="", courriel="", adresse="")
    avis = concluded(scene)
    words = issuing._words(Avis.objects.get(id=avis))
    assert words["doctor_told"] == ("oui" if known else "non")
    assert ("il est informé" in words["next_steps"]) is known
    assert ("medecin_traitant" in {recipient for recipient, _ in told(scene)}) is known
    assert Task.objects.filter(kind="medecin_traitant_inconnu").exists() is not known
    outcome = reading.outcome_of_avis(avis)
    assert outcome is not None
    assert ("il est informé" in " ".join(outcome.next_steps)) is known


def test_the_database_refuses_an_avis_that_takes_effect_in_the_past(scene: Scene) -> None:
    concluded(scene)
    with (
        pytest.raises(IntegrityError, match="examinations_avis_for_the_future"),
        transaction.atomic(),
    ):
        Avis.objects.update(date_effet=date(2026, 12, 1))


def test_the_database_refuses_an_incomplete_letter(scene: Scene) -> None:
    concluded(scene)
    for field in ("signatory", "appeal"):
        with (
            pytest.raises(IntegrityError, match="examinations_letter_is_complete"),
            transaction.atomic(),
        ):
            Letter.objects.update(**{field: ""})


def test_notes_are_sealed_and_versioned(scene: Scene) -> None:
    examination = scene.open()

    def save(text: str, base: int) -> int | Refusal:
        return services.save_notes(
            examination_id=examination.id, text=text, base_version=base, actor=scene.actor
        )

    assert save("Première version", 0) == 1
    assert save("Deuxième version", 1) == 2
    assert save("Autre fenêtre", 1) == Refusal("notes_changed", {"version": 2})
    assert selectors.notes(examination.id, scene.actor).text == "Deuxième version"


def test_the_runtime_role_cannot_read_notes_without_the_door(scene: Scene) -> None:
    examination = scene.open()
    services.save_notes(
        examination_id=examination.id, text="secret", base_version=0, actor=scene.actor
    )
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM medical.examinations_note")


def test_a_benefit_manager_cannot_read_notes(scene: Scene) -> None:
    examination = scene.open()
    manager = Actor(ActorKind.STAFF, "g", frozenset({Role.GESTIONNAIRE}), "141")
    with pytest.raises(MedicalAccessRefused):
        selectors.notes(examination.id, manager)


def test_each_step_is_in_the_journal_without_a_medical_word(scene: Scene) -> None:
    concluded(scene)
    acts = [entry.action for entry in journal.acts_on(f"case:{scene.case.id}")]
    for expected in (
        "examinations:interview:opened",
        "examinations:interview:mission_stated",
        "examinations:interview:identity_checked",
        "examinations:avis:given",
        "examinations:letter:issued",
    ):
        assert expected in acts


def test_a_needed_clinical_examination_becomes_an_appointment_in_person(scene: Scene) -> None:
    site = scene.world.site()
    scene.world.hours(scene.medecin, "2026-12-10", site=site)
    scene.open()
    placed = services.end_for_in_person(
        appointment_id=scene.appointment.id, ending=Ending.PRESENTIEL_REQUIS, actor=scene.actor
    )
    assert placed is not None
    assert not isinstance(placed, Refusal)
    assert (placed.modalite, placed.version) == ("presentiel", 2)


def test_without_a_place_in_person_a_task_is_opened(scene: Scene) -> None:
    scene.open()
    answer = services.end_for_in_person(
        appointment_id=scene.appointment.id, ending=Ending.ECHEC_TECHNIQUE, actor=scene.actor
    )
    assert answer is None
    assert Task.objects.filter(queue="planification", kind="sans_place").count() == 1


def test_an_absence_is_recorded_after_the_grace_and_asks_for_its_reason(scene: Scene) -> None:
    scene.at(scene.appointment.starts_at)
    early = services.record_absence(
        appointment_id=scene.appointment.id,
        seen=False,
        technical_failure=False,
        actor=scene.actor,
    )
    assert isinstance(early, Refusal)
    scene.at.advance(minutes=15)
    answer = services.record_absence(
        appointment_id=scene.appointment.id,
        seen=False,
        technical_failure=False,
        actor=scene.actor,
    )
    assert answer is None
    case = cases.case(scene.case.id)
    assert case is not None
    assert case.state is CaseState.ATTENTE_REPONSE
    assert Task.objects.filter(kind="motif_absence").count() == 1


def test_the_call_is_prepared_once_before_the_hour(scene: Scene) -> None:
    now = scene.at(scene.appointment.starts_at)
    scene.at.advance(minutes=-20)
    assert services.prepare_due(scene.at.advance(minutes=0)) == 1
    assert services.prepare_due(now) == 0


@pytest.mark.django_db(transaction=True)
def test_two_windows_that_conclude_at_once_make_one_avis(at: At) -> None:
    scene = make_scene(at)
    examination = scene.ready()
    answers: list[UUID | Refusal] = []

    def run() -> None:
        answers.append(conclude(scene, examination))
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(answer, UUID) for answer in answers) == 1
    assert answers.count(Refusal("already_concluded")) == 3
    assert Avis.objects.count() == 1


def test_giving_the_video_up_finds_a_meeting_in_person(scene: Scene) -> None:
    site = scene.world.site()
    scene.world.hours(scene.medecin, "2026-12-10", site=site)
    scene.open()
    session = services.prepare_call(appointment_id=scene.appointment.id)
    assert isinstance(session, UUID)
    host = calls.seat_of(scene.appointment.id, calls.medecin_key(scene.medecin.id))
    assert host is not None
    assert visio.hand_over(by_seat=host, how=Handover.IN_PERSON) is None
    events.drain()
    current = planning.current(scene.case.id)
    assert current is not None
    assert (current.modalite, current.version) == ("presentiel", 2)
    first = planning.versions(scene.case.id)[0]
    assert first.state is AppointmentState.ECHEC_TECHNIQUE
