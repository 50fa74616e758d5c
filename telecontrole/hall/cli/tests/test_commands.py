from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError
from psycopg.errors import DiskFull

from telecontrole.foundations import clock
from telecontrole.hall.cli import site_checks
from telecontrole.hall.cli.main import main
from telecontrole.hall.cli.site_checks import Check, State

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parents[4] / "demo" / "data"


def answer_of(capsys: pytest.CaptureFixture[str]) -> Any:
    """The one JSON object on stdout, and nothing else there."""
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unknown"],
        ["import", "nothing", "file"],
        ["import", "cases"],
        ["plan", "--until", "31/12/2026"],
        ["plan", "--until", "9999-12-31"],
        ["rehearse", "folder", "--until", "9999-12-31"],
        ["rehearse", "folder"],
        ["audit"],
        ["staff", "invite", "a@b.test", "--role", "king"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2


def test_an_import_answers_its_report_as_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "caisses", str(DATA / "caisses.csv"), "--json"]) == 0
    report = answer_of(capsys)
    assert (report["accepted"], report["created"], report["rejected"]) == (15, 15, 0)
    assert main(["import", "caisses", str(DATA / "caisses.csv"), "--json"]) == 0
    assert answer_of(capsys)["unchanged"] == 15


def test_a_dry_run_keeps_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    path = str(DATA / "caisses.csv")
    assert main(["import", "caisses", path, "--dry-run", "--json"]) == 0
    capsys.readouterr()
    assert main(["import", "caisses", path, "--json"]) == 0
    assert answer_of(capsys)["created"] == 15


