"""An avis that waits for documents: asked, sent, reminded, given back, concluded after its hour."""

from __future__ import annotations

import io
from datetime import date, timedelta
from uuid import UUID

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from telecontrole.foundations import clock, events
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault.models import Document
from telecontrole.rooms.cases import selectors as cases
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.examinations import reserve_telling, reserving, services
from telecontrole.rooms.examinations.enums import AvisCode, Ground
from telecontrole.rooms.examinations.models import Avis, Decision, Examination, Piece, Reserve
from telecontrole.rooms.examinations.reserve_kinds import PieceKind
from telecontrole.rooms.examinations.reserving import ReserveInfo
from telecontrole.rooms.examinations.tests.conftest import Scene
from telecontrole.rooms.examinations.tests.decisions.reading import text_of
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.people import links
from telecontrole.rooms.people.codes import issue_code
from telecontrole.rooms.people.models import Insured
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import AppointmentState
from telecontrole.rooms.worklist.models import Task

pytestmark = pytest.mark.django_db
ASKED = [PieceKind.RESULTATS, PieceKind.ORDONNANCES]


def held(scene: Scene) -> ReserveInfo:
    """The interview, ended with two documents asked for."""
    done = services.hold_for_documents(
        examination_id=scene.ready(), pieces=ASKED, actor=scene.actor
    )
    assert isinstance(done, ReserveInfo), done
    return done


def photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "PNG")
    return out.getvalue()


def sent(scene: Scene, reserve: ReserveInfo, kind: PieceKind) -> str:
    done = services.receive_document(
        reserve_id=reserve.id, kind=kind, content=photo(), filename="a.png", actor=scene.actor
    )
    return done.code if isinstance(done, Refusal) else "sent"


def open_tasks() -> set[str]:
    rows = Task.objects.filter(done_at__isnull=True)
    return set(rows.values_list("kind", flat=True))


def test_the_interview_was_held_and_nothing_is_decided(scene: Scene) -> None:
    reserve = held(scene)
    assert reserve.until == date(2026, 12, 16)
    case, current = cases.case(scene.case.id), planning.current(scene.case.id)
    assert case is not None
    assert current is not None
    assert (case.state, current.state) == (CaseState.A_TRAITER, AppointmentState.TENU)
    assert not Avis.objects.exists()
    events.drain()
    assert not Decision.objects.exists()
    assert open_tasks() == {"pieces_attendues"}
    asked = Notice.objects.filter(subject=reserve_telling.subject_of(reserve.id))
    assert set(asked.values_list("channel", flat=True)) == {"email", "sms"}


def test_a_person_without_mobile_reads_the_list_in_a_letter(scene: Scene) -> None:
    Insured.objects.update(mobile="")
    held(scene)
    words = text_of(notices.print_letters(caisse="141", limit=10).pdf())
    assert "des résultats d’examens" in words
    assert "Jusqu’au 16 décembre 2026" in words


def test_an_interview_without_its_guarantees_is_not_held_back(scene: Scene) -> None:
    record = scene.open()
    done = services.hold_for_documents(examination_id=record.id, pieces=ASKED, actor=scene.actor)
    assert done == Refusal("mission_not_stated")


