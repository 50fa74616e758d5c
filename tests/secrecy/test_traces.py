"""What is left behind: technical columns, messages, logs, the journal, tasks. None of them says anything of anybody."""

from __future__ import annotations

import email
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
import smpplib.client
from django.apps import apps
from django.db import models
from django.test import Client

from telecontrole.foundations.access import Actor, medical
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.hall import logs
from telecontrole.hall.protection.classes import DataClass, columns_of
from telecontrole.hall.staff.acts import ACTS
from telecontrole.rooms.notices.enums import Channel, State
from telecontrole.rooms.notices.models import Notice
from tests.secrecy.conftest import Filled
from tests.secrecy.crawl import ROUTES, visit

# What these say may be read by whoever keeps the service running.
_OPEN = frozenset({DataClass.PUBLIC, DataClass.TECHNIQUE, DataClass.PARCOURS})


def test_no_technical_column_of_any_table_holds_a_person(filled: Filled) -> None:
    wrong = []
    for model in apps.get_models():
        open_columns = [name for name, kind in columns_of(model).items() if kind in _OPEN]
        for row in _rows(model, open_columns):
            for canary in filled.aviary.in_text(row):
                wrong.append(f"{model._meta.label} tells {canary.where}")
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_the_journal_and_the_events_hold_ids_codes_and_dates(filled: Filled) -> None:
    for label in ("journal.JournalEntry", "events.Event", "procrastinate.ProcrastinateJob"):
        model = apps.get_model(label)
        told = list(_rows(model, list(columns_of(model))))
        assert told or label.startswith("procrastinate")
        assert not [one for row in told for one in filled.aviary.in_text(row)], label


def test_every_act_about_a_case_is_told_in_french(filled: Filled) -> None:
    about_cases = JournalEntry.objects.filter(subject__startswith="case:")
    acts = set(about_cases.values_list("action", flat=True))
    assert len(acts) > 15
    assert acts <= ACTS.keys(), "hall/staff/acts.py says them on the case page"


def test_messages_left_and_say_neither_health_nor_number_nor_name(filled: Filled) -> None:
    assert len(filled.twin.sent) > 4
    by_email = 0
    for message in filled.twin.sent:
        said = message.body.decode(errors="replace")
        if "Subject:" in said:
            by_email += 1
            read = email.message_from_bytes(message.body, _class=EmailMessage, policy=default)
            # The address is where it goes; the words are what anybody behind that screen reads.
            assert not list(filled.aviary.in_text(str(read["Subject"])))
            said = "\n".join(_parts(read))
        assert not list(filled.aviary.in_text(said)), said
    assert 0 < by_email < len(filled.twin.sent)


def test_the_proof_of_a_message_is_kept_sealed(filled: Filled) -> None:
    left = Notice.objects.filter(state=State.DELIVERED, channel=Channel.EMAIL)
    assert left.exists()
    for row in left:
        raw = bytes(row.params_sealed) + bytes(row.address_sealed)
        assert not list(filled.aviary.in_text(raw.decode("latin-1")))


def test_logs_of_a_visit_everywhere_hold_nobody(filled: Filled) -> None:
    with _listening() as heard:
        for who in ("medecin_conseil", "gestionnaire", "insured", "anonymous"):
            for route in ROUTES:
                visit(filled, who, route)
        name = filled.cast.here.now.case.insured.nom_naissance
        try:
            raise ValueError(name)
        except ValueError:
            logging.getLogger("telecontrole.test").exception("failed", extra={"nom": name})
    told = heard.getvalue()
    lines = [json.loads(line) for line in told.splitlines()]
    assert any(line["event"] == "failed" for line in lines)
    assert not list(filled.aviary.in_text(told)), told


@pytest.mark.parametrize(
    ("address", "route"),
    [
        ("/r/ABCDEFGHIJKL", "/r/<str:token>"),
        ("/q/ABCDEFGHIJKLMNOP/", "/q/<str:token>/"),
        ("/invitation/ABCDEFGHIJKLMNOP/", "/invitation/<str:token>/"),
    ],
)
def test_a_refused_form_does_not_leave_the_token_of_its_address_in_the_log(
    db: None, address: str, route: str
) -> None:
    with _listening() as heard:
        assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    assert [json.loads(line)["event"] for line in heard.getvalue().splitlines()] == [
        f"Forbidden (CSRF cookie not set.): {route}"
    ]


def test_a_fault_does_not_leave_the_token_of_its_address_in_the_log(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("telecontrole.rooms.people.links.resolve_link", None)
    with _listening() as heard:
        answer = Client(raise_request_exception=False).get("/r/ABCDEFGHIJKL")
    assert answer.status_code == 500
    assert "/r/<str:token>" in heard.getvalue()
    assert "ABCDEFGHIJKL" not in heard.getvalue()


def _rows(model: type[models.Model], columns: list[str]) -> Iterator[str]:
    if not columns:
        return
    with medical(Actor.system("retention"), purpose="test", subject="traces"):
        for row in model._base_manager.values_list(*columns).iterator():
            yield " ".join(_text(value) for value in row)


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return json.dumps(value, default=str, ensure_ascii=False)


def _parts(message: EmailMessage) -> Iterator[str]:
    for part in message.walk():
        # The calendar's part names its recipient by the address that the message goes to.
        if part.get_content_type() in ("text/plain", "text/html"):
            yield str(part.get_content())


def test_the_library_of_the_sms_tells_neither_its_connections_nor_its_messages() -> None:
    with _listening() as heard:
        client = smpplib.client.Client("127.0.0.1", 1, allow_unknown_opt_params=True)
        client.logger.info("Connecting to %s:%s...", "127.0.0.1", 1)
        client.logger.debug(">>%s (%d bytes)", b"2b3333363132333435363738", 12)
        client.logger.warning("it broke")
    assert [json.loads(line)["event"] for line in heard.getvalue().splitlines()] == ["it broke"]


@contextmanager
def _listening() -> Iterator[io.StringIO]:
    """Everything that any logger says, in the form that it has in production."""
    root, heard = logging.getLogger(), io.StringIO()
    handlers, level, silenced = root.handlers, root.level, root.manager.disable
    logging.disable(logging.NOTSET)
    logs.configure({"level": "DEBUG"})
    root.handlers[0].setStream(heard)  # type: ignore[attr-defined]
    try:
        yield heard
    finally:
        root.handlers, root.level = handlers, level
        logging.disable(silenced)