@pytest.mark.parametrize("content", [b"", b"\x00\xff\x00", b"a;b\n1;2\n", b"\x50\x4b\x03\x04zip"])
def test_a_file_of_another_sort_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert main(["import", "cases", str(path), "--json"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Refusé : ")


@pytest.mark.parametrize("place", ["missing.csv", "."])
def test_a_file_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str
) -> None:
    assert main(["import", "cases", str(tmp_path / place)]) == 1
    assert "Refusé" in capsys.readouterr().err


def test_a_plan_of_nothing_answers_its_contract(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan", "--json"]) == 0
    plan = answer_of(capsys)
    assert plan.pop("seconds") >= 0
    assert plan == {
        "placed": 0,
        "visio": 0,
        "presentiel": 0,
        "unplaced": [],
        "objective": [0, 0, 0],
        "bound": [0, 0, 0],
    }


def test_a_plan_prints_the_bound_that_it_reached(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plan"]) == 0
    said = "".join(capsys.readouterr())
    assert "objectif 0, 0, 0, égal à la borne prouvée" in said


def test_the_journal_is_verified(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--json"]) == 0
    assert answer_of(capsys)["chain"] == "intact"


def test_an_invitation_prints_a_link_once(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["staff", "invite", "agent@caisse.test", "--role", "technicien", "--json"]
    assert main(arguments) == 0
    assert "/invitation/" in answer_of(capsys)["link"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["staff", "invite", "nobody", "--role", "technicien"],
        ["staff", "invite", "a@b.test", "--role", "technicien", "--caisse", "999"],
        ["staff", "invite", "a@b.test", "--role", "medecin_conseil", "--rpps", "1"],
        ["rehearse", "/nowhere", "--until", "2026-12-31"],
        ["restore", "/nowhere"],
        ["rehearse", "folder", "--until", "2026-12-31", "--export", "/dev/null/folder"],
        ["audit", "accept", "--reason", "  "],
        ["bounces", "/proc/self/mem"],
    ],
)
def test_what_cannot_be_done_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    assert main(arguments) == 1
    assert capsys.readouterr().err.startswith("Refusé : ")


def test_a_demonstration_is_never_loaded_elsewhere(
    capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.DEMONSTRATION = False
    assert main(["demo"]) == 1
    assert "démonstration" in capsys.readouterr().err


def test_decisions_come_with_their_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "decisions"]) == 0
    assert capsys.readouterr().out == "reference;caisse;acte;code;date_information;date_effet\r\n"


def test_the_doctor_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("telecontrole.foundations.database.readiness.migrated", lambda url: True)
    main(["doctor", "--json"])
    checks = {check["name"]: check for check in answer_of(capsys)["checks"]}
    assert checks["base de données"]["state"] == "ok"
    assert checks["secret médical"]["state"] == "ok"
    assert checks["clés"]["state"] == "ok"
    assert checks["relais"]["state"] == "manque"


def test_the_doctor_tries_the_relays_and_the_gateways(
    capsys: pytest.CaptureFixture[str], settings: Any
) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ("turn:127.0.0.1:9?transport=tcp",), "secret"
    settings.SMS_URL = "smpp://user:password@127.0.0.1:9"
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert "relais turn:127.0.0.1:9?transport=tcp : ne répond pas" in said
    assert "127.0.0.1:9 ne répond pas" in said
    assert "password" not in said


def test_a_purge_counts_before_it_erases(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["purge", "--dry-run", "--json"]) == 0
    assert answer_of(capsys) == {"dry_run": True, "documents": {}, "rows": {}}
    assert main(["purge", "--json"]) == 0
    assert answer_of(capsys) == {"dry_run": False, "documents": {}, "rows": {}}


@pytest.mark.parametrize("arguments", [["keys", "new"], ["backup"], ["restore"]])
def test_without_its_keys_nothing_of_the_site_is_copied_or_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], settings: Any, arguments: list[str]
) -> None:
    settings.MASTER_KEY_FILE, settings.PRODUCTION = tmp_path / "absent.keys", True
    folder = tmp_path / "copy"
    assert main([*arguments, *([] if "keys" in arguments else [str(folder)])]) == 1
    assert "TELECONTROLE_MASTER_KEY_FILE" in capsys.readouterr().err
    assert not folder.exists()


@pytest.mark.parametrize(("seconds", "state"), [(5, "ok"), (900, "panne")])
def test_the_doctor_says_when_nobody_works(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, seconds: int, state: str
) -> None:
    began = clock.now() - timedelta(seconds=seconds)
    monkeypatch.setattr("telecontrole.hall.jobs.last_tick", lambda: began)
    main(["doctor", "--json"])
    checks = {check["name"]: check for check in answer_of(capsys)["checks"]}
    assert checks["tâches de fond"]["state"] == state


def test_the_doctor_says_when_the_files_of_the_pages_are_not_those_of_the_code(
    tmp_path: Path, settings: Any
) -> None:
    settings.STATIC_ROOT = tmp_path
    names = [name for finder in finders.get_finders() for name, _ in finder.list([])]
    assert gathered().state is State.MISSING
    manifest = tmp_path / "staticfiles.json"
    manifest.write_text(json.dumps({"paths": dict.fromkeys(names, "x")}))
    assert gathered().state is State.OK
    manifest.write_text(json.dumps({"paths": dict.fromkeys(names[1:], "x")}))
    assert gathered().detail.startswith("1 à rassembler")


def gathered() -> Check:
    return next(check for check in site_checks.files() if check.name == "fichiers des pages")


def test_the_doctor_says_when_the_journal_has_nowhere_to_note_its_head(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = Path("/nowhere/at/all")
    monkeypatch.setattr("os.access", lambda path, mode: False)
    check = next(iter(site_checks.files()))
    assert (check.state, check.needed) == (State.FAULT, True)


def run_alone(**environment: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, with this environment and no other."""
    return subprocess.run(
        [sys.executable, "-m", "telecontrole.hall.cli", "doctor"],
        cwd=DATA.parents[1],
        env={"PYTHONPATH": str(DATA.parents[1]), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_all_that_a_production_lacks_is_said_at_once() -> None:
    done = run_alone(TELECONTROLE_BASE_URL="https://a.example")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Refusé : à régler en production : TELECONTROLE_SECRET_KEY, ")
    assert "DATABASE_URL" in done.stderr
    assert "BASE_URL," not in done.stderr.replace("DATABASE_URL", "")
    assert "Traceback" not in done.stderr


def test_what_an_operator_can_mend_in_the_database_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise OperationalError("could not extend file") from DiskFull()

    monkeypatch.setattr("telecontrole.foundations.journal.selectors.verify", full)
    assert main(["audit", "verify"]) == 1
    assert capsys.readouterr().err == "Refusé : le disque de la base de données est plein.\n"
