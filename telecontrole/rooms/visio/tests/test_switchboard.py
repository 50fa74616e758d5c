"""The signalling from the wire: what gets through, what does not, what comes back after a break."""

from __future__ import annotations

import json

import pytest

from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.signalling import closing, limits
from telecontrole.rooms.visio.signalling.limits import GRACE_SECONDS
from telecontrole.rooms.visio.tests.doubles import (
    HOST_LINE,
    OTHER_FINGERPRINT,
    RELAY_LINE,
    Browser,
    House,
    sdp,
    settle,
)

HOST, PERSON, THIRD = SeatRole.MEDECIN_CONSEIL, SeatRole.ASSURE, SeatRole.TIERS
pytestmark = pytest.mark.asyncio


async def pair(house: House, *, admitted: bool = True) -> tuple[Browser, Browser]:
    board = await house.board()
    host_seat, person_seat = house.truth.open(HOST, PERSON)
    host = await Browser(board).hello(host_seat)
    person = await Browser(board).hello(person_seat)
    if admitted:
        host.say("admit", seat=person_seat)
        await settle()
    return host, person


def offer(to: Browser, **changes: object) -> dict[str, object]:
    return {"to": to.seat, "inst": to.instance, "d": {"type": "offer", "sdp": sdp()}, **changes}


async def test_a_description_reaches_the_other_side_only() -> None:
    host, person = await pair(House())
    host.say("description", **offer(person))
    await settle()
    got = person.last("description")
    assert (got["from"], got["inst"], got["d"]["type"]) == (host.seat, host.instance, "offer")
    assert host.all("description") == []


async def test_credentials_come_with_the_welcome_and_are_renewed_on_request() -> None:
    house = House()
    host, person = await pair(house)
    name = person.last("welcome")["ice"][0]["username"]
    assert name.split(":")[1] == f"{person.seat}.1"
    person.say("ice")
    await settle()
    assert person.last("ice")["servers"][0]["urls"] == ["turn:relay.invalid:3478"]
    assert host.last("welcome")["relayed"] is True


async def test_two_who_wait_exchange_nothing() -> None:
    house = House()
    board = await house.board()
    _, person_seat, third_seat = house.truth.open(HOST, PERSON, THIRD)
    person, third = await Browser(board).hello(person_seat), await Browser(board).hello(third_seat)
    person.say("description", **offer(third))
    await settle()
    assert person.refusals() == ["visio_not_linked"]
    assert third.all("description") == []


async def test_a_relayed_connection_is_warm_before_admission_and_live_after() -> None:
    host, person = await pair(House(), admitted=False)
    assert person.last("peer")["link"] == "warm"
    host.say("admit", seat=person.seat)
    await settle()
    assert person.last("peer")["link"] == "live"
    assert person.last("you")["admitted"] is True


async def test_a_host_candidate_never_reaches_the_other_side() -> None:
    host, person = await pair(House())
    target = {"to": host.seat, "inst": host.instance}
    person.say("candidate", **target, c={"candidate": HOST_LINE, "sdpMid": "0"})
    person.say("candidate", **target, c={"candidate": RELAY_LINE, "sdpMid": "0"})
    person.say("description", **target, d={"type": "offer", "sdp": sdp(more=f"a={HOST_LINE}")})
    await settle()
    assert person.refusals() == ["visio_candidate_not_relayed"] * 2
    assert [c["c"]["candidate"] for c in host.all("candidate")] == [RELAY_LINE]
    assert host.all("description") == []


async def test_a_second_certificate_is_refused() -> None:
    host, person = await pair(House())
    host.say("description", **offer(person))
    other = {"type": "offer", "sdp": sdp(fingerprint=OTHER_FINGERPRINT)}
    host.say("description", **offer(person, d=other))
    await settle()
    assert host.refusals() == ["visio_sdp_other_certificate"]
    assert len(person.all("description")) == 1


