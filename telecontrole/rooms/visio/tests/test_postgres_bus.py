"""Two processes' buses on the real database."""

from __future__ import annotations

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from telecontrole.foundations import clock
from telecontrole.rooms.visio import services
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.signalling.postgres_bus import PostgresBus

pytestmark = pytest.mark.django_db(transaction=True)


class Ear:
    """What one process hears."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.resynced = 0

    async def hear(self, body: dict[str, Any]) -> None:
        if body.get("fault"):
            raise ValueError("a handler's fault")
        self.heard.append(body)

    async def resync(self) -> None:
        self.resynced += 1


async def until(what: Any, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.02)


@pytest.mark.asyncio
async def test_messages_short_and_long_arrive_in_order_at_every_process() -> None:
    ears, buses = [Ear(), Ear()], [PostgresBus(), PostgresBus()]
    for ear, bus in zip(ears, buses, strict=True):
        await bus.start(ear.hear, ear.resync)
    long = "é" * 20_000
    for number in range(300):
        await buses[0].post({"session": "s", "n": number, "x": long if number == 150 else ""})
    for ear in ears:
        await until(lambda ear=ear: len(ear.heard) == 300)
        assert [body["n"] for body in ear.heard] == list(range(300))
        assert ear.heard[150]["x"] == long
    for bus in buses:
        await bus.stop()


@pytest.mark.asyncio
async def test_a_bad_message_does_not_make_a_process_deaf() -> None:
    ear, bus = Ear(), PostgresBus()
    await bus.start(ear.hear, ear.resync)
    await bus.post({"session": "s", "fault": True})
    await bus.post({"session": "s", "n": 1})
    await until(lambda: ear.heard == [{"session": "s", "n": 1}])
    await bus.stop()


@pytest.mark.asyncio
async def test_a_service_is_heard_once_it_has_committed() -> None:
    ear, bus = Ear(), PostgresBus()
    await bus.start(ear.hear, ear.resync)
    session = await asyncio.to_thread(_open)
    await until(lambda: {"session": str(session), "k": "facts"} in ear.heard)
    await bus.stop()


def _open() -> uuid.UUID:
    now = clock.now()
    session = services.open_session(
        subject="appointment:bus", opens_at=now, closes_at=now + timedelta(hours=1)
    )
    services.seat(session_id=session, role=SeatRole.ASSURE, name_shown="X", key="k")
    connections.close_all()
    return session
