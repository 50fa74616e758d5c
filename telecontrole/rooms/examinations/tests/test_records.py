"""The structured record: its fields, its secrecy, its saving; paragraphs; previous controls."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from telecontrole.foundations.access import Actor, ActorKind, MedicalAccessRefused, Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.examinations import services
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.enums import AvisCode, Ground
from telecontrole.rooms.examinations.models import RecordAnswers
from telecontrole.rooms.examinations.records import forms, paragraphs, store
from telecontrole.rooms.examinations.records.catalogue import SECTIONS, Answer, fields_of
from telecontrole.rooms.examinations.rules import codes_for
from telecontrole.rooms.examinations.tests.conftest import Scene
from telecontrole.rooms.examinations.tests.test_pages import client_of, desk, record
from telecontrole.rooms.people.models import Account
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.planning.services import place_one_in_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("motif", list(Motif))
def test_every_kind_of_case_has_its_own_fields_and_conclusions(motif: Motif) -> None:
    names = [field.name for field in fields_of(motif)]
    assert len(names) == len(set(names)) >= 8
    others = {field.name for other in Motif if other is not motif for field in fields_of(other)}
    assert set(names) - others, "nothing that is this kind's alone"
    assert codes_for(motif)
    assert all(motif in CATALOGUE[code].motifs for code in codes_for(motif))


@pytest.mark.parametrize("motif", list(Motif))
def test_what_is_typed_comes_back_as_it_was(motif: Motif) -> None:
    examples: dict[Answer, Any] = {
        Answer.LINE: "ligne",
        Answer.TEXT: "une\r\ndeux",
        Answer.DATE: date(2026, 9, 1),
        Answer.YES: True,
    }
    typed = {
        "r_" + field.name: field.choices[0][0] if field.choices else examples[field.answer]
        for field in fields_of(motif)
    }
    kept = forms.answers(motif, typed)
    assert json.loads(json.dumps(kept)) == kept
    shown = forms.initial(motif, kept)
    assert shown == {
        key: "une\ndeux" if value == "une\r\ndeux" else value for key, value in typed.items()
    }
    assert [label for label, _ in forms.told(motif, kept)] == [f.label for f in fields_of(motif)]


def test_the_desk_shows_the_fields_of_its_kind_and_keeps_them_sealed(scene: Scene) -> None:
    scene.open()
    client = client_of(scene.account)
    page = client.get(desk(scene)).content.decode()
    for section in SECTIONS[Motif.MALADIE]:
        assert section.title.replace("'", "&#x27;") in page
    assert "Tableau de maladie" not in page
    typed = {"r_motif_medical": "Lombalgie aiguë", "r_ald": "on", "r_sorties": "libres"}
    assert client.post(desk(scene), record(**typed)).status_code == 302
    assert "Lombalgie aiguë" in client.get(desk(scene)).content.decode()
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute('SELECT * FROM "medical"."examinations_answers"')


def test_answers_are_unreadable_in_the_table_itself(scene: Scene) -> None:
    from telecontrole.foundations import access

    examination = scene.ready()
    saved = store.save(
        examination_id=examination,
        notes="n",
        answers={"motif_medical": "Lombalgie"},
        base_version=0,
        actor=scene.actor,
    )
    assert saved == 1
    with access.medical(scene.actor, purpose="test", subject="test"):
        row = RecordAnswers.objects.get()
    assert b"Lombalgie" not in bytes(row.answers_sealed)


def test_notes_and_answers_share_one_version(scene: Scene) -> None:
    examination = scene.ready()

    def save(notes: str, base: int, **answers: str) -> object:
        return store.save(
            examination_id=examination,
            notes=notes,
            answers=answers,
            base_version=base,
            actor=scene.actor,
        )

    assert save("un", 0) == 1
    assert save("un", 1, profession="maçon") == 2
    assert save("un", 0, profession="maçon") == 2, "the same text again is no conflict"
    assert save("deux", 1) == Refusal("notes_changed", {"version": 2})
    assert store.read(examination, scene.actor).answers == {"profession": "maçon"}


def test_the_autosave_keeps_the_whole_record_and_loses_nothing_for_one_wrong_field(
    scene: Scene,
) -> None:
    scene.open()
    client = client_of(scene.account)
    url = reverse("examinations:notes", args=[scene.appointment.id])
    whole = {"notes": "un", "r_profession": "maçon", "r_plaintes": "dos"}
    assert client.post(url, {**whole, "notes_version": "0"})["X-Version"] == "1"
    # A conclusion half made does not stop the notes from being saved.
    half = {**whole, "notes": "deux", "date_effet_jour": "41", "code": "AT_JUSTIFIE"}
    assert client.post(url, {**half, "notes_version": "1"})["X-Version"] == "2"
    too_long = {**whole, "notes": "x" * 100_001, "notes_version": "2"}
    assert client.post(url, too_long).status_code == 422
    page = client.get(desk(scene)).content.decode()
    assert "maçon" in page
    assert ">\ndeux</textarea>" in page


def test_nobody_but_the_medical_service_reads_a_record(scene: Scene) -> None:
    examination = scene.ready()
    for role in set(Role) - {Role.MEDECIN_CONSEIL}:
        actor = Actor(ActorKind.STAFF, "x", frozenset({role}))
        with pytest.raises(MedicalAccessRefused):
            store.read(examination, actor)
        with pytest.raises(MedicalAccessRefused):
            paragraphs.usable(scene.medecin.id, "141", actor)


def test_paragraphs_are_ones_own_or_the_services(scene: Scene) -> None:
    client = client_of(scene.account)
    url = reverse("examinations:paragraphs")
    client.post(url, {"title": "Rachis", "body": "Flexion complète."})
    client.post(url, {"title": "Clôture", "body": "Avis expliqué.", "shared": "on"})
    colleague = Account.objects.create(
        email="c@caisse.test", roles=["medecin_conseil"], medecin_conseil=scene.world.medecin()
    )
    seen = client_of(colleague).get(url).content.decode()
    assert "Clôture" in seen
    assert "Rachis" not in seen
    scene.open()
    assert "Flexion complète." in client.get(desk(scene)).content.decode()


def test_a_paragraph_of_another_is_not_removed(scene: Scene) -> None:
    kept = paragraphs.keep(
        medecin_id=scene.medecin.id,
        caisse="141",
        title="Rachis",
        body="Flexion.",
        shared=False,
        actor=scene.actor,
    )
    assert not isinstance(kept, Refusal)
    other = scene.world.medecin()
    refused = paragraphs.remove(
        paragraph_id=kept, medecin_id=other.id, caisse="141", actor=scene.actor
    )
    assert refused == Refusal("paragraph_unknown")
    client = client_of(scene.account)
    client.post(reverse("examinations:remove_paragraph", args=[kept]))
    assert "Rachis" not in client.get(reverse("examinations:paragraphs")).content.decode()


def test_paragraphs_have_a_limit(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paragraphs, "LIMIT", 1)
    client = client_of(scene.account)
    url = reverse("examinations:paragraphs")
    client.post(url, {"title": "Un", "body": "Texte."})
    answer = client.post(url, {"title": "Deux", "body": "Texte."})
    assert answer.status_code == 422
    assert "soixante" in answer.content.decode()


def earlier_control(scene: Scene) -> None:
    """An interview of the same person that ended with "justified", and what was written."""
    examination = scene.ready()
    store.save(
        examination_id=examination,
        notes="Vu en novembre.",
        answers={"profession": "maçon"},
        base_version=0,
        actor=scene.actor,
    )
    services.conclude(
        examination_id=examination,
        code=AvisCode.AT_JUSTIFIE,
        grounds=[Ground.INCAPACITE_CONFIRMEE],
        date_effet=None,
        actor=scene.actor,
    )


def next_control(scene: Scene) -> AppointmentInfo:
    """The same person again, in person, with the same médecin-conseil."""
    case = scene.world.case(insured=scene.case.insured)
    scene.world.hours(scene.medecin, "2027-01-05", site=scene.world.site())
    placed = place_one_in_person(
        case_id=case.id,
        actor=scene.actor,
        reason="manuel",
        now=scene.at("2026-12-01T10:00:00+00:00"),
    )
    assert isinstance(placed, AppointmentInfo)
    scene.at(placed.starts_at)
    services.open_examination(
        appointment_id=placed.id, medecin_id=scene.medecin.id, actor=scene.actor
    )
    return placed


def test_a_previous_control_is_listed_and_its_reading_is_journalled(scene: Scene) -> None:
    earlier_control(scene)
    following = next_control(scene)
    client = client_of(scene.account)
    page = client.get(reverse("examinations:interview", args=[following.id])).content.decode()
    assert "Arrêt justifié" in page
    before = scene.appointment.id
    from telecontrole.rooms.examinations.models import Examination

    record_id = Examination.objects.get(appointment=before).id
    url = reverse("examinations:previous", args=[following.id, record_id])
    words = client.get(url).content.decode()
    assert "Vu en novembre." in words
    assert "maçon" in words
    entry = JournalEntry.objects.filter(action="access:medical:entered").order_by("-seq")[0]
    assert entry.data == {"purpose": "previous_control"}
    assert entry.subject == f"examination:{record_id}"


def test_the_record_of_another_person_is_no_previous_control(scene: Scene) -> None:
    earlier_control(scene)
    from telecontrole.rooms.examinations.models import Examination

    record_id = Examination.objects.get().id
    stranger = scene.world.case()
    scene.world.hours(scene.medecin, "2027-01-05", site=scene.world.site())
    now = scene.at("2026-12-01T10:00:00+00:00")
    placed = place_one_in_person(case_id=stranger.id, actor=scene.actor, reason="manuel", now=now)
    assert isinstance(placed, AppointmentInfo)
    url = reverse("examinations:previous", args=[placed.id, record_id])
    assert client_of(scene.account).get(url).status_code == 404


def test_the_same_record_serves_in_person(scene: Scene) -> None:
    following = next_control(scene)
    client = client_of(scene.account)
    url = reverse("examinations:interview", args=[following.id])
    page = client.get(url).content.decode()
    assert "Entretien sur place" in page
    assert 'name="r_profession"' in page
    typed = record(conclude="1", code="AT_JUSTIFIE", ground="incapacite_confirmee")
    for part in ("jour", "mois", "annee", "0", "1", "2"):
        typed.pop(f"date_effet_{part}")
    assert client.post(url, typed).status_code == 302


def test_the_desk_costs_the_same_queries_for_twice_the_paragraphs_and_controls(
    scene: Scene,
) -> None:
    earlier_control(scene)
    following = next_control(scene)
    client = client_of(scene.account)
    url = reverse("examinations:interview", args=[following.id])

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    client.get(url)
    first = cost()
    for number in range(6):
        paragraphs.keep(
            medecin_id=scene.medecin.id,
            caisse="141",
            title=f"Titre {number}",
            body="Texte.",
            shared=bool(number % 2),
            actor=scene.actor,
        )
        scene.world.case(insured=scene.case.insured)
    assert cost() == first
