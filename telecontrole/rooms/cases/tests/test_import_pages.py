"""The pages of the imports, as a technician meets them."""

from __future__ import annotations

import html
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from telecontrole.foundations import clock
from telecontrole.rooms.cases import messages, selectors, services
from telecontrole.rooms.cases.enums import RunState
from telecontrole.rooms.cases.models import Case, ImportChunk, ImportLine, ImportRun
from telecontrole.rooms.people.models import Account
from telecontrole.rooms.worklist.models import Task


def _client(email: str, *roles: str, caisse: str = "") -> Client:
    account = Account.objects.create_user(email, roles=list(roles), caisse=caisse)
    client = Client()
    client.force_login(account)
    session = client.session
    session["second_factor_known"] = True
    session.save()
    return client


@pytest.fixture
def technician(db: None) -> Client:
    """A technician of the whole country."""
    return _client("alice@caisse.test", "technicien")


def _upload(client: Client, path: Path, kind: str = "cases") -> UUID:
    file = SimpleUploadedFile(path.name, path.read_bytes(), content_type="text/csv")
    answer = client.post("/import/", {"kind": kind, "file": file})
    assert answer.status_code == 302, answer.content.decode()
    return UUID(answer["Location"].strip("/").split("/")[-1])


@pytest.fixture
def run(technician: Client, caisses: None, data: Path) -> UUID:
    """The damaged export, uploaded and read."""
    run_id = _upload(technician, data / "dossiers_abimes.csv")
    assert services.process(run_id=run_id)
    return run_id


def test_an_uploaded_file_is_read_by_its_job_and_reported_line_by_line(
    technician: Client, run: UUID
) -> None:
    row = ImportRun.objects.get(id=run)
    assert (row.state, row.accepted, row.warnings, row.rejected) == ("termine", 207, 43, 150)
    assert row.created == 250 == Case.objects.count()
    page = html.unescape(technician.get(f"/import/{run}/").content.decode())
    assert "nir_tableur" in page
    assert messages.fault("nir_tableur") in page
    assert "Terminé" in page


def test_nothing_of_the_uploaded_file_stays_once_it_is_read(run: UUID) -> None:
    assert not ImportChunk.objects.exists()


def test_the_upload_waits_for_its_job(technician: Client, caisses: None, data: Path) -> None:
    run_id = _upload(technician, data / "dossiers_abimes.csv")
    page = html.unescape(technician.get(f"/import/{run_id}/").content.decode())
    assert "En attente" in page
    assert "data-refresh" in page


def test_a_file_is_read_once_however_many_jobs_try(run: UUID) -> None:
    assert services.process(run_id=run) is False


def test_a_file_whose_process_died_is_read_again_and_changes_nothing_twice(
    run: UUID, technician: Client, data: Path
) -> None:
    again = _upload(technician, data / "dossiers_abimes.csv")
    ImportRun.objects.filter(id=again).update(
        state=RunState.EN_COURS, beat_at=clock.now() - timedelta(minutes=3), accepted=17
    )
    assert services.tick(clock.now()) == 1
    row = ImportRun.objects.get(id=again)
    assert (row.state, row.accepted, row.created, row.unchanged) == ("termine", 207, 0, 250)


def test_the_cells_of_a_faulty_line_are_kept_sealed(run: UUID) -> None:
    row = ImportLine.objects.get(run_id=run, line=8)
    assert b"HOARAU" not in bytes(row.cells_sealed)
    line = selectors.line(run, 8)
    assert line is not None
    assert line.cells["nom_naissance"] == "HOARAU"


def _typed(run: UUID, number: int, **changes: str) -> dict[str, str]:
    line = selectors.line(run, number)
    assert line is not None
    hidden = {"competence", "besoins"}
    return {k: v for k, v in line.cells.items() if k not in hidden} | changes


def test_a_corrected_line_is_stored_and_keeps_what_was_not_shown(
    technician: Client, run: UUID
) -> None:
    answer = technician.post(f"/import/{run}/ligne/8/", _typed(run, 8, caisse="671"))
    assert answer.status_code == 302
    case = selectors.by_reference("TC-2026-900006")
    assert case is not None
    assert case.caisse == "671"
    page = html.unescape(technician.get(f"/import/{run}/").content.decode())
    assert "Corrigée" in page
    again = technician.post(f"/import/{run}/ligne/8/", _typed(run, 8, caisse="671"))
    assert again.status_code == 200


def test_a_correction_with_a_fault_loses_nothing_that_was_typed(
    technician: Client, run: UUID
) -> None:
    typed = _typed(run, 8, caisse="000", commune="Élsewhere & <b>")
    answer = technician.post(f"/import/{run}/ligne/8/", typed)
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 422
    assert messages.fault("caisse_inconnue") in page
    assert "Élsewhere & <b>" in page
    assert selectors.by_reference("TC-2026-900006") is None


def test_health_data_are_not_shown_unless_they_are_the_fault(technician: Client, run: UUID) -> None:
    page = html.unescape(technician.get(f"/import/{run}/ligne/4/").content.decode())
    assert 'name="besoins"' not in page
    assert "lsf" not in page


def test_a_file_that_is_not_one_is_refused_in_french(
    technician: Client, caisses: None, tmp_path: Path
) -> None:
    path = tmp_path / "photo.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    run_id = _upload(technician, path)
    services.process(run_id=run_id)
    page = html.unescape(technician.get(f"/import/{run_id}/").content.decode())
    assert "Rien n’a été importé" in page
    assert "export CSV" in page


@pytest.mark.parametrize(
    "data",
    [{}, {"kind": "cases"}, {"kind": "inconnu"}, {"kind": "cases", "file": "a text, no file"}],
)
def test_a_form_without_a_file_or_with_an_unknown_kind_says_so(
    technician: Client, data: dict[str, Any]
) -> None:
    assert technician.post("/import/", data).status_code == 422


