"""Documents through a real antivirus, the medical wall, retention and rotation."""

from __future__ import annotations

import hashlib
import socket
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection, transaction

from telecontrole.foundations import vault
from telecontrole.foundations.access import Actor, ActorKind, MedicalAccessRefused, Role
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault import antivirus, documents, rotation, selectors
from telecontrole.foundations.vault.antivirus import Scan, Verdict
from telecontrole.foundations.vault.keys import new_line
from telecontrole.foundations.vault.models import Content, Document
from telecontrole.foundations.vault.selectors import DocumentInfo

from . import files

DOCTOR = Actor(ActorKind.STAFF, "doctor", frozenset({Role.MEDECIN_CONSEIL}), "141")
MANAGER = Actor(ActorKind.STAFF, "manager", frozenset({Role.GESTIONNAIRE}), "141")
PERSON = Actor(ActorKind.INSURED, "person")
NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("at")(NOW)


def stored(
    content: bytes = b"", name: str = "a.pdf", *, actor: Actor = DOCTOR, **more: Any
) -> DocumentInfo | Refusal:
    wanted: dict[str, Any] = {
        "subject": "case:1",
        "kind": "piece",
        "medical": False,
        "actor": actor,
    } | more
    return documents.store_document(content=content or files.pdf(), filename=name, **wanted)


def kept(*args: Any, **more: Any) -> DocumentInfo:
    info = stored(*args, **more)
    assert isinstance(info, DocumentInfo)
    return info


def read(info: DocumentInfo, actor: Actor = DOCTOR) -> bytes | Refusal:
    found = documents.read_document(document_id=info.id, actor=actor, purpose="examination")
    return found if isinstance(found, Refusal) else found[1]


def test_clamd_tells_clean_from_infected(clamd: None) -> None:
    assert antivirus.scan(b"a harmless text") == Scan(Verdict.CLEAN)
    found = antivirus.scan(files.EICAR)
    assert found.verdict is Verdict.INFECTED
    assert "Eicar" in found.detail
    assert (antivirus.version() or "").startswith("ClamAV")


def test_a_file_above_clamd_s_limit_is_not_clean(clamd: None) -> None:
    assert antivirus.scan(bytes(26 * 1024 * 1024)).verdict is Verdict.UNKNOWN


def test_no_clamd_is_not_clean(no_clamd: None) -> None:
    assert antivirus.scan(b"x").verdict is Verdict.UNKNOWN
    assert antivirus.version() is None


@pytest.mark.parametrize("reply", [b"", b"stream: x ERROR\0", b"\xff\0", b"stream: OK but\0"])
def test_a_strange_answer_is_not_clean(tmp_path: Path, reply: bytes) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(1)

        def answer() -> None:
            wire, _ = server.accept()
            with wire:
                wire.recv(1_000)
                wire.sendall(reply)
                wire.shutdown(socket.SHUT_WR)
                while wire.recv(1_000):
                    pass

        thread = threading.Thread(target=answer)
        thread.start()
        assert antivirus.scan(b"x", path=path).verdict is Verdict.UNKNOWN
        thread.join()


@pytest.mark.django_db
def test_a_clean_file_is_stored_sealed_and_read_back_cleaned(clamd: None) -> None:
    info = kept(files.jpeg(), "photo.jpg")
    assert info.shown
    content = read(info)
    assert isinstance(content, bytes)
    assert b"JEANNE" not in content
    assert info.sha256 == hashlib.sha256(content).digest()
    sealed = bytes(Content.objects.get().sealed)
    assert content[:100] not in sealed
    actions = list(JournalEntry.objects.order_by("seq").values_list("action", flat=True))
    assert actions == ["vault:document:stored", "vault:document:read"]


@pytest.mark.django_db
def test_an_infected_file_is_refused_journalled_and_not_stored(clamd: None) -> None:
    assert stored(files.pdf() + b"\n" + files.EICAR) == Refusal("document_infected")
    assert not Document.objects.exists()
    entry = JournalEntry.objects.get()
    assert entry.action == "vault:document:infected"
    assert "Eicar" in entry.data["signature"]


@pytest.mark.django_db
def test_refusals_of_type_and_content_reach_the_caller(clamd: None) -> None:
    assert stored(b"MZ", "a.exe") == Refusal(
        "document_type_refused", {"extensions": ".pdf .jpg .jpeg .png .webp"}
    )
    assert stored(files.locked_pdf()) == Refusal("document_protected")
    assert stored(b"%PDF-1.7 broken") == Refusal("document_unreadable")
    assert not Document.objects.exists()


@pytest.mark.django_db
def test_without_antivirus_a_file_waits_in_quarantine_and_nobody_sees_it(no_clamd: None) -> None:
    info = kept()
    assert not info.shown
    assert read(info) == Refusal("document_not_shown", {"state": "quarantaine"})
    assert documents.rescan(NOW) == 0
    assert selectors.waiting_for_scan() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("medical", [False, True])
