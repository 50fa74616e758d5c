"""Two relays, two SMS providers: what one refuses for now, or cannot take, leaves by the other, once."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from telecontrole.foundations import clock
from telecontrole.rooms.notices import services
from telecontrole.rooms.notices.gateways.protocol import Gateway
from telecontrole.rooms.notices.models import Attempt, Notice

from .conftest import HERE, Field, Server, plan, start_server

Open = Callable[..., Field]


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Callable[[str], Server]]:
    """`relay(weights)`: one more SMTP server."""
    opened: list[Server] = []

    def start(weights: str) -> Server:
        log = tmp_path / f"relay{len(opened)}.log"
        command = [sys.executable, str(HERE / "smtp_server.py"), str(log), weights, "1"]
        opened.append(start_server(command, log))
        return opened[-1]

    yield start
    for server in opened:
        server.stop()


def nobody() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def email(port: int) -> Gateway:
    return services.email_gateway(f"smtp://127.0.0.1:{port}?tls=none&lanes=4")


def sms(port: int) -> Gateway:
    return services.sms_gateway(f"smpp://u:p@127.0.0.1:{port}?window=8")


def run(emails: tuple[Gateway, ...], short: tuple[Gateway, ...]) -> None:
    """Ticks until nothing waits."""
    end = time.monotonic() + 120
    with services.using_gateways(emails, short):
        while Notice.objects.filter(state__in=["planned", "claimed", "sending"]).exists():
            assert time.monotonic() < end, "some messages still wait"
            services.run_due(clock.now(), longest=1.0)
    for gateway in (*emails, *short):
        gateway.close()


def test_what_the_first_relay_refuses_for_now_leaves_by_the_second(
    field: Open, relay: Callable[[str], Server]
) -> None:
    place, second = field(smtp="temporary=1"), relay("ok=1")
    plan(12)
    run((email(place.smtp.port), email(second.port)), (sms(place.smsc.port),))
    mails = Notice.objects.filter(channel="email")
    assert {one.state for one in mails} == {"handed"}
    assert place.smtp.accepted() == []
    assert sorted(line["key"] for line in second.accepted()) == sorted(str(n.id) for n in mails)
    tried = Attempt.objects.filter(notice__channel="email", outcome="temporary")
    assert {attempt.gateway for attempt in tried} == {f"smtp:127.0.0.1:{place.smtp.port}"}


def test_providers_out_of_reach_are_replaced_at_once(field: Open) -> None:
    place = field()
    plan(12)
    run((email(nobody()), email(place.smtp.port)), (sms(nobody()), sms(place.smsc.port)))
    assert set(place.accepted().values()) == {1}
    assert Notice.objects.filter(state__in=["handed", "delivered"]).count() == 24
    assert Attempt.objects.count() == 24


def test_what_may_have_left_by_one_relay_never_leaves_by_another(
    field: Open, relay: Callable[[str], Server]
) -> None:
    place, second = field(smtp="hangup_after=1"), relay("ok=1")
    plan(4)
    run((email(place.smtp.port), email(second.port)), (sms(place.smsc.port),))
    unknown = Notice.objects.filter(channel="email", state="unknown")
    assert {str(n.id) for n in unknown} == {line["key"] for line in place.smtp.accepted()}
    assert not {str(n.id) for n in unknown} & {line["key"] for line in second.accepted()}
    assert all(n.task_key for n in unknown)
