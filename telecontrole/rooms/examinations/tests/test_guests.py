"""Third persons at an interview: invited by name, told when it moves, let in, kept on the record by role."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from telecontrole.foundations import clock, events
from telecontrole.foundations.access import Actor, medical
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.models import CaseNeeds
from telecontrole.rooms.cases.selectors import CaseInfo
from telecontrole.rooms.examinations import calls, company, guests, presence, services
from telecontrole.rooms.examinations.enums import ThirdParty
from telecontrole.rooms.examinations.models import Examination
from telecontrole.rooms.examinations.tests.conftest import Scene
from telecontrole.rooms.notices import drafting
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.notices.texts import rendering
from telecontrole.rooms.planning import selectors as appointments
from telecontrole.rooms.planning import services as planning
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from telecontrole.rooms.visio import guests as visio_guests
from telecontrole.rooms.visio import selectors as visio_reads
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import GuestRole
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db


def case_of(scene: Scene) -> CaseInfo:
    found = cases.case(scene.case.id)
    assert found is not None
    return found


def invited(scene: Scene, **more: Any) -> uuid.UUID:
    given = {"role": GuestRole.INTERPRETE, "name": "Ana Lopez", "actor": scene.actor, **more}
    made = guests.invite(case=case_of(scene), **given)
    assert isinstance(made, uuid.UUID)
    return made


@pytest.mark.parametrize(
    ("channel", "address"), [("email", "ana@exemple.test"), ("sms", "+33612345678")]
)
def test_the_link_leaves_by_email_or_sms_and_says_nothing_of_anybody(
    scene: Scene, channel: str, address: str
) -> None:
    guest = invited(scene, channel=channel, address=address)
    row = Notice.objects.get(subject=f"guest:{guest}")
    words = rendering.words(row.template, drafting.opened_params(row.id, bytes(row.params_sealed)))
    text = words.subject + words.text
    token = visio.token_of_guest(guest)
    assert f"/r/{token}" in text
    assert "01/12" in text or "1er décembre" in text
    person = scene.case.insured
    for secret in (person.nom_naissance, person.prenoms, scene.case.reference, "Ana", "arrêt"):
        assert secret not in text


def test_a_link_handed_over_sends_nothing(scene: Scene) -> None:
    guest = invited(scene)
    assert not Notice.objects.filter(subject=f"guest:{guest}").exists()


def test_nobody_is_invited_where_there_is_no_interview_by_video(scene: Scene) -> None:
    planning.decline(
        appointment_id=scene.appointment.id,
        reason=AppointmentState.REFUSE,
        actor=scene.actor,
        now=scene.at("2026-11-27T08:00:00+00:00"),
    )
    refused = guests.invite(case=case_of(scene), role=GuestRole.AVOCAT, name="B", actor=scene.actor)
    assert isinstance(refused, Refusal)
    assert refused.code == "not_a_call"


def test_a_guest_is_told_when_the_interview_falls_and_their_link_opens_nothing(
    scene: Scene,
) -> None:
    guest = invited(scene, channel="email", address="ana@exemple.test")
    planning.decline(
        appointment_id=scene.appointment.id,
        reason=AppointmentState.REFUSE,
        actor=scene.actor,
        now=scene.at("2026-11-27T08:00:00+00:00"),
    )
    events.drain(limit=200)
    events.drain(limit=200)
    assert Notice.objects.filter(subject=f"guest:{guest}", kind="changement").count() == 1
    info = visio_guests.guest(guest)
    assert info is not None
    assert guests.appointment_of(info) is None
    seat = guests.take_seat(guest=info, actor=scene.actor)
    assert isinstance(seat, Refusal)


def test_what_the_person_asks_for_waits_for_the_team_and_withdrawing_closes_it(
    scene: Scene,
) -> None:
    asked = guests.ask(
        case=case_of(scene),
        role=GuestRole.PROCHE,
        name="Luc Petit",
        actor=scene.actor,
        channel="sms",
        address="+33612345678",
    )
    assert isinstance(asked, uuid.UUID)
    task = Task.objects.get(kind="tiers_demande")
    assert "Luc" not in str(task.params)
    assert not Notice.objects.filter(subject=f"guest:{asked}").exists()
    assert guests.accept(guest_id=asked, case=case_of(scene), actor=scene.actor) is None
    task.refresh_from_db()
    assert task.done == "invite"
    assert Notice.objects.filter(subject=f"guest:{asked}", kind="invitation").count() == 1
    guests.withdraw(guest_id=asked, actor=scene.actor)
    assert Notice.objects.get(subject=f"guest:{asked}").state == "superseded"
    assert isinstance(
        guests.accept(guest_id=asked, case=case_of(scene), actor=scene.actor), Refusal
    )


def test_who_was_let_in_is_kept_on_the_record_by_role(scene: Scene) -> None:
    guest = invited(scene, role=GuestRole.INTERPRETE_LSF)
    record = scene.open()
    info = visio_guests.guest(guest)
    assert info is not None
    seat = guests.take_seat(guest=info, actor=scene.actor)
    assert isinstance(seat, uuid.UUID)
    host = calls.seat_of(scene.appointment.id, calls.medecin_key(scene.medecin.id))
    assert host is not None
    assert presence.admitted_roles(scene.appointment.id) == set()
    visio.admit(by_seat=host, seat_id=seat)
    events.drain(limit=200)
    kept = Examination.objects.get(id=record.id)
    assert kept.third_parties == [ThirdParty.INTERPRETE]
    assert kept.third_parties_accepted_at is not None
    noted = services.note_third_parties(
        examination_id=record.id, roles=[], accepted=False, actor=scene.actor
    )
    assert noted is None
    kept.refresh_from_db()
    assert kept.third_parties == [ThirdParty.INTERPRETE], "a form loaded before takes nothing away"
    shown = visio_reads.seat(seat)
    assert shown is not None
    assert (shown.name_shown, shown.detail) == ("Ana Lopez", "interprète en langue des signes")


def test_after_a_plan_a_case_by_video_that_needs_somebody_opens_one_task(scene: Scene) -> None:
    with medical(Actor.system("examination"), purpose="test", subject=f"case:{scene.case.id}"):
        CaseNeeds.objects.update_or_create(
            case=scene.case, defaults={"competence": "", "besoins": ["interprete:ar"]}
        )
    assert guests.open_tasks_for_needed() == 1
    assert guests.open_tasks_for_needed() == 1
    task = Task.objects.get(kind="tiers_a_inviter")
    assert (task.queue, task.params) == ("medical", {"reference": scene.case.reference})
    assert clock.now() < task.due_at < scene.appointment.starts_at, "late as it opens"
    invited(scene)
    task.refresh_from_db()
    assert task.done == "invite"


def test_when_nobody_is_found_the_person_is_received_on_a_site_and_nothing_is_held_against_them(
    scene: Scene,
) -> None:
    with medical(Actor.system("examination"), purpose="test", subject=f"case:{scene.case.id}"):
        CaseNeeds.objects.update_or_create(
            case=scene.case, defaults={"competence": "generaliste", "besoins": ["lsf"]}
        )
    guests.open_tasks_for_needed()
    refused = company.receive_on_site(case=case_of(scene), actor=scene.actor)
    assert isinstance(refused, Refusal)
    assert refused.code == "no_place"
    standing = appointments.current(scene.case.id)
    assert standing is not None
    assert (standing.id, standing.ahead) == (scene.appointment.id, True), "the video stands"
    assert Task.objects.get(kind="tiers_a_inviter").done == ""

    scene.world.hours(scene.medecin, "2026-12-08", site=scene.world.site())
    placed = company.receive_on_site(case=case_of(scene), actor=scene.actor)
    assert not isinstance(placed, Refusal)
    assert (placed.modalite, placed.version) == (Modalite.PRESENTIEL, standing.version + 1)
    before = appointments.appointment(standing.id)
    assert before is not None
    assert before.state is AppointmentState.REMPLACE
    assert appointments.impediments(scene.case.id) == 0
    assert Task.objects.get(kind="tiers_a_inviter").done == "tiers_sur_place"
    told = Notice.objects.filter(version=placed.version, recipient="assure")
    assert told.exists(), "the person hears of the place"
    again = company.receive_on_site(case=case_of(scene), actor=scene.actor)
    assert again == Refusal("not_a_call")
