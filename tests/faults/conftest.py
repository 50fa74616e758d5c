"""Servers, workers and notices for the tests of faults."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from telecontrole.foundations import clock
from telecontrole.rooms.notices import services
from telecontrole.rooms.notices.enums import Channel, Kind, Recipient
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.notices.rules import Window
from telecontrole.rooms.notices.services import NewNotice
from telecontrole.rooms.worklist.models import Task

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@dataclass
class Server:
    """A running server and its log of accepted messages."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    def accepted(self) -> list[dict[str, str]]:
        """What the server says it accepted."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]

    def stop(self) -> None:
        """The end of it."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


def start_server(command: list[str], log: Path) -> Server:
    """A server in a process of its own, which prints its port."""
    log.touch()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return Server(process, int(process.stdout.readline()), log)


@dataclass
class Field:
    """Two servers, a database, and workers sent between them."""

    smtp: Server
    smsc: Server
    folder: Path
    patience: float = 300

    def finish(self, *workers: subprocess.Popen[str]) -> list[int]:
        """Wait for workers; one that hangs is killed and fails the test."""
        try:
            return [worker.wait(self.patience) for worker in workers]
        finally:
            for worker in workers:
                worker.kill()
                worker.wait()

    def worker(
        self,
        die_at: str = "",
        seconds: float = 240,
        *,
        patient: bool = False,
        ports: tuple[int, int, int] | None = None,
    ) -> subprocess.Popen[str]:
        """Start a worker; it dies at the step, or ends when nothing is left.

        `ports`: the SMTP server, the SMSC and the database by other roads than the straight ones.
        """
        info = connection.settings_dict
        place, port = quote(str(info["HOST"]), safe="/"), info["PORT"]
        smtp, smpp = self.smtp.port, self.smsc.port
        if ports is not None:
            smtp, smpp, port = ports
            place = "127.0.0.1"
        url = f"postgresql://{info['USER']}@/{info['NAME']}?host={place}&port={port}"
        env = {
            **os.environ,
            "DATABASE_URL": url,
            "PGCONNECT_TIMEOUT": "3",
            "FAULTS_SMTP": str(smtp),
            "FAULTS_SMPP": str(smpp),
            "FAULTS_KEYS": str(settings.MASTER_KEY_FILE),
            "FAULTS_DIE_AT": die_at,
            "FAULTS_SECONDS": str(seconds),
            "FAULTS_PATIENT": "1" if patient else "",
        }
        command = [sys.executable, "-m", "tests.faults.worker"]
        return subprocess.Popen(command, cwd=ROOT, env=env, text=True)

    def accepted(self) -> Counter[str]:
        """How often each notice was accepted, by the servers' own logs."""
        mails = Counter(line["key"] for line in self.smtp.accepted())
        tokens = {f"T{index:011}": str(id_) for index, id_ in self.tokens.items()}
        texts = (line["text"].rsplit("/", 1)[1] for line in self.smsc.accepted())
        return mails + Counter(tokens[token] for token in texts)

    @property
    def tokens(self) -> dict[int, UUID]:
        """Notices by the number of their subject (SMS only)."""
        rows = Notice.objects.filter(channel="sms").values_list("subject", "id")
        return {int(subject.removeprefix("case:")): id_ for subject, id_ in rows}

    def judge(self) -> Counter[str]:
        """Check every notice against the servers' logs; returns how many ended in each state."""
        accepted = self.accepted()
        with_task = set(Task.objects.filter(done_at__isnull=True).values_list("key", flat=True))
        assert not [key for key, count in accepted.items() if count > 1], "sent twice"
        states: Counter[str] = Counter()
        for notice in Notice.objects.all():
            times = accepted[str(notice.id)]
            states[notice.state] += 1
            if notice.state in ("handed", "delivered", "bounced"):
                assert times == 1, f"{notice.state}, accepted {times} times"
            elif notice.state == "unknown":
                assert notice.task_key in with_task, "unknown without a task"
            else:
                assert notice.state == "refused", notice.state
                assert times == 0, "refused, and yet accepted"
                assert notice.task_key in with_task, "refused without a task"
        return states


Open = Callable[..., Field]


@pytest.fixture
def field(transactional_db: None, tmp_path: Path) -> Iterator[Open]:
    """`field(smtp="ok=1", smsc="ok=1", receipts="normal=1", seed=1)`."""
    opened: list[Server] = []

    def _open(
        smtp: str = "ok=1", smsc: str = "ok=1", receipts: str = "normal=1", seed: int = 1
    ) -> Field:
        mail_log, sms_log = tmp_path / "smtp.log", tmp_path / "smsc.log"
        mail = [sys.executable, str(HERE / "smtp_server.py"), str(mail_log), smtp, str(seed)]
        short = ["node", str(HERE / "smsc.js"), str(sms_log), smsc, str(seed), receipts]
        place = Field(start_server(mail, mail_log), start_server(short, sms_log), tmp_path)
        opened.extend((place.smtp, place.smsc))
        return place

    yield _open
    for server in opened:
        server.stop()


def plan(count: int) -> None:
    """Plan an email and an SMS for each of so many appointments, due now."""
    now = clock.now()
    start = now + timedelta(days=2)
    window = Window(now - timedelta(hours=1), now + timedelta(hours=1))
    subjects = [f"case:{index}" for index in range(count)]
    services.set_heads([(subject, 1, True) for subject in subjects])
    services.plan_notices(
        NewNotice(
            subject=subject,
            version=1,
            kind=Kind.J2,
            recipient=Recipient.ASSURE,
            channel=channel,
            address=f"+336{index:08}" if channel == Channel.SMS else f"p{index}@exemple.test",
            address_source="compte",
            locale_zone="Europe/Paris",
            template=f"notices/j2/{channel}.txt",
            params={
                "starts_at": start.isoformat(),
                "ends_at": (start + timedelta(minutes=20)).isoformat(),
                "zone": "Europe/Paris",
                "modalite": "visio",
                "lieu": "",
                "adresse": "",
                "acces": "",
                "lien": f"T{index:011}",
                "code": "4821",
                "ics_uid": services.calendar_uid(subject),
                "ics_sequence": 0,
            },
            window=window,
            person_key=f"person:{index}",
            caisse="141",
            starts_at=start,
        )
        for index, subject in enumerate(subjects)
        for channel in (Channel.EMAIL, Channel.SMS)
    )