async def test_another_session_cannot_be_reached() -> None:
    house = House()
    host, _ = await pair(house)
    board = await house.board()
    stranger_seat, _ = house.truth.open(HOST, PERSON)
    stranger = await Browser(board).hello(stranger_seat)
    stranger.say("description", **offer(host))
    stranger.say("admit", seat=host.seat)
    stranger.say("exclude", seat=host.seat)
    await settle()
    assert stranger.refusals() == ["visio_not_in_your_session"] * 3
    assert host.all("description") == []
    assert house.truth.log[-1][0] == "admit"


async def test_an_insured_person_cannot_act_as_the_medecin_conseil() -> None:
    house = House()
    host, person = await pair(house, admitted=False)
    person.say("admit", seat=person.seat)
    person.say("end")
    person.say("exclude", seat=host.seat)
    await settle()
    assert person.refusals() == ["visio_not_your_role"] * 3
    assert house.truth.log == []


async def test_a_lost_socket_is_resumed_and_what_was_missed_is_replayed() -> None:
    house = House()
    host, person = await pair(house)
    board = house.boards[0]
    person.hang_up()
    await settle()
    assert host.last("peer")["present"] is False
    host.say("description", **offer(person))
    host.say("candidate", to=person.seat, inst=person.instance, c={"candidate": RELAY_LINE})
    await settle()
    back = Browser(board)
    back.raw(
        json.dumps({"t": "resume", "seat": person.seat, "key": person.key, "seen": person.seen()})
    )
    await settle()
    assert back.last("welcome")["resumed"] is True
    kinds = [m["t"] for m in back.received if "n" in m]
    assert kinds == ["description", "candidate"]
    assert host.last("peer")["present"] is True


async def test_a_message_sent_twice_counts_once() -> None:
    host, person = await pair(House())
    text = json.dumps({"t": "chat", "n": 9, "text": "bonjour"})
    person.raw(text)
    person.raw(text)
    await settle()
    assert len(host.all("chat")) == 1


async def test_a_wrong_key_or_another_browser_cannot_resume() -> None:
    house = House()
    _, person = await pair(house)
    board = await house.board()
    for other in (Browser(board, "thief"), Browser(board)):
        other.raw(json.dumps({"t": "resume", "seat": person.seat, "key": "x", "seen": 0}))
        await settle()
        assert other.last("reset")["why"] == "unknown"
        assert other.all("welcome") == []


async def test_after_the_grace_the_seat_is_empty() -> None:
    house = House()
    host, person = await pair(house)
    board = house.boards[0]
    person.hang_up()
    await settle()
    house.seconds += GRACE_SECONDS + 1
    await board.sweep()
    await settle()
    gone = host.last("peer")
    assert (gone["inst"], gone["why"]) == (None, "lost")
    assert house.truth.log[-1] == ("left", person.seat, "lost")


async def test_another_tab_takes_over_and_the_first_is_told() -> None:
    house = House()
    host, person = await pair(house)
    board = house.boards[0]
    second = await Browser(board).hello(person.seat)
    await settle()
    assert person.all("replaced")
    assert person.code == closing.REPLACED
    assert host.last("peer")["inst"] == second.instance
    old = Browser(board)
    old.raw(json.dumps({"t": "resume", "seat": person.seat, "key": person.key, "seen": 0}))
    await settle()
    assert old.last("reset")["why"] == "replaced"


async def test_an_excluded_seat_is_cut_off_and_the_others_close_its_connection() -> None:
    house = House()
    host, person = await pair(house)
    host.say("exclude", seat=person.seat)
    await settle()
    assert person.code == closing.NO_RIGHT
    assert host.last("peer")["inst"] is None


async def test_the_end_unlinks_everyone() -> None:
    house = House()
    host, person = await pair(house)
    host.say("end")
    await settle()
    await house.changed(host.seat)
    await settle()
    assert person.last("you")["state"] == "ended"
    assert person.last("peer")["link"] == "none"
    host.say("description", **offer(person))
    await settle()
    assert host.refusals() == ["visio_not_linked"]


