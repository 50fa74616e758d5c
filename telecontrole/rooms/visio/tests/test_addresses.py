"""Where a browser is: what the service holds back before the admission, and when it passes."""

from __future__ import annotations

import asyncio

import pytest

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.signalling.limits import ADDRESSES_KEPT
from telecontrole.rooms.visio.tests.doubles import HOST_LINE, Browser, House, sdp, settle
from telecontrole.rooms.visio.tests.test_switchboard import offer, pair
from telecontrole.rooms.visio.turn import Relays

HOST, PERSON = SeatRole.MEDECIN_CONSEIL, SeatRole.ASSURE
pytestmark = pytest.mark.asyncio


async def test_before_admission_no_description_with_an_address_passes_without_a_relay() -> None:
    host, person = await pair(House(relays=Relays()), admitted=False)
    assert host.last("peer")["link"] == "prepared"
    located = {"type": "offer", "sdp": sdp(more=f"a={HOST_LINE}")}
    connected = {"type": "offer", "sdp": sdp().replace("0.0.0.0", "10.0.0.8")}
    host.say("description", **offer(person, d=located))
    host.say("description", **offer(person, d=connected))
    person.say("chat", text="bonjour")
    await settle()
    assert host.refusals() == ["visio_address_before_admission"] * 2
    assert person.refusals() == ["visio_not_admitted"]
    assert person.all("description") == []
    host.say("description", **offer(person))
    await settle()
    assert len(person.all("description")) == 1


def address(to: Browser, number: int) -> dict[str, object]:
    """The number-th address of whoever says it."""
    return {"to": to.seat, "inst": to.instance, "c": {"candidate": f"{HOST_LINE} mark {number}"}}


def addresses(of: Browser) -> list[str]:
    """The marks of all addresses that reached a browser, in order."""
    said = [m["c"] for m in of.all("candidate")] + [
        c for m in of.all("candidates") for c in m["all"]
    ]
    return [c["candidate"].rsplit(" ", 1)[1] for c in said]


async def test_addresses_wait_at_the_service_and_pass_with_the_admission_once_in_order() -> None:
    host, person = await pair(House(relays=Relays()), admitted=False)
    for number in range(3):
        host.say("candidate", **address(person, number))
        person.say("candidate", **address(host, 10 + number))
    await settle()
    assert addresses(host) == addresses(person) == []
    assert host.refusals() == person.refusals() == []
    host.say("admit", seat=person.seat)
    await settle()
    assert (addresses(person), addresses(host)) == (["0", "1", "2"], ["10", "11", "12"])
    assert len(person.all("candidates")) == 1
    host.say("candidate", **address(person, 3))
    await settle()
    assert addresses(person)[0] == "3", "from now on each at once"


async def test_only_the_latest_addresses_wait_and_none_for_an_earlier_page() -> None:
    house = House(relays=Relays())
    host, person = await pair(house, admitted=False)
    for number in range(ADDRESSES_KEPT + 5):
        host.say("candidate", **address(person, number))
    await settle()
    line = house.boards[0].line_of(host.seat)
    assert line is not None
    assert len(line.kept[person.seat][1]) == ADDRESSES_KEPT
    again = await Browser(house.boards[0]).hello(person.seat)
    host.say("candidate", **address(person, 90))
    host.say("candidate", **address(again, 91))
    host.say("admit", seat=again.seat)
    await settle()
    assert addresses(again) == ["91"]
    assert addresses(person) == []


async def test_who_is_turned_away_never_learns_an_address_nor_is_their_own_passed_on() -> None:
    house = House(relays=Relays())
    host, person = await pair(house, admitted=False)
    host.say("candidate", **address(person, 1))
    person.say("candidate", **address(host, 2))
    host.say("exclude", seat=person.seat)
    host.say("admit", seat=person.seat)
    await settle()
    await house.boards[0].release(
        house.boards[0].sessions[house.truth.session_of(host.seat).session]
    )
    assert addresses(host) == addresses(person) == []


async def test_addresses_wait_at_both_processes_of_a_call() -> None:
    house = House(relays=Relays())
    first, second = await house.board(), await house.board()
    host_seat, person_seat = house.truth.open(HOST, PERSON)
    host = await Browser(first).hello(host_seat)
    person = await Browser(second).hello(person_seat)
    await settle()
    host.say("candidate", **address(person, 1))
    person.say("candidate", **address(host, 2))
    await settle()
    assert addresses(host) == addresses(person) == []
    host.say("admit", seat=person_seat)
    await settle()
    await house.changed(person_seat)
    await settle()
    assert (addresses(host), addresses(person)) == (["2"], ["1"])


async def test_while_the_record_is_written_the_two_find_each_other_and_nothing_is_live() -> None:
    house = House(relays=Relays())
    host, person = await pair(house, admitted=False)
    record = asyncio.Event()
    admit = house.truth.admit

    async def slowly(*, by: str, seat: str) -> Refusal | None:
        await record.wait()
        return await admit(by=by, seat=seat)

    house.truth.admit = slowly  # type: ignore[method-assign]
    host.say("candidate", **address(person, 1))
    await settle()
    host.say("admit", seat=person.seat)
    person.say("candidate", **address(host, 2))
    await settle()
    assert (addresses(host), addresses(person)) == (["2"], ["1"])
    assert "live" not in {peer["link"] for one in (host, person) for peer in one.all("peer")}
    assert person.last("you")["admitted"] is False
    record.set()
    await settle()
    assert (host.last("peer")["link"], person.last("peer")["link"]) == ("live", "live")


async def test_after_a_refused_admission_addresses_wait_again() -> None:
    house = House(relays=Relays())
    host, person = await pair(house, admitted=False)

    async def refuse(*, by: str, seat: str) -> Refusal | None:
        return Refusal("visio_session_closed")

    house.truth.admit = refuse  # type: ignore[method-assign]
    host.say("admit", seat=person.seat)
    await settle()
    host.say("candidate", **address(person, 1))
    await settle()
    assert host.refusals() == ["visio_session_closed"]
    assert (host.last("peer")["link"], person.last("peer")["link"]) == ("prepared", "prepared")
    assert addresses(person) == []
