"""What the person is told and asked first, and who may not control whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from telecontrole.foundations import clock
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.examinations import guarantees, rules, services
from telecontrole.rooms.examinations.enums import (
    AvisCode,
    ConflictKind,
    FoundBy,
    Ground,
    Guarantee,
    IdentityMethod,
    ThirdParty,
)
from telecontrole.rooms.examinations.models import (
    Conflict,
    Examination,
    Guarantees,
    GuaranteeTakenBack,
)
from telecontrole.rooms.examinations.tests.conftest import Scene
from telecontrole.rooms.examinations.tests.test_pages import client_of, desk, record
from telecontrole.rooms.people.models import Practitioner
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning import services as planning_services
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.tests.world import PLANNER

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        ("mission", "énoncé votre mission"),
        ("rights", "le droit d’arrêter l’entretien"),
        ("identity", "vérifié l’identité"),
        ("presence", "seule ou accompagnée"),
    ],
)
def test_without_one_of_the_guarantees_nothing_is_concluded(
    scene: Scene, left_out: str, said: str
) -> None:
    scene.open()
    answer = client_of(scene.account).post(desk(scene), record(conclude="1", **{left_out: ""}))
    page = answer.content.decode().replace("&#x27;", "'")
    assert answer.status_code == 422
    assert said in page.split(f'id="id_{left_out}', 1)[1][:600] or said in page
    assert Examination.objects.get().concluded_at is None


def test_everything_that_is_missing_is_said_at_once(scene: Scene) -> None:
    scene.open()
    page = client_of(scene.account).post(desk(scene), {"conclude": "1", "notes_version": "0"})
    words = page.content.decode().replace("&#x27;", "'")
    for said in ("votre mission", "droit d’arrêter", "l’identité", "accompagnée", "la conclusion"):
        assert said in words


def test_the_guarantees_are_kept_with_their_instant(scene: Scene) -> None:
    examination = scene.ready()
    given = Guarantees.objects.get(examination=examination)
    assert given.rights_told_at == given.presence_noted_at == scene.appointment.starts_at
    assert given.language == "fr"
    told = JournalEntry.objects.filter(action__startswith="examinations:interview:")
    assert {entry.action.rpartition(":")[2] for entry in told} >= {
        "mission_stated",
        "rights_told",
        "identity_checked",
        "presence_noted",
        "language_noted",
    }


def test_somebody_else_is_noted_only_with_consent(scene: Scene) -> None:
    examination = scene.open().id
    roles = [ThirdParty.INTERPRETE]
    refused = services.note_presence(
        examination_id=examination, roles=roles, accepted=False, actor=scene.actor
    )
    assert refused == Refusal("third_party_not_accepted")
    assert not Guarantees.objects.filter(presence_noted_at__isnull=False).exists()
    services.note_presence(
        examination_id=examination, roles=roles, accepted=True, actor=scene.actor
    )
    assert Examination.objects.get().third_parties == ["interprete"]


@pytest.mark.parametrize("language", ["", "x" * 9, "fr;1"])
def test_a_language_is_a_short_code(scene: Scene, language: str) -> None:
    refused = services.note_language(
        examination_id=scene.open().id, language=language, actor=scene.actor
    )
    assert refused == Refusal("language_unknown")


def test_a_guarantee_is_kept_as_soon_as_it_is_ticked(scene: Scene) -> None:
    scene.open()
    url = reverse("examinations:notes", args=[scene.appointment.id])
    client_of(scene.account).post(url, {"rights": "on", "notes": "", "notes_version": "0"})
    assert Guarantees.objects.get().rights_told_at is not None


def test_what_the_files_show_is_a_conflict() -> None:
    doctors = {"1": "1 rue du Port\n14000 Caen", "2": ""}
    assert rules.conflict(rpps="1", address="", doctors=doctors) is ConflictKind.PATIENT
    same = "1, RUE DU PORT 14000 CAEN"
    assert rules.conflict(rpps="9", address=same, doctors=doctors) is ConflictKind.CABINET
    assert rules.conflict(rpps="9", address="", doctors=doctors) is None
    assert rules.conflict(rpps="9", address="2 rue du Port", doctors=doctors) is None


def test_a_declared_conflict_stops_the_interview_and_another_doctor_gets_the_case(
    scene: Scene,
) -> None:
    scene.open()
    client = client_of(scene.account)
    url = reverse("examinations:conflict", args=[scene.appointment.id])
    answer = client.post(url, {"kind": "proche"}, follow=True)
    assert "un autre médecin-conseil la recevra" in answer.content.decode()
    assert planning.appointment(scene.appointment.id).state is AppointmentState.ANNULE  # type: ignore[union-attr]
    assert Case.objects.get(id=scene.case.id).state == CaseState.A_PLANIFIER
    assert Examination.objects.get().ending == "CONFLIT"
    entry = JournalEntry.objects.get(action="examinations:conflict:stopped")
    assert entry.data["kind"] == "proche"

    other = scene.world.medecin()
    scene.world.hours(scene.medecin, "2026-12-08")
    scene.world.hours(other, "2026-12-09")
    now = scene.at("2026-12-01T12:00:00+00:00")
    planning_services.place_all(actor=PLANNER, now=now, until=None)
    following = planning.current(scene.case.id)
    assert following is not None
    assert (following.medecin, following.ahead) == (other.id, True)


def test_after_a_conflict_the_record_is_closed_to_its_medecin_conseil(scene: Scene) -> None:
    scene.open()
    client = client_of(scene.account)
    client.post(reverse("examinations:conflict", args=[scene.appointment.id]), {"kind": "patient"})
    ended = reverse("examinations:ended", args=[scene.appointment.id])
    assert client.get(desk(scene))["Location"] == ended
    saved = client.post(
        reverse("examinations:notes", args=[scene.appointment.id]),
        {"notes": "encore", "notes_version": "0"},
    )
    assert saved.status_code == 422


def test_an_own_patient_found_in_the_files_never_opens(scene: Scene) -> None:
    scene.case.prescripteur_rpps = scene.medecin.rpps
    scene.case.save()
    scene.at(scene.appointment.starts_at)
    client = client_of(scene.account)
    client.post(reverse("examinations:start", args=[scene.appointment.id]))
    found = Conflict.objects.get()
    assert (found.kind, found.found_by) == ("patient", "data")
    assert not Examination.objects.exists()
    assert planning.appointment(scene.appointment.id).state is AppointmentState.ANNULE  # type: ignore[union-attr]


def test_the_same_practice_as_the_prescriber_never_opens(scene: Scene) -> None:
    Practitioner.objects.filter(rpps="10309001401").update(adresse="3 quai Vendeuvre\n14000 Caen")
    Practitioner.objects.create(
        rpps=scene.medecin.rpps, nom="X", prenoms="Y", adresse="3 Quai Vendeuvre, 14000 CAEN"
    )
    scene.at(scene.appointment.starts_at)
    opened = services.open_examination(
        appointment_id=scene.appointment.id, medecin_id=scene.medecin.id, actor=scene.actor
    )
    assert isinstance(opened, Refusal)
    assert opened.code == "conflict"


def test_a_conflict_holds_for_every_case_of_the_person(scene: Scene) -> None:
    from telecontrole.rooms.examinations import conflicts

    other = scene.world.case(insured=scene.case.insured)
    stranger = scene.world.case()
    stopped = services.stop_for_conflict(
        appointment_id=scene.appointment.id,
        kind=ConflictKind.PROCHE,
        found_by=FoundBy.DECLARED,
        actor=scene.actor,
    )
    assert isinstance(stopped, UUID)
    told = conflicts.of([scene.case.id, other.id, stranger.id])
    assert told == dict.fromkeys((scene.case.id, other.id), frozenset({scene.medecin.rpps}))


def test_a_held_interview_is_not_stopped_any_more(scene: Scene) -> None:
    given = services.conclude(
        examination_id=scene.ready(),
        code=AvisCode.AT_JUSTIFIE,
        grounds=[Ground.INCAPACITE_CONFIRMEE],
        date_effet=None,
        actor=scene.actor,
    )
    assert isinstance(given, UUID)
    refused = services.stop_for_conflict(
        appointment_id=scene.appointment.id,
        kind=ConflictKind.PATIENT,
        found_by=FoundBy.DECLARED,
        actor=scene.actor,
    )
    assert isinstance(refused, Refusal)
    assert refused.code == "not_open"


def test_another_medecin_conseil_declares_nothing_here(scene: Scene) -> None:
    from telecontrole.rooms.people.models import Account

    other = Account.objects.create(
        email="z@caisse.test", roles=["medecin_conseil"], medecin_conseil=scene.world.medecin()
    )
    url = reverse("examinations:conflict", args=[scene.appointment.id])
    assert client_of(other).post(url, {"kind": "proche"}).status_code == 404
    assert client_of(scene.account).post(url, {"kind": "ennui"}).status_code == 400
    assert not Conflict.objects.exists()


def test_all_guarantees_at_once_for_programs(scene: Scene) -> None:
    refused = services.give_guarantees(
        examination_id=scene.open().id,
        identity=IdentityMethod.KNOWN_PERSON,
        actor=scene.actor,
        language="pt",
    )
    assert refused is None
    assert Guarantees.objects.get().language == "pt"


def kept_history(scene: Scene) -> list[tuple[str, bool]]:
    found = guarantees.history(Examination.objects.get().id)
    return [(one.guarantee.value, one.taken_back_at is not None) for one in found]


def test_an_unticked_guarantee_counts_no_longer_and_the_record_keeps_both_instants(
    scene: Scene,
) -> None:
    scene.open()
    client = client_of(scene.account)
    url = reverse("examinations:notes", args=[scene.appointment.id])
    kept = {"notes": "", "notes_version": "0"}
    client.post(url, {**kept, "mission": "on", "rights": "on", "ticked": "mission rights"})
    first = Examination.objects.get().mission_stated_at
    scene.at.advance(minutes=3)
    client.post(url, {**kept, "rights": "on", "ticked": "mission rights"})
    examination = Examination.objects.get()
    assert (examination.mission_stated_at, examination.mission_text) == (None, "")
    back = GuaranteeTakenBack.objects.get()
    assert (back.guarantee, back.told_at, back.taken_back_at) == ("mission", first, clock.now())
    entry = JournalEntry.objects.get(action="examinations:interview:mission_taken_back")
    assert entry.data["told_at"] == back.told_at.isoformat()
    # The same page again changes nothing; ticked again, it counts from now.
    client.post(url, {**kept, "rights": "on", "ticked": "mission rights"})
    scene.at.advance(minutes=2)
    client.post(url, {**kept, "mission": "on", "rights": "on", "ticked": "mission rights"})
    assert Examination.objects.get().mission_stated_at == clock.now()
    assert kept_history(scene) == [("mission", True), ("rights", False), ("mission", False)]


def test_a_page_that_never_ticked_a_box_takes_nothing_back(scene: Scene) -> None:
    scene.open()
    client = client_of(scene.account)
    url = reverse("examinations:notes", args=[scene.appointment.id])
    before = {"notes": "", "notes_version": "0", "ticked": ""}
    client.post(url, {**before, "mission": "on", "ticked": "mission"})
    # Another window, loaded before.
    client.post(url, {**before, "rights": "on"})
    assert kept_history(scene) == [("mission", False), ("rights", False)]


def test_without_script_the_page_knows_what_it_showed_ticked(scene: Scene) -> None:
    scene.open()
    client = client_of(scene.account)
    wrong = record(conclude="1", ground="")
    page = client.post(desk(scene), wrong).content.decode()
    assert 'name="ticked" value="mission rights"' in page
    unticked = {**wrong, "ticked": "mission rights", "mission": "", "notes_version": "1"}
    page = client.post(desk(scene), unticked).content.decode()
    assert 'name="ticked" value="rights"' in page
    assert kept_history(scene) == [("mission", True), ("rights", False)]
    assert 'name="ticked" value="rights"' in client.get(desk(scene)).content.decode()


def test_the_page_of_the_avis_tells_what_was_said_and_taken_back(scene: Scene) -> None:
    examination = scene.open().id
    asked: dict[str, Any] = {"examination_id": examination, "actor": scene.actor}
    services.state_mission(**asked)
    scene.at.advance(minutes=4)
    assert services.take_back(**asked, guarantee=Guarantee.MISSION) is None
    assert services.take_back(**asked, guarantee=Guarantee.RIGHTS) is None
    client = client_of(scene.account)
    assert client.post(desk(scene), record(conclude="1")).status_code == 302
    page = " ".join(client.get(desk(scene)).content.decode().split())
    assert page.count("Mission et cadre légal énoncés à") == 2
    assert page.count("décoché à") == 1
    refused = services.take_back(**asked, guarantee=Guarantee.MISSION)
    assert refused == Refusal("already_concluded")


@pytest.mark.parametrize(
    ("guarantee", "later", "name"),
    [
        ("mission", timedelta(minutes=-1), "examinations_taken_back_after_told"),
        ("langue", timedelta(minutes=1), "examinations_taken_back_guarantee_known"),
    ],
)
def test_the_database_knows_what_is_taken_back(
    scene: Scene, guarantee: str, later: timedelta, name: str
) -> None:
    examination, now = scene.open(), clock.now()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        GuaranteeTakenBack.objects.create(
            examination=examination, guarantee=guarantee, told_at=now, taken_back_at=now + later
        )


@pytest.mark.parametrize("box", ["mission", "rights"])
def test_a_box_that_was_unticked_again_counts_as_unticked(scene: Scene, box: str) -> None:
    scene.open()
    client = client_of(scene.account)
    client.post(desk(scene), record())
    told = record(conclude="1", notes_version="1")
    del told[box]
    answer = client.post(desk(scene), told)
    assert answer.status_code == 422
    assert Examination.objects.get().concluded_at is None
    assert client.post(desk(scene), {**told, box: "on"}).status_code == 302
