"""Whole campaigns, recounted by an outsider from their files. Each runs as a person would type it."""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.rehearsal.generator import PLACES, Kind, write
from tests.rehearsal.recount import Outsider, Row, check, instant, objective, rows

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "demo" / "data"


def rehearse(folder: Path, until: date, *options: str) -> tuple[int, Any, str]:
    """Exit code, JSON answer (None when there is none), messages."""
    command = [sys.executable, "-m", "telecontrole.hall.cli", "rehearse", str(folder), "--json"]
    done = subprocess.run(
        [*command, "--until", until.isoformat(), *options],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


def promises_held(answer: Any) -> bool:
    return bool(answer["invariants"] == KEPT)


KEPT = {
    "double_bookings": 0,
    "late_notices": 0,
    "duplicate_notices": 0,
    "stale_notices": 0,
    "lost_cases": 0,
    "audit_chain": "intact",
}


def sample(folder: Path, cases: int) -> Path:
    """The first cases of the sample export, with all its other files."""
    for path in DATA.glob("*.csv"):
        shutil.copy(path, folder / path.name)
    lines = (DATA / "dossiers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "dossiers.csv").write_text("".join(lines[: cases + 1]), encoding="utf-8")
    return folder


KINDS = {
    "all regions": (Kind(cases=50), 3),
    "scarce doctors": (Kind(cases=40, doctors=1, days=8), 5),
    "before the rollout": (Kind(cases=30, doctors=7, first=date(2025, 11, 24), rooms=(2,)), 7),
    "overseas, letters": (Kind(cases=30, places=PLACES[3:], unreachable=0.6, rooms=(1, 2)), 11),
    "across new year": (Kind(cases=30, first=date(2026, 12, 22), days=16), 13),
    "nobody": (Kind(cases=0), 17),
}


@pytest.mark.parametrize("name", KINDS)
def test_an_outsider_finds_no_broken_promise(name: str, tmp_path: Path) -> None:
    kind, seed = KINDS[name]
    folder, exported = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    write(folder, kind, seed)
    until = kind.first + timedelta(days=kind.days + 20)
    code, answer, messages = rehearse(folder, until, "--export", str(exported), "--seed", str(seed))
    assert code == 0, messages
    assert promises_held(answer)
    assert check(folder, exported, until) == []
    assert answer["plan"]["objective"] == answer["plan"]["bound"]


def test_the_sample_export_keeps_every_promise(tmp_path: Path) -> None:
    folder, exported, until = sample(tmp_path, 80), tmp_path / "out", date(2026, 12, 31)
    code, answer, messages = rehearse(folder, until, "--export", str(exported))
    assert code == 0, messages
    assert promises_held(answer)
    assert check(folder, exported, until) == []
    outsider = Outsider(folder, exported, instant("2027-01-01T12:00:00+00:00"))
    assert objective(outsider, date(2026, 11, 28)) == answer["plan"]["objective"]
    assert len(rows(exported / "outcomes.csv")) == 80
    check_that_the_outsider_sees(folder, exported, until)


def check_that_the_outsider_sees(folder: Path, exported: Path, until: date) -> None:
    """Files that lie are found out: else the recount would prove nothing."""
    for name, column, value in (
        ("notices.csv", "remis_utc", "2026-12-01T03:00:00Z"),
        ("appointments.csv", "debut_utc", "2026-12-25T09:00:00Z"),
        ("appointments.csv", "modalite", "presentiel"),
        ("outcomes.csv", "reference", "TC-OTHER"),
    ):
        path = exported / name
        before = path.read_bytes()
        _change(path, column, value)
        assert check(folder, exported, until) != [], (name, column)
        path.write_bytes(before)


def _change(path: Path, column: str, value: str) -> None:
    lines: list[Row] = rows(path)
    chosen = next(
        row
        for row in lines
        if row.get("modalite", "visio") == "visio"
        and row.get("genre", "j2") == "j2"
        and row[column]
    )
    chosen[column] = value
    if column == "modalite":
        chosen["site"], chosen["salle"] = "141-1", "1"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(lines)


class Postman:
    """Accepts everything and keeps the addresses."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    async def handle_DATA(  # noqa: N802  the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.addresses.extend(envelope.rcpt_tos)
        return "250 accepted"


@pytest.fixture
def postman() -> Iterator[tuple[Postman, int]]:
    handler = Postman()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


def test_emails_go_to_a_server_of_this_machine_each_once(
    tmp_path: Path, postman: tuple[Postman, int]
) -> None:
    handler, port = postman
    folder, exported = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    kind = Kind(cases=12, doctors=7, days=5)
    write(folder, kind, 19)
    until = kind.first + timedelta(days=9)
    code, answer, messages = rehearse(
        folder, until, "--smtp", f"127.0.0.1:{port}", "--export", str(exported)
    )
    assert code == 0, messages
    assert promises_held(answer)
    sent = [
        row["adresse"]
        for row in rows(exported / "notices.csv")
        if row["canal"] in ("email", "mssante") and row["remis_utc"]
    ]
    assert sorted(handler.addresses) == sorted(sent)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--smtp", "192.0.2.1:25"), "n'est pas cette machine"),
        (("--smpp", "nulle-part"), "n'est pas une adresse"),
        (("--from", "2027-06-01"), "commence le 2027-06-01"),
    ],
)
def test_what_cannot_be_rehearsed_is_said(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    code, answer, messages = rehearse(sample(tmp_path, 1), date(2026, 12, 31), *options)
    assert (code, answer) == (1, None)
    assert said in messages
    assert "Traceback" not in messages


def test_a_folder_without_its_files_is_refused(tmp_path: Path) -> None:
    code, _, messages = rehearse(tmp_path, date(2026, 12, 31))
    assert code == 1
    assert "caisses.csv" in messages


def test_a_file_that_cannot_be_read_is_refused_by_name(tmp_path: Path) -> None:
    folder = sample(tmp_path, 1)
    (folder / "sites.csv").write_bytes(b"\x00\x01\x02")
    code, _, messages = rehearse(folder, date(2026, 12, 31))
    assert code == 1
    assert "sites.csv" in messages
    assert "Traceback" not in messages