def test_only_who_may_import_sees_the_pages(run: UUID) -> None:
    for path in ("/import/", f"/import/{run}/", f"/import/{run}/ligne/8/"):
        assert _client(f"bob{len(path)}@caisse.test", "gestionnaire").get(path).status_code == 403
        assert Client().get(path).status_code == 302


def test_a_technician_of_a_caisse_sees_its_own_files_and_imports_its_own_lines(
    run: UUID, data: Path
) -> None:
    local = _client("carol@caisse.test", "technicien", caisse="671")
    assert local.get(f"/import/{run}/").status_code == 404
    mine = _upload(local, data / "dossiers.csv")
    services.process(run_id=mine)
    codes = {code for row in ImportLine.objects.filter(run_id=mine) for code in row.codes}
    assert codes == {"hors_perimetre"}
    created = Case.objects.filter(imported_by=mine).values_list("caisse_id", flat=True)
    assert set(created) == {"671"}


def test_the_report_asks_as_many_questions_for_twice_the_lines(
    technician: Client, run: UUID, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(12) as few:
        technician.get(f"/import/{run}/?verdict=avertissement")
    with django_assert_max_num_queries(len(few)):
        technician.get(f"/import/{run}/")


def test_the_report_leaves_as_csv(technician: Client, run: UUID) -> None:
    answer = technician.get(f"/import/{run}/?format=csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "TC-2026-900006" in text
    assert "HOARAU" not in text


def test_every_fault_of_the_sample_has_a_french_sentence(run: UUID) -> None:
    codes = {code for row in ImportLine.objects.filter(run_id=run) for code in row.codes}
    assert len(codes) == 13
    assert all(messages.fault_in_report(code) for code in codes)


def test_an_import_received_long_ago_is_taken_up(
    technician: Client, caisses: None, data: Path
) -> None:
    run_id = _upload(technician, data / "dossiers_abimes.csv")
    old = datetime(2026, 1, 1, tzinfo=UTC)
    ImportRun.objects.filter(id=run_id).update(received_at=old)
    assert services.tick(clock.now()) == 1
    assert services.tick(clock.now()) == 0


def test_characters_that_no_text_holds_are_refused_wherever_they_come_from(
    technician: Client, caisses: None, data: Path, tmp_path: Path
) -> None:
    lines = (data / "dossiers.csv").read_bytes().splitlines(keepends=True)[:2]
    path = tmp_path / "nul.csv"
    path.write_bytes(lines[0] + lines[1].replace(b"TC-2026", b"TC\x00\x1b2026"))
    run_id = _upload(technician, path)
    services.process(run_id=run_id)
    row = ImportLine.objects.get(run_id=run_id)
    assert (row.reference, row.codes) == ("TC??2026-000001", ["caractere_interdit"])
    for bad in ("a\x00b", "a\x1bb"):
        typed = _typed(run_id, 2, reference=bad)
        answer = technician.post(f"/import/{run_id}/ligne/2/", typed)
        assert answer.status_code == 422
    good = technician.post(f"/import/{run_id}/ligne/2/", _typed(run_id, 2, reference="TC-1"))
    assert good.status_code == 302


def test_a_line_or_a_file_that_is_not_there_is_not_found(technician: Client, run: UUID) -> None:
    for path in (f"{run}/ligne/3/", f"{run}/ligne/{10**30}/", f"{UUID(int=1)}/", "x/"):
        assert technician.get(f"/import/{path}").status_code == 404


def test_refused_lines_are_forgotten_after_ninety_days_and_counts_stay(run: UUID) -> None:
    finished = ImportRun.objects.get(id=run).finished_at
    assert finished is not None
    assert services.forget(finished + timedelta(days=90)) == 0
    assert services.forget(finished + timedelta(days=91)) == 193
    assert ImportRun.objects.get(id=run).rejected == 150


def test_a_correction_that_is_still_doubtful_is_kept_and_says_so(
    technician: Client, run: UUID
) -> None:
    typed = _typed(run, 2, mobile="01 42 00 00 00")
    answer = technician.post(f"/import/{run}/ligne/2/", typed, follow=True)
    page = html.unescape(answer.content.decode())
    assert "La ligne 2 est enregistrée." in page
    assert messages.fault("mobile_invalide") in page


def test_the_faulty_cells_come_first_and_a_needed_one_is_not_called_optional(
    technician: Client, run: UUID
) -> None:
    page = html.unescape(technician.get(f"/import/{run}/ligne/8/").content.decode())
    assert page.index('name="caisse"') < page.index('name="reference"')
    assert page.count("(facultatif)") == 11


def test_rejected_lines_are_a_task_until_they_are_corrected(technician: Client, run: UUID) -> None:
    task = Task.objects.get(kind="import_a_corriger")
    rejected = ImportLine.objects.filter(run_id=run, verdict="rejet")
    assert (task.subject, task.params["rejected"]) == (f"import:{run}", rejected.count())
    page = technician.get(f"/taches/{task.id}/").content.decode()
    assert f"Import à corriger : {rejected.count()} lignes rejetées" in page
    assert f"/import/{run}/" in page
    rejected.exclude(line=8).update(corrected_at=clock.now(), corrected_by="x")
    assert Task.objects.filter(pk=task.pk, done_at__isnull=True).exists()
    technician.post(f"/import/{run}/ligne/8/", _typed(run, 8, caisse="671"))
    assert Task.objects.filter(pk=task.pk, done="corrige").exists()


def test_the_files_leave_as_csv(technician: Client, run: UUID) -> None:
    answer = technician.get("/import/?format=csv")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "dossiers_abimes.csv" in text