async def test_a_notice_reaches_the_role_it_is_for() -> None:
    house = House()
    host, person = await pair(house)
    session = house.truth.session_of(host.seat).session
    body = {"k": "notice", "session": session, "role": PERSON, "kind": "outcome", "url": "/avis"}
    await house.bus.post(body)
    await settle()
    assert person.last("notice")["url"] == "/avis"
    assert host.all("notice") == []


async def test_those_who_wait_are_told_their_rank() -> None:
    house = House()
    host, person = await pair(house, admitted=False)
    session = house.truth.session_of(host.seat).session
    await house.bus.post({"k": "rank", "session": session, "rank": 2, "minutes": 15})
    await settle()
    assert person.last("rank") == {"t": "rank", "rank": 2, "minutes": 15, "n": person.seen()}
    assert host.all("rank") == []


async def test_a_flood_cuts_off_its_sender_only() -> None:
    host, person = await pair(House())
    for _ in range(200):
        person.raw('{"t":"ping"}')
    await settle(2_000)
    assert person.code == closing.TOO_FAST
    host.raw('{"t":"ping"}')
    await settle()
    assert host.last("pong")
    assert host.code is None


async def test_rubbish_is_refused_and_in_the_end_cut_off() -> None:
    host, person = await pair(House())
    for _ in range(25):
        person.raw("{")
    await settle(300)
    assert set(person.refusals()) == {"visio_bad_json"}
    assert person.code == closing.BAD_MESSAGE
    assert host.code is None


async def test_a_forged_ticket_gets_nothing() -> None:
    board = await House().board()
    forger = Browser(board)
    await forger.hello("forged")
    assert forger.refusals() == ["visio_bad_ticket"]
    assert forger.code == closing.NO_RIGHT
    assert forger.all("welcome") == []


async def test_a_page_that_slept_is_cut_off_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House()
    host, person = await pair(house)
    monkeypatch.setattr(limits, "SILENCE_SECONDS", 0.0)
    person.say("ice")  # the next frame is waited for no longer
    await person.task
    # Not the code of a call that is over: with that one the page would give up.
    assert person.code == closing.SILENT
    assert host.last("peer")["present"] is False
    back = Browser(house.boards[0])
    back.raw(json.dumps({"t": "resume", "seat": person.seat, "key": person.key, "seen": 0}))
    await settle()
    assert back.all("welcome")


async def test_two_processes_carry_one_call() -> None:
    house = House()
    first, second = await house.board(), await house.board()
    host_seat, person_seat = house.truth.open(HOST, PERSON)
    host = await Browser(first).hello(host_seat)
    person = await Browser(second).hello(person_seat)
    await settle()
    assert host.last("peer")["present"] is True
    assert person.last("peer")["present"] is True
    host.say("admit", seat=person_seat)
    await settle()
    await house.changed(person_seat)
    await settle()
    assert person.last("you")["admitted"] is True
    host.say("description", **offer(person))
    await settle()
    assert len(person.all("description")) == 1
    person.hang_up()
    await settle()
    assert host.last("peer")["present"] is False


async def test_a_seat_may_move_to_another_process() -> None:
    house = House()
    first, second = await house.board(), await house.board()
    host_seat, person_seat = house.truth.open(HOST, PERSON)
    host = await Browser(first).hello(host_seat)
    person = await Browser(first).hello(person_seat)
    person.hang_up()
    await settle()
    moved = Browser(second)
    moved.instance = person.instance
    await moved.hello(person_seat)
    await settle()
    assert first.line_of(person_seat) is None
    assert (host.last("peer")["inst"], host.last("peer")["present"]) == (person.instance, True)


async def test_a_restarted_server_asks_for_a_new_ticket_and_the_instance_stays() -> None:
    house = House()
    _, person = await pair(house)
    fresh = await House(truth=house.truth).board()
    back = Browser(fresh)
    back.instance = person.instance
    back.raw(json.dumps({"t": "resume", "seat": person.seat, "key": person.key, "seen": 3}))
    await settle()
    assert back.last("reset")["why"] == "unknown"
    await back.hello(person.seat)
    assert back.last("welcome")["inst"] == person.instance