def test_the_quarantine_ends_when_the_antivirus_answers(
    no_clamd: None, clamd_socket: Path, settings: Any, medical: bool
) -> None:
    good = kept(files.jpeg(), "a.jpg", medical=medical)
    bad = kept(files.pdf() + b"\n" + files.EICAR, medical=medical)
    broken = kept(b"%PDF-1.7 broken", medical=medical)
    settings.CLAMD_SOCKET = str(clamd_socket)
    assert documents.rescan(NOW) == 3
    states = {row.id: row.state for row in Document.objects.all()}
    assert (states[good.id], states[bad.id], states[broken.id]) == (
        "propre",
        "infecte",
        "illisible",
    )
    content = read(good)
    assert isinstance(content, bytes)
    assert b"JEANNE" not in content
    assert read(bad) == Refusal("document_not_shown", {"state": "infecte"})
    assert documents.rescan(NOW) == 0


@pytest.mark.django_db
def test_a_medical_document_stands_behind_the_wall(clamd: None) -> None:
    info = kept(medical=True)
    assert isinstance(read(info), bytes)
    assert not Content.objects.exists()
    for stranger in (MANAGER, PERSON):
        with pytest.raises(MedicalAccessRefused):
            read(info, stranger)
        with pytest.raises(MedicalAccessRefused):
            stored(medical=True, actor=stranger)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute("SELECT * FROM medical.vault_content")
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_a_content_moved_to_another_document_does_not_open(clamd: None) -> None:
    first, second = kept(), kept(files.png(), "b.png")
    Content.objects.filter(pk=second.id).update(sealed=Content.objects.get(pk=first.id).sealed)
    with pytest.raises(vault.SealBroken):
        read(second)


@pytest.mark.django_db
def test_a_purged_document_leaves_its_trace_and_no_content(clamd: None) -> None:
    over = kept(retain_until=date(2026, 11, 30))
    medical = kept(medical=True, retain_until=date(2026, 11, 30))
    last_day = kept(retain_until=date(2026, 12, 1))
    endless = kept()
    planned = documents.purge(date(2026, 12, 1), dry_run=True)
    assert {info.id for info in planned} == {over.id, medical.id}
    assert Content.objects.count() == 3
    assert len(documents.purge(date(2026, 12, 1))) == 2
    assert set(Content.objects.values_list("id", flat=True)) == {last_day.id, endless.id}
    assert read(over) == Refusal("document_not_shown", {"state": "purge"})
    assert documents.purge(date(2026, 12, 1)) == []
    proof = JournalEntry.objects.filter(action="vault:document:purged")
    assert {entry.data["document"] for entry in proof} == {str(over.id), str(medical.id)}


@pytest.mark.django_db
def test_an_unknown_document_is_refused() -> None:
    found = documents.read_document(document_id=uuid.uuid4(), actor=DOCTOR, purpose="x")
    assert found == Refusal("document_unknown")


@pytest.mark.django_db
def test_a_rotation_moves_every_content_to_the_new_key(
    clamd: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "BATCH", 2)
    plain = [kept() for _ in range(3)]
    hidden = kept(medical=True)
    path = Path(settings.MASTER_KEY_FILE)
    before = path.read_text(encoding="ascii")
    try:
        path.write_text(new_line("seal") + before, encoding="ascii")
        vault.forget_keys()
        moved = rotation.rotate()
        assert moved["vault.Content.sealed"] == 3
        assert moved["vault.MedicalContent.sealed"] == 1
        assert not any(rotation.rotate().values())
        path.write_text(_without_old_seal(path, before), encoding="ascii")
        vault.forget_keys()
        assert all(isinstance(read(info), bytes) for info in (*plain, hidden))
    finally:
        path.write_text(before, encoding="ascii")
        vault.forget_keys()


def test_a_sealed_column_that_nobody_named_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [name for name in rotation.forgotten() if name.startswith("vault.")]
    monkeypatch.setattr(rotation, "_columns", {})
    assert {"vault.Content.sealed", "vault.MedicalContent.sealed"} <= set(rotation.forgotten())


def test_a_column_s_rows_are_named_by_a_text_or_a_function() -> None:
    row = Content(id=uuid.UUID(int=1))
    assert rotation.Column("m", "f", "t:{pk}:c").name_of(row) == f"t:{row.id}:c"
    assert rotation.Column("m", "f", lambda one: f"x:{one.pk}").name_of(row) == f"x:{row.id}"


def _without_old_seal(path: Path, before: str) -> str:
    old = next(line for line in before.splitlines() if line.startswith("seal"))
    return path.read_text(encoding="ascii").replace(old + "\n", "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"state": "vu"}, "vault_document_state_known"),
        ({"media": "text/html"}, "vault_document_media_known"),
        ({"origin": "recu"}, "vault_document_clean_was_scanned"),
        ({"state": "purge"}, "vault_document_purged_when"),
        ({"purged_at": NOW}, "vault_document_purged_when"),
    ],
)
def test_the_database_holds_what_must_hold(fields: dict[str, Any], constraint: str) -> None:
    row = {
        "subject": "s",
        "kind": "k",
        "medical": False,
        "origin": "produit",
        "size": 1,
        "media": "application/pdf",
        "state": "propre",
        "sha256": bytes(32),
        "stored_at": NOW,
    } | fields
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Document.objects.create(**row)


@pytest.mark.django_db
def test_twice_the_documents_of_a_subject_cost_the_same_query(
    clamd: None, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for _ in range(4):
        kept()
    with django_assert_num_queries(1):
        assert len(selectors.documents_of("case:1")) == 4
