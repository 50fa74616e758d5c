"""What is shown and written in a call: through the antivirus, behind the medical wall, or nowhere."""

from __future__ import annotations

import io
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from PIL import Image

from telecontrole.foundations import events
from telecontrole.foundations.access import Actor, ActorKind, MedicalAccessRefused
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault import documents
from telecontrole.foundations.vault.enums import DocumentState
from telecontrole.foundations.vault.selectors import DocumentInfo
from telecontrole.foundations.vault.tests.conftest import clamd, clamd_socket, no_clamd
from telecontrole.rooms.examinations import call_documents, calls
from telecontrole.rooms.examinations.tests.conftest import Scene
from telecontrole.rooms.people.middleware import SECOND_FACTOR_KEY
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.planning.selectors import AppointmentInfo
from telecontrole.rooms.visio import filing, telling
from telecontrole.rooms.visio import services as visio
from telecontrole.rooms.visio.enums import SeatRole

__all__ = ["clamd", "clamd_socket", "no_clamd"]
pytestmark = pytest.mark.django_db
PERSON = Actor(ActorKind.INSURED, "x")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the signalling is told."""
    heard: list[dict[str, Any]] = []

    def hear(session: object, **body: Any) -> None:
        heard.append(body)

    for module in ("opening", "filing", "telling", "moving"):
        monkeypatch.setattr(f"telecontrole.rooms.visio.{module}.to_signalling", hear)
    assert telling.to_signalling is hear
    return heard


def photo(kind: str = "JPEG") -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(made, kind)
    return made.getvalue()


def in_call(scene: Scene) -> AppointmentInfo:
    scene.open()
    session = calls.prepare_call(appointment_id=scene.appointment.id)
    assert isinstance(session, uuid.UUID)
    return scene.appointment


def sent(scene: Scene, content: bytes = b"", name: str = "IMG_1.jpg") -> DocumentInfo | Refusal:
    return call_documents.show(
        appointment=scene.appointment, content=content or photo(), filename=name, actor=PERSON
    )


def browser(scene: Scene) -> Client:
    client = Client()
    client.force_login(scene.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session[SECOND_FACTOR_KEY] = True
    session.save()
    return client


@pytest.mark.usefixtures("clamd")
def test_a_clean_photo_is_on_the_medecins_screen_at_once_and_nobody_elses(
    scene: Scene, said: list[dict[str, Any]]
) -> None:
    appointment = in_call(scene)
    said.clear()
    found = sent(scene)
    assert isinstance(found, DocumentInfo)
    assert (found.medical, found.state) == (True, DocumentState.PROPRE)
    url = call_documents.url_of(appointment.id, found.id)
    assert [(one["role"], one["kind"], one["url"]) for one in said] == [
        ("medecin_conseil", "document", url),
        ("assure", "document-state", "/rdv/documents/"),
    ]
    answer = browser(scene).get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert Client().get(url).status_code in (302, 404)
    other = call_documents.url_of(appointment.id, uuid.uuid4())
    assert browser(scene).get(other).status_code == 404
    with pytest.raises(MedicalAccessRefused):
        call_documents.read(appointment=appointment, document_id=found.id, actor=PERSON)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM medical.vault_content")


@pytest.mark.usefixtures("no_clamd")
def test_without_an_antivirus_nobody_sees_it_until_it_was_scanned(
    scene: Scene, said: list[dict[str, Any]], clamd_socket: Any, settings: Any
) -> None:
    appointment = in_call(scene)
    said.clear()
    found = sent(scene)
    assert isinstance(found, DocumentInfo)
    assert found.state is DocumentState.QUARANTAINE
    assert [one["kind"] for one in said] == ["document-waiting", "document-state"]
    url = call_documents.url_of(appointment.id, found.id)
    assert browser(scene).get(url).status_code == 409
    settings.CLAMD_SOCKET = str(clamd_socket)
    said.clear()
    assert documents.rescan(scene.at(appointment.starts_at)) == 1
    events.drain(limit=200)
    assert [one["kind"] for one in said] == ["document", "document-state"]
    assert browser(scene).get(url).status_code == 200


@pytest.mark.usefixtures("clamd")
def test_what_is_refused_says_why_and_leaves_no_document(scene: Scene) -> None:
    in_call(scene)
    wrong = {
        "document_empty": (b"", "a.jpg"),
        "document_type_refused": (b"MZ", "a.exe"),
        "document_type_mismatch": (b"%PDF-1.7", "a.jpg"),
        "document_too_big": (b"\xff\xd8\xff" + bytes(15_000_001), "a.jpg"),
        "document_unreadable": (b"\xff\xd8\xff\xe0 no picture", "a.jpg"),
    }
    for code, (content, name) in wrong.items():
        refused = call_documents.show(
            appointment=scene.appointment, content=content, filename=name, actor=PERSON
        )
        assert isinstance(refused, Refusal), code
        assert refused.code == code
    assert call_documents.shown(scene.case.id) == []


@pytest.mark.usefixtures("no_clamd")
def test_ten_documents_at_most_and_none_after_the_end(scene: Scene) -> None:
    in_call(scene)
    for _ in range(10):
        assert isinstance(sent(scene), DocumentInfo)
    full = sent(scene)
    assert isinstance(full, Refusal)
    assert (full.code, full.params["most"]) == ("documents_full", 10)
    closed = call_documents.show(
        appointment=_declined(scene), content=photo(), filename="a.jpg", actor=PERSON
    )
    assert isinstance(closed, Refusal)
    assert closed.code == "not_a_call"


def _declined(scene: Scene) -> AppointmentInfo:
    return replace(scene.appointment, state=AppointmentState.REFUSE)


def test_the_exchange_is_kept_only_when_the_medecin_says_so_and_everybody_is_told(
    scene: Scene, said: list[dict[str, Any]]
) -> None:
    appointment = in_call(scene)
    subject = calls.subject_of(appointment.id)
    host = calls.seat_of(appointment.id, calls.medecin_key(appointment.medecin))
    person = calls.seat_of(appointment.id, calls.insured_key(scene.case.insured_id))
    assert filing.exchanges(subject) == []
    said.clear()
    page = f"/entretiens/{appointment.id}/echange/"
    words = "Le traitement عربي 🙂 <b>a changé</b>"
    body = {"lines": [{"seat": str(person), "text": words}, {"seat": str(host), "text": "Noté."}]}
    client = browser(scene)
    answer = client.post(page, json.dumps(body), content_type="application/json")
    assert (answer.status_code, answer.json()) == (200, {"kept": True})
    assert {one["role"] for one in said if one["kind"] == "chat-filed"} == set(SeatRole)
    (kept,) = filing.read_exchanges(subject=subject, actor=scene.actor)
    assert [(one.role, one.text) for one in kept.lines] == [
        ("assure", words),
        ("medecin_conseil", "Noté."),
    ]
    text = client.get(page).content.decode()
    assert "&lt;b&gt;a changé" in text
    assert scene.case.insured.nom_naissance in text
    told = JournalEntry.objects.filter(action="visio:session:exchange_filed").get()
    assert "traitement" not in json.dumps(told.data)
    with pytest.raises(MedicalAccessRefused):
        filing.read_exchanges(subject=subject, actor=PERSON)


def test_only_the_people_of_the_call_can_have_written_and_only_its_medecin_keeps(
    scene: Scene,
) -> None:
    appointment = in_call(scene)
    subject = calls.subject_of(appointment.id)
    host = calls.seat_of(appointment.id, calls.medecin_key(appointment.medecin))
    person = calls.seat_of(appointment.id, calls.insured_key(scene.case.insured_id))
    assert host is not None
    assert person is not None

    def keep(seat: uuid.UUID, said: list[tuple[str, str]]) -> str:
        refused = visio.file_exchange(subject=subject, by_seat=seat, said=said, actor=scene.actor)
        assert isinstance(refused, Refusal)
        return refused.code

    line = [(str(person), "Bonjour")]
    assert keep(person, line) == "visio_not_your_role"
    assert keep(host, [(str(uuid.uuid4()), "Bonjour")]) == "visio_nothing_written"
    assert keep(host, []) == "visio_nothing_written"
    assert keep(host, line * 501) == "visio_frame_too_long"
    page = f"/entretiens/{appointment.id}/echange/"
    for body in (b"{", b"[]", b'{"lines": 1}', b'{"lines": [1]}', b'{"lines": [{"seat": 1}]}'):
        answer = browser(scene).post(page, body, content_type="application/json")
        assert answer.status_code == 400
    assert filing.exchanges(subject) == []
