"""`bounces`: from the mail server's pipe, a Maildir, an mbox or one file."""

from __future__ import annotations

import io
import json
import mailbox
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError

from telecontrole.foundations import clock
from telecontrole.hall.cli.main import main
from telecontrole.rooms.notices import services
from telecontrole.rooms.notices.enums import Channel, State
from telecontrole.rooms.notices.models import Notice
from telecontrole.rooms.notices.tests.conftest import TWO_DAYS_BEFORE, Twins, new_notice
from telecontrole.rooms.notices.tests.conftest import twins as twins
from telecontrole.rooms.notices.tests.test_people import report

pytestmark = pytest.mark.django_db


@pytest.fixture
def bounced(at: Any, twins: Twins) -> Callable[[], bytes]:
    """A message that left, and the report that comes back about it."""

    def make() -> bytes:
        at(TWO_DAYS_BEFORE)
        new = new_notice(channel=Channel.EMAIL)
        services.set_head(subject=new.subject, version=1, open_=True)
        services.plan_notices([new])
        services.tick(clock.now())
        return report(twins.email.sent[0].envelope_sender, "failed")

    return make


def pipe(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))


def state() -> str:
    return str(Notice.objects.get().state)


def test_a_report_from_the_pipe_is_heard_in_silence(
    bounced: Callable[[], bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pipe(monkeypatch, bounced())
    assert main(["bounces"]) == 0
    assert state() == State.BOUNCED
    pipe(monkeypatch, b"Subject: vacances\n\nbonjour")
    assert main(["bounces"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_database_that_is_away_makes_the_mail_server_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(raw: bytes) -> UUID:
        raise OperationalError("away")

    monkeypatch.setattr(services, "email_report", away)
    pipe(monkeypatch, b"x")
    assert main(["bounces"]) == 75


def test_a_maildir_is_read_once(
    bounced: Callable[[], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    box = mailbox.Maildir(tmp_path / "box", create=True)
    for raw in (bounced(), b"Subject: vacances\n\nbonjour"):
        box.add(raw)
    counted = {"messages": 2, "applied": 1, "not_a_report": 1, "unknown_message": 0}
    assert main(["bounces", str(tmp_path / "box"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == counted
    assert state() == State.BOUNCED
    assert {message.get_subdir() for message in box} == {"cur"}
    assert main(["bounces", str(tmp_path / "box")]) == 0
    assert capsys.readouterr().out.startswith("0 messages.")


def test_an_mbox_and_a_single_file_are_read(
    bounced: Callable[[], bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    raw = bounced()
    box = mailbox.mbox(tmp_path / "mbox")
    box.add(b"Subject: vacances\n\nbonjour")
    box.add(raw)
    box.close()
    (tmp_path / "one.eml").write_bytes(raw)
    for name, count in (("mbox", 2), ("one.eml", 1)):
        assert main(["bounces", str(tmp_path / name), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert (answer["messages"], answer["applied"]) == (count, 1)
    assert state() == State.BOUNCED


def test_what_is_no_mailbox_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place in (tmp_path, tmp_path / "absent"):
        assert main(["bounces", str(place)]) == 1
        assert "Maildir" in capsys.readouterr().err
