"""From the proxy to the process: both ends of a call meet in one, and nothing else gets in."""

from __future__ import annotations

import asyncio
import gc
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from telecontrole.foundations import clock
from telecontrole.hall import heap
from telecontrole.hall.asgi import Site
from telecontrole.rooms.visio import screens, services
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.tests.ports import HIGHEST, LOWEST, free_port

PROXY = Path(settings.BASE_DIR) / "deploy" / "nginx" / "telecontrole.conf"


@pytest.mark.django_db
def test_everybody_in_a_call_opens_the_same_address_and_another_call_another() -> None:
    now = clock.now()
    addresses = []
    for subject in ("appointment:1", "appointment:2"):
        session = services.open_session(
            subject=subject, opens_at=now, closes_at=now + timedelta(hours=1)
        )
        for role in (SeatRole.MEDECIN_CONSEIL, SeatRole.ASSURE, SeatRole.TIERS):
            seat = services.seat(session_id=session, role=role, name_shown="X", key=role.value)
            assert isinstance(seat, UUID)
            screen = screens.call(seat_id=seat, leave_url="/")
            assert screen is not None
            addresses.append(screen.config["socket"])
    one, other = set(addresses[:3]), set(addresses[3:])
    assert len(one) == len(other) == 1
    assert one != other


def test_the_proxy_chooses_the_node_of_a_call_by_that_address() -> None:
    text = PROXY.read_text()
    block = text[text.index("location /ws/visio") :]
    (upstream,) = re.findall(r"proxy_pass http://(\w+);", block[: block.index("}")])
    nodes = text[text.index(f"upstream {upstream} {{") :]
    assert "hash $uri consistent;" in nodes[: nodes.index("}")]


@pytest.mark.parametrize(
    ("path", "served"),
    [
        ("/ws/visio", True),
        ("/ws/visio/3fa85f64-5717-4562-b3fc-2c963f66afa6", True),
        ("/ws/visionaire", False),
        ("/ws/", False),
        ("/", False),
    ],
)
def test_only_the_calls_address_is_a_websocket(path: str, served: bool) -> None:
    reached: list[str] = []
    sent: list[dict[str, Any]] = []

    async def calls(scope: Any, receive: Any, send: Any) -> None:
        reached.append(scope["path"])

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    site = Site(pages=calls, calls=calls, worker_inline=False)
    asyncio.run(site({"type": "websocket", "path": path}, receive, send))
    assert reached == ([path] if served else [])
    assert sent == ([] if served else [{"type": "websocket.close", "code": 4404}])


@pytest.fixture
def as_before() -> Iterator[None]:
    """What a process sets for its life is taken back."""
    limits = gc.get_threshold()
    yield
    gc.set_threshold(*limits)
    gc.unfreeze()


def test_a_web_process_sets_apart_what_is_loaded_before_it_serves(as_before: None) -> None:
    told = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    frozen: list[int] = []

    async def receive() -> dict[str, Any]:
        return next(told)

    async def send(message: Any) -> None:
        frozen.append(gc.get_freeze_count())

    site = Site(pages=receive, worker_inline=False)  # type: ignore[arg-type]
    asyncio.run(site({"type": "lifespan"}, receive, send))
    assert frozen[0] > 0
    assert gc.get_threshold() == (heap.YOUNG, heap.MIDDLE, heap.OLD)


def test_a_port_of_the_tests_is_nobody_else_s() -> None:
    ports = {free_port() for _ in range(20)}
    assert len(ports) == 20
    assert all(LOWEST <= port <= HIGHEST for port in ports)
