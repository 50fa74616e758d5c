"""`/metrics`: who may ask, what is told, and that nobody can be recognised in it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django import Settings

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")
pytestmark = pytest.mark.django_db


def ask(client: Client, **more: str) -> tuple[int, str]:
    answer = client.get("/metrics", **more)  # type: ignore[arg-type]
    return answer.status_code, answer.content.decode()


def test_a_program_of_the_same_machine_may_ask(client: Client) -> None:
    status, page = ask(client, REMOTE_ADDR="127.0.0.1")
    assert status == 200
    assert "telecontrole_journal_unsealed" in page
    assert 'telecontrole_reading_failed{reader="work"} 0.0' in page
    assert 'telecontrole_reading_failed{reader="notices"} 0.0' in page


@pytest.mark.parametrize(
    "how",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.7"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_from_elsewhere_or_through_a_proxy_there_is_no_such_page(
    client: Client, how: dict[str, str]
) -> None:
    assert ask(client, **how)[0] == 404


def test_with_a_token_only_whoever_shows_it_may_ask_from_anywhere(
    client: Client, settings: Settings
) -> None:
    settings.METRICS_TOKEN = "only-for-the-test"
    far = {"REMOTE_ADDR": "192.0.2.7", "HTTP_X_FORWARDED_FOR": "192.0.2.9"}
    assert ask(client, **far, HTTP_AUTHORIZATION="Bearer only-for-the-test")[0] == 200
    assert ask(client, **far, HTTP_AUTHORIZATION="Bearer another")[0] == 404
    assert ask(client, REMOTE_ADDR="127.0.0.1")[0] == 404


def test_the_unsealed_tail_and_the_work_are_told_without_naming_anything(client: Client) -> None:
    before = ask(client, REMOTE_ADDR="127.0.0.1")[1]
    journal.record(
        action="test:thing:done",
        actor=Actor.system("test"),
        subject="case:7d3b6a0e-8a55-4c1e-9f0a-1f2e3d4c5b6a",
        data={"at": clock.now().isoformat()},
    )
    page = ask(client, REMOTE_ADDR="127.0.0.1")[1]
    tail = re.compile(r"^telecontrole_journal_unsealed (\S+)$", re.MULTILINE)
    assert float(tail.findall(page)[0]) == float(tail.findall(before)[0]) + 1
    assert not UUID.search(page)
