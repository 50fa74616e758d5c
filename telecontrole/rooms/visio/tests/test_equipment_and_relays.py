from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import access, equipment, rules, selectors
from telecontrole.rooms.visio.turn import Relays, relays_of, ways_missing

GOOD = {
    "browser": "firefox",
    "system": "android",
    "calls": "ok",
    "camera": "ok",
    "microphone": "ok",
    "speaker": "ok",
    "socket": "ok",
    "udp": "failed",
    "tcp": "none",
    "tls": "ok",
    "direct": "none",
}


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({}, True),
        ({"camera": "missing"}, True),
        ({"microphone": "silent"}, False),
        ({"speaker": "no"}, False),
        ({"tls": "failed"}, False),
        ({"socket": "failed"}, False),
        ({"calls": "unsupported"}, False),
    ],
)
def test_a_test_passes_when_a_call_can_work(change: dict[str, str], passes: bool) -> None:
    assert equipment.passed({**GOOD, **change}) is passes


@pytest.mark.parametrize(
    "results",
    [
        None,
        [],
        {},
        {**GOOD, "address": "10.0.0.1"},
        {**GOOD, "camera": "Webcam HD"},
        {**GOOD, "udp": 1},
    ],
)
def test_results_are_known_words_only(results: object) -> None:
    assert equipment.read(results) == Refusal("visio_bad_value")


@pytest.mark.parametrize(
    ("urls", "missing"),
    [
        (["turn:r.example:3478?transport=udp", "turns:r.example:443?transport=tcp"], ()),
        (["turn:r.example", "turns:[2001:db8::1]:443"], ()),
        (["turn:r.example:3478?transport=tcp", "turns:r.example:5349"], ("udp", "tls")),
        (["turn:r.example:443?transport=udp"], ("tls",)),
        (["turns:r.example?transport=tcp"], ("udp", "tls")),
    ],
)
def test_a_way_that_firewalls_force_people_to_is_missed(
    urls: list[str], missing: tuple[str, ...]
) -> None:
    assert ways_missing(urls) == missing


def test_credentials_are_what_coturn_expects_and_expire() -> None:
    now = datetime(2026, 12, 1, 9, tzinfo=UTC)
    relays = Relays(("turn:a", "turns:b"), "secret")
    (server,) = relays.servers(user="seat.1", now=now, life=timedelta(minutes=10))
    assert server["username"] == f"{int(now.timestamp()) + 600}:seat.1"
    digest = hmac.new(b"secret", server["username"].encode(), hashlib.sha1).digest()
    assert server["credential"] == base64.b64encode(digest).decode()
    assert "secret" not in repr(relays)


def test_relays_without_secret_or_of_another_kind_are_a_fault() -> None:
    assert relays_of((), "x").required is False
    with pytest.raises(ValueError, match="without a relay secret"):
        relays_of(("turn:a",), "")
    with pytest.raises(ValueError, match="turn: or turns:"):
        relays_of(("stun:a",), "x")


@pytest.fixture
def resolvers() -> Iterator[dict[str, Any]]:
    """What the hall registers, under the test's control."""
    held: dict[str, Any] = {"subject": None, "seat": None}

    def subject(request: HttpRequest) -> str | None:
        return held["subject"]  # type: ignore[no-any-return]

    def seat(request: HttpRequest, session: uuid.UUID) -> uuid.UUID | None:
        return held["seat"]  # type: ignore[no-any-return]

    access.register_subject_resolver(subject)
    access.register_seat_resolver(seat)
    yield held
    access._subjects.remove(subject)
    access._seats.remove(seat)


@pytest.mark.django_db
def test_a_result_is_kept_with_what_the_browser_prepares(
    client: Client, resolvers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def post(body: str) -> Any:
        return client.post("/visio/essai/resultat/", body, content_type="application/json")

    assert post(json.dumps(GOOD)).status_code == 403
    resolvers["subject"] = "appointment:7"
    assert post("{").status_code == 400
    assert post("[" * 2_000).status_code == 400
    assert post(json.dumps({**GOOD, "x": "y"})).status_code == 400
    assert post(json.dumps(GOOD)).json() == {"passed": True}
    (kept,) = selectors.equipment_tests("appointment:7")
    assert (kept["passed"], kept["results"]["tls"]) == (True, "ok")
    monkeypatch.setattr(rules, "TESTS_AT_MOST", 2)
    assert [post(json.dumps(GOOD)).status_code for _ in range(3)] == [200, 429, 429]
    assert len(selectors.equipment_tests("appointment:7")) == 2


@pytest.mark.django_db
def test_relays_to_test_are_for_those_who_prepare_something(
    client: Client, resolvers: dict[str, Any], settings: Any
) -> None:
    settings.TURN_URLS, settings.TURN_SECRET = ("turn:a", "turns:b"), "secret"
    assert client.post("/visio/essai/relais/").status_code == 403
    assert client.get("/visio/essai/relais/").status_code == 405
    resolvers["subject"] = "appointment:7"
    servers = client.post("/visio/essai/relais/").json()["servers"]
    assert [server["urls"] for server in servers] == [["turn:a"], ["turns:b"]]
    assert ":test:" in servers[0]["username"]


@pytest.mark.django_db
def test_no_ticket_for_a_seat_that_the_browser_does_not_hold(
    client: Client, resolvers: dict[str, Any]
) -> None:
    address = f"/visio/{uuid.uuid4()}/ticket/"
    assert client.post(address).json() == {"code": "visio_no_right"}
    resolvers["seat"] = uuid.uuid4()
    assert client.post(address).status_code == 403
    assert client.get(address).status_code == 405
