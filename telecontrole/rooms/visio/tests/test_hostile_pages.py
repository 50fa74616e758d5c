"""Pages that come and go, report and read as no page does; and pages in a tunnel, which lose nothing."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.websockets import WebSocket

from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.signalling import closing, limits
from telecontrole.rooms.visio.signalling.connection import Socket
from telecontrole.rooms.visio.tests.doubles import Browser, House, settle

HOST, PERSON = SeatRole.MEDECIN_CONSEIL, SeatRole.ASSURE


async def pair(house: House) -> tuple[Browser, Browser]:
    """Both in the call."""
    board = await house.board()
    host_seat, person_seat = house.truth.open(HOST, PERSON)
    host = await Browser(board).hello(host_seat)
    person = await Browser(board).hello(person_seat)
    host.say("admit", seat=person_seat)
    await settle()
    return host, person


async def back(house: House, before: Browser, seen: int) -> Browser:
    """The same page with a new socket."""
    page = Browser(house.boards[0])
    page.seat, page.instance, page.key = before.seat, before.instance, before.key
    page.raw(json.dumps({"t": "resume", "seat": page.seat, "key": page.key, "seen": seen}))
    await settle()
    return page


@pytest.mark.asyncio
async def test_whoever_comes_back_again_and_again_wears_nobody_out() -> None:
    house = House()
    host, person = await pair(house)
    page, told = person, 0
    for _ in range(limits.RESUMPTIONS):
        page.hang_up()
        page = await back(house, page, person.seen())
        assert page.all("welcome")
        told = len(host.all("peer"))
    page.hang_up()
    page = await back(house, page, person.seen())
    assert page.last("reset")["why"] == "unknown"
    assert not page.all("welcome")
    # Told once more that the person is away, and no more that it is back.
    assert len(host.all("peer")) == told + 1
    house.seconds += limits.RESUMPTION_WINDOW + 1
    assert (await back(house, page, person.seen())).all("welcome")


@pytest.mark.asyncio
async def test_only_so_many_reports_are_written_down() -> None:
    house = House()
    _, person = await pair(house)
    for _ in range(40):
        person.say("quality", report={"rtt_ms": 1})
    await settle(200)
    written = [entry for entry in house.truth.log if entry[0] == "report"]
    assert len(written) == limits.REPORTS_AT_ONCE
    assert person.refusals() == []
    house.seconds += 10
    person.say("quality", report={"rtt_ms": 2})
    await settle()
    assert len([entry for entry in house.truth.log if entry[0] == "report"]) == len(written) + 1


@pytest.mark.asyncio
async def test_a_browser_that_does_not_read_is_cut_off_before_it_costs_memory() -> None:
    stuck, sent = asyncio.Event(), list[Any]()

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] == "websocket.send":
            await stuck.wait()

    async def receive() -> dict[str, Any]:
        return {"type": "websocket.connect"}

    websocket = WebSocket({"type": "websocket", "headers": []}, receive, send)
    await websocket.accept()
    socket = Socket(websocket)
    pump = asyncio.create_task(socket.pump())
    long = "x" * 30_000
    for _ in range(2 * limits.QUEUED_CHARACTERS // len(long)):
        socket.send(long)
        await asyncio.sleep(0)
    assert socket.code == closing.TOO_SLOW
    stuck.set()
    await pump
    assert [message["type"] for message in sent[1:]] == ["websocket.send", "websocket.close"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(["say", "say", "cut", "lose"]), max_size=14))
def test_whatever_a_tunnel_swallows_every_message_arrives_once_and_in_order(
    happens: list[str],
) -> None:
    async def story() -> None:
        house = House()
        host, person = await pair(house)
        page, said, kept = person, 0, list[dict[str, Any]]()
        for what in [*happens, "cut"]:
            if what == "say":
                said += 1
                host.say("chat", text=str(said))
                await settle()
                continue
            got = page.received[:-1] if what == "lose" else page.received
            kept += [message for message in got if "n" in message]
            seen = max((message["n"] for message in kept), default=0)
            page.hang_up()
            page = await back(house, page, seen)
            assert page.all("welcome")
        kept += [message for message in page.received if "n" in message]
        numbers = [message["n"] for message in kept]
        assert numbers == sorted(set(numbers))
        texts = [message["text"] for message in kept if message["t"] == "chat"]
        assert texts == [str(number) for number in range(1, said + 1)]

    asyncio.run(story())