def test_the_person_sends_a_document_after_the_second_factor(scene: Scene) -> None:
    reserve = held(scene)
    case = scene.case
    wanted = links.LinkWanted(f"case:{case.id}", "sms", insured_id=case.insured_id)
    token = links.issue_link(wanted=wanted, valid_for=timedelta(days=30), actor=scene.actor)
    client = Client()
    client.get(f"/r/{token}")
    assert client.get("/rdv/pieces/")["Location"] == "/rdv/identite/pieces/"
    born = case.insured.date_naissance
    given = {"birth_jour": born.day, "birth_mois": born.month, "birth_annee": born.year}
    client.post("/rdv/identite/pieces/", given)
    link = links.resolve_link(token)
    assert link is not None
    code = issue_code(link_id=link.id, channel="email", actor=scene.actor)
    assert not isinstance(code, Refusal)
    client.post("/rdv/identite/pieces/code/", {"code": code.code})
    assert "Des résultats d’examens" in client.get("/rdv/pieces/").content.decode()
    file = SimpleUploadedFile("a.png", photo())
    answer = client.post("/rdv/pieces/", {"piece": "resultats", "document": file})
    assert answer.status_code == 302
    piece = Piece.objects.get(reserve_id=reserve.id)
    document = Document.objects.get(id=str(piece.document))
    assert (document.medical, document.subject) == (True, f"case:{case.id}")
    # Not a document of the list, not a picture: said, and nothing is kept.
    file = SimpleUploadedFile("a.exe", b"MZ")
    assert client.post("/rdv/pieces/", {"piece": "resultats", "document": file}).status_code == 422
    assert client.post("/rdv/pieces/", {"piece": "certificat"}).status_code == 422
    assert Piece.objects.count() == 1


def test_when_everything_came_the_medecin_conseil_is_asked_to_conclude(scene: Scene) -> None:
    reserve = held(scene)
    assert sent(scene, reserve, PieceKind.CERTIFICAT) == "not_asked"
    assert sent(scene, reserve, PieceKind.RESULTATS) == "sent"
    assert open_tasks() == {"pieces_attendues"}
    assert (
        reserving.note_by_post(reserve_id=reserve.id, kind=PieceKind.ORDONNANCES, actor=scene.actor)
        is None
    )
    assert open_tasks() == {"conclure_apres_pieces"}


def test_the_person_is_reminded_once_and_at_the_end_the_avis_goes_back(scene: Scene) -> None:
    reserve = held(scene)
    scene.at("2026-12-11T08:00:00+00:00")
    assert services.follow_reserves(clock.now()) == 0
    scene.at("2026-12-12T08:00:00+00:00")
    assert services.follow_reserves(clock.now()) == 1
    assert services.follow_reserves(clock.now()) == 0
    reminded = Notice.objects.filter(subject=reserve_telling.subject_of(reserve.id), version=2)
    assert reminded.count() == 2
    scene.at("2026-12-16T20:00:00+00:00")
    assert services.follow_reserves(clock.now()) == 0
    scene.at("2026-12-17T08:00:00+00:00")
    assert services.follow_reserves(clock.now()) == 1
    assert open_tasks() == {"conclure_apres_pieces"}
    # Nothing was concluded by itself.
    assert not Avis.objects.exists()


def test_the_avis_is_given_after_its_hour_and_closes_what_was_awaited(scene: Scene) -> None:
    held(scene)
    scene.at("2026-12-17T08:00:00+00:00")
    services.follow_reserves(clock.now())
    given = services.conclude(
        examination_id=Examination.objects.get().id,
        code=AvisCode.AT_NON_JUSTIFIE_REPRISE,
        grounds=[Ground.CAPACITE_RETROUVEE],
        date_effet=date(2026, 12, 18),
        actor=scene.actor,
    )
    assert isinstance(given, UUID), given
    events.drain()
    assert Avis.objects.get().informed_on == date(2026, 12, 17)
    assert Reserve.objects.get().concluded_at is not None
    assert open_tasks() == set()
    assert Decision.objects.get().state == "a_valider"


def test_the_medecin_conseil_asks_and_reads_by_the_pages(scene: Scene) -> None:
    scene.ready()
    TOTP.activate(scene.account, generate_totp_secret())
    client = Client()
    client.force_login(scene.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/entretiens/{scene.appointment.id}/pieces/"
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"pieces": ["resultats"]})["Location"] == address
    reserve = reserving.of_case(scene.case.id)
    assert reserve is not None
    assert sent(scene, reserve, PieceKind.RESULTATS) == "sent"
    piece = Piece.objects.get()
    assert f"{address}{piece.id}/" in client.get(address).content.decode()
    state = Document.objects.get(id=str(piece.document)).state
    assert client.get(f"{address}{piece.id}/").status_code == (200 if state == "propre" else 404)
