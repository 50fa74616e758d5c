"""The websocket of the calls under attack, on a real server: refused, written down, and nobody else disturbed.

A neighbouring call talks all the while; every one of its messages must arrive, once and in order.
The run is drawn from a seed: what failed once can be run again.
"""

from __future__ import annotations

import asyncio
import json
import random
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from telecontrole.foundations import clock
from telecontrole.foundations.journal.models import JournalEntry
from telecontrole.rooms.visio import services, tickets
from telecontrole.rooms.visio.enums import SeatRole
from telecontrole.rooms.visio.models import Seat, Session
from telecontrole.rooms.visio.signalling import closing
from telecontrole.rooms.visio.signalling.messages import KINDS, Message, parse
from telecontrole.rooms.visio.signalling.sdp import read_description, refused_candidate
from telecontrole.rooms.visio.tests.doubles import RELAY_LINE, Browser, House, sdp, settle
from tests.browser.visio.servers import Site, site

SEED = 20261201
RELAYED = {
    "TELECONTROLE_TURN_URLS": "turn:192.0.2.7:3478",
    "TELECONTROLE_TURN_SECRET": "only-for-the-test",
}
FIELDS = ("n", "a", "to", "inst", "d", "c", "offer", "report", "seat", "text", "by", "audio")

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


# ---- properties of what is read ----------------------------------------------------------------


@given(st.text(max_size=400) | anything.map(lambda value: json.dumps(value)))
def test_whatever_is_sent_is_read_or_refused(text: str) -> None:
    parse(text)


@given(
    st.sampled_from(sorted(KINDS)),
    st.dictionaries(st.sampled_from(FIELDS), anything),
)
def test_known_types_with_any_fields_are_read_or_refused(kind: str, fields: dict[str, Any]) -> None:
    found = parse(json.dumps({"t": kind, **fields}))
    if isinstance(found, Message):
        assert found.fields.keys() <= {**KINDS[kind].fields, **KINDS[kind].optional}.keys()


@given(
    st.text(max_size=200)
    | st.from_regex(r"candidate:1 1 udp 1 \S{1,20} 9 typ (host|srflx|prflx|relay)( .*)?")
)
def test_no_candidate_but_a_relayed_one_passes_where_relays_are_required(text: str) -> None:
    if text and refused_candidate(text, relay_only=True) is None:
        assert " typ relay" in text
        assert "\n" not in text


@given(st.lists(st.sampled_from(sdp().split("\r\n")) | st.text(max_size=60), max_size=14))
def test_any_lines_as_a_description_are_read_or_refused(lines: list[str]) -> None:
    read_description("offer", "\r\n".join(lines), relay_only=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(KINDS)),
            st.dictionaries(st.sampled_from(FIELDS), anything, max_size=4),
        ),
        max_size=10,
    )
)
def test_a_person_who_waits_can_do_nothing_that_only_a_medecin_conseil_may(
    said: list[tuple[str, dict[str, Any]]],
) -> None:
    async def story() -> None:
        house = House()
        board = await house.board()
        host_seat, person_seat = house.truth.open(SeatRole.MEDECIN_CONSEIL, SeatRole.ASSURE)
        stranger_seat, _ = house.truth.open(SeatRole.MEDECIN_CONSEIL, SeatRole.ASSURE)
        host = await Browser(board).hello(host_seat)
        stranger = await Browser(board).hello(stranger_seat)
        attacker = await Browser(board).hello(person_seat)
        before = list(stranger.received)
        known = {
            "to": stranger.seat,
            "inst": stranger.instance,
            "seat": attacker.seat,
            "by": "phone",
        }
        for kind, fields in said:
            attacker.say(kind, **{**{k: known[k] for k in fields if k in known}, **fields})
            attacker.say(kind, **{k: known.get(k, v) for k, v in fields.items()})
        await settle(60)
        acts = {entry[0] for entry in house.truth.log}
        assert acts <= {"left", "report"}
        assert stranger.received == before
        for one in (host, stranger, attacker):
            one.hang_up()
        await settle(60)
        assert all(
            one.task.done() and one.task.exception() is None for one in (host, stranger, attacker)
        )

    asyncio.run(story())


# ---- a real server ------------------------------------------------------------------------------


class Person:
    """One websocket with a cookie of its own, as a program may open it."""

    def __init__(self, where: Site, seat: uuid.UUID) -> None:
        self.where, self.seat = where, str(seat)
        self.cookie, self.instance = uuid.uuid4().hex, uuid.uuid4().hex
        self.got: list[dict[str, Any]] = []
        self.code: int | None = None
        self.number = 0

    def ticket(self) -> str:
        made = services.ticket(seat_id=uuid.UUID(self.seat), browser_session=self.cookie)
        assert isinstance(made, str)
        return made

    async def open(self, *, origin: str = "") -> Person:
        self.link: ClientConnection = await connect(
            f"ws://127.0.0.1:{self.where.port}/ws/visio",
            additional_headers={"Cookie": f"sessionid={self.cookie}"},
            origin=origin or self.where.url,  # type: ignore[arg-type]
            compression=None,
            max_size=None,
        )
        self.ear = asyncio.create_task(self._listen())
        return self

    async def _listen(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.link:
                self.got.append(json.loads(text))
        self.code = self.link.close_code

    async def hello(self, ticket: str) -> Person:
        await self.raw(json.dumps({"t": "hello", "ticket": ticket, "inst": self.instance}))
        await until(
            lambda: bool(self.all("welcome") or self.all("refused")) or self.code is not None
        )
        return self

    async def raw(self, text: str | bytes) -> None:
        with suppress(ConnectionClosed):
            await self.link.send(text)

    async def say(self, kind: str, **fields: Any) -> None:
        self.number += 1
        await self.raw(json.dumps({"t": kind, "n": self.number, **fields}))

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.got if message["t"] == kind]

    def codes(self) -> list[str]:
        return [message["code"] for message in self.all("refused")]

    async def gone(self) -> int | None:
        await until(lambda: self.code is not None)
        return self.code

    async def close(self) -> None:
        await self.link.close()
        await self.ear


async def until(what: Callable[[], bool], seconds: float = 60) -> None:
    """Ask until it is so. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not what():
            await asyncio.sleep(0.02)


class Neighbours:
    """A call next door: both talk all the while."""

    def __init__(self, where: Site, host: uuid.UUID, person: uuid.UUID) -> None:
        self.host, self.person = Person(where, host), Person(where, person)
        self.tickets = self.host.ticket(), self.person.ticket()
        self.said = 0

    async def around(self, attack: Callable[[], Awaitable[None]]) -> None:
        """Talk while `attack` runs; afterwards everything must have arrived, once and in order."""
        for one, ticket in zip((self.host, self.person), self.tickets, strict=True):
            await (await one.open()).hello(ticket)
        await self.host.say("admit", seat=self.person.seat)
        await until(lambda: any(m["admitted"] for m in self.person.all("you")))
        attacking = asyncio.ensure_future(attack())
        while not attacking.done():
            await self._speak()
            await asyncio.sleep(0.1)
        await attacking
        await self._speak()
        await until(lambda: len(self.person.all("candidate")) == self.said)
        marks = [m["c"]["candidate"].rsplit(" ", 1)[1] for m in self.person.all("candidate")]
        assert marks == [str(number) for number in range(1, self.said + 1)]
        assert self.host.codes() == self.person.codes() == []
        assert (self.host.code, self.person.code) == (None, None)
        for one in (self.host, self.person):
            await one.close()

    async def _speak(self) -> None:
        self.said += 1
        to = {"to": self.person.seat, "inst": self.person.instance}
        await self.host.say("candidate", **to, c={"candidate": f"{RELAY_LINE} mark {self.said}"})


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server writes."""
    return Path(tmp_path_factory.mktemp("calls")) / "server.log"


@pytest.fixture(scope="module")
def server(django_db_setup: None, log: Path) -> Iterator[Site]:
    """A real server, where relays are required."""
    with site(RELAYED, log=log) as running:
        yield running


@pytest.fixture
def seats(transactional_db: None) -> Callable[[], tuple[uuid.UUID, uuid.UUID]]:
    """Open calls of two."""

    def make() -> tuple[uuid.UUID, uuid.UUID]:
        now = clock.now()
        session = services.open_session(
            subject=f"appointment:{uuid.uuid4()}",
            opens_at=now - timedelta(minutes=10),
            closes_at=now + timedelta(hours=1),
        )
        made = [
            services.seat(session_id=session, role=role, name_shown="X", key=role.value)
            for role in (SeatRole.MEDECIN_CONSEIL, SeatRole.ASSURE)
        ]
        assert all(isinstance(seat, uuid.UUID) for seat in made)
        return made[0], made[1]  # type: ignore[return-value]

    return make


def test_a_ticket_that_is_forged_expired_used_stolen_or_excluded_opens_nothing(
    server: Site, seats: Callable[[], tuple[uuid.UUID, uuid.UUID]], log: Path
) -> None:
    neighbours = Neighbours(server, *seats())
    _, seat = seats()
    good, thief = Person(server, seat), Person(server, seat)
    excluded = Person(server, seats()[1])
    used = good.ticket()
    past = clock.now() - timedelta(seconds=1)
    expired = tickets.write(seat=str(seat), browser_session=good.cookie, expires_at=past)
    stranger = tickets.write(
        seat=str(uuid.uuid4()), browser_session=good.cookie, expires_at=clock.now() + timedelta(60)
    )
    shut_out = excluded.ticket()
    Seat.objects.filter(id=excluded.seat).update(excluded_at=clock.now())
    stolen = good.ticket()
    before = JournalEntry.objects.filter(action="visio:seat:joined").count()

    async def attack() -> None:
        await (await good.open()).hello(used)
        assert good.all("welcome")
        await good.close()
        wrong = [used, expired, stranger, used[:-2] + "xx", "x", "é" * 200, "../" * 50]
        for ticket in wrong:
            one = Person(server, seat)
            one.cookie = good.cookie
            await (await one.open()).hello(ticket)
            assert await one.gone() == closing.NO_RIGHT, ticket
            assert one.all("welcome") == []
            await one.close()
        for one, ticket in ((thief, stolen), (excluded, shut_out)):
            await (await one.open()).hello(ticket)
            assert await one.gone() == closing.NO_RIGHT
            await one.close()

    asyncio.run(neighbours.around(attack))
    joined = JournalEntry.objects.filter(action="visio:seat:joined").count() - before
    assert joined == 3, "the neighbours and the one good ticket, nobody else"
    assert log.read_text().count("visio.refused_at_the_door") >= 9


def test_a_page_of_another_origin_is_turned_away_at_the_handshake(
    server: Site, seats: Callable[[], tuple[uuid.UUID, uuid.UUID]], log: Path
) -> None:
    one = Person(server, seats()[1])
    ticket = one.ticket()

    async def attack() -> None:
        for origin in (
            "https://evil.example",
            "null",
            f"http://127.0.0.1:{server.port}.evil.example",
        ):
            with pytest.raises(InvalidStatus):
                await one.open(origin=origin)

    asyncio.run(attack())
    assert Session.objects.exists(), ticket
    assert "visio.wrong_origin" in log.read_text()


def test_floods_and_oversized_frames_end_their_own_socket_only(
    server: Site, seats: Callable[[], tuple[uuid.UUID, uuid.UUID]], log: Path
) -> None:
    neighbours = Neighbours(server, *seats())
    attackers = [Person(server, seats()[1]) for _ in range(4)]
    papers = [one.ticket() for one in attackers]
    silent = Person(server, attackers[0].seat)  # type: ignore[arg-type]

    async def attack() -> None:
        fast, large, faulty, binary = attackers
        for one, paper in zip(attackers, papers, strict=True):
            await (await one.open()).hello(paper)
        for _ in range(600):
            await fast.say("ice")
        assert await fast.gone() == closing.TOO_FAST
        await large.raw("x" * 70_000)
        assert await large.gone() == 1009
        for _ in range(40):
            await faulty.raw('{"t":"nothing"}')
        assert await faulty.gone() == closing.BAD_MESSAGE
        await binary.raw(b"\x00" * 100)
        await until(lambda: binary.codes() == ["visio_bad_json"])
        await silent.open()
        assert await silent.gone() == closing.SILENT
        for one in (*attackers, silent):
            await one.close()

    asyncio.run(neighbours.around(attack))
    assert "visio.flood" in log.read_text()


def test_messages_replayed_out_of_order_or_to_another_room_reach_nobody(
    server: Site, seats: Callable[[], tuple[uuid.UUID, uuid.UUID]]
) -> None:
    neighbours = Neighbours(server, *seats())
    host_seat, person_seat = seats()
    host, person = Person(server, host_seat), Person(server, person_seat)
    papers = host.ticket(), person.ticket()

    async def attack() -> None:
        for one, paper in zip((host, person), papers, strict=True):
            await (await one.open()).hello(paper)
        await until(lambda: bool(person.all("peer")))
        to = {"to": host.seat, "inst": host.instance}
        line = {"candidate": RELAY_LINE}
        once = json.dumps({"t": "candidate", "n": 5, **to, "c": line})
        for text in (once, once, json.dumps({"t": "candidate", "n": 3, **to, "c": line})):
            await person.raw(text)
        person.number = 5
        away = {"to": neighbours.person.seat, "inst": neighbours.person.instance}
        await person.say("candidate", **away, c=line)
        await person.say("admit", seat=neighbours.person.seat)
        await person.say("admit", seat=person.seat)
        await person.say("end")
        await person.say("candidate", **to, c={"candidate": RELAY_LINE.replace("relay", "host", 1)})
        other = {"type": "offer", "sdp": sdp(fingerprint=":".join(["EF"] * 32))}
        await person.say("description", **to, d={"type": "offer", "sdp": sdp()})
        await person.say("description", **to, d=other)
        await until(lambda: len(person.codes()) == 6)
        assert person.codes() == [
            "visio_not_in_your_session",
            "visio_not_your_role",
            "visio_not_your_role",
            "visio_not_your_role",
            "visio_candidate_not_relayed",
            "visio_sdp_other_certificate",
        ]
        await until(lambda: bool(host.all("description")))
        assert len(host.all("candidate")) == len(host.all("description")) == 1
        stolen = Person(server, person_seat)
        await stolen.open()
        for key in ("", "x" * 32, host.all("welcome")[0]["key"]):
            await stolen.raw(
                json.dumps({"t": "resume", "seat": person.seat, "key": key, "seen": 0})
            )
        assert await stolen.gone() == closing.BAD_MESSAGE
        assert stolen.all("welcome") == []
        for one in (host, person, stolen):
            await one.close()

    asyncio.run(neighbours.around(attack))


def test_a_fuzzing_run_leaves_the_server_up_and_the_neighbours_undisturbed(
    server: Site, seats: Callable[[], tuple[uuid.UUID, uuid.UUID]], log: Path
) -> None:
    drawn = random.Random(SEED)
    neighbours = Neighbours(server, *seats())
    attackers = [Person(server, seat) for seat in (s for _ in range(3) for s in seats())]
    papers = [[one.ticket() for _ in range(6)] for one in attackers]

    async def attack() -> None:
        async with asyncio.TaskGroup() as group:
            for one, some in zip(attackers, papers, strict=True):
                group.create_task(fuzz(one, some, random.Random(drawn.random())))

    asyncio.run(neighbours.around(attack))
    written = log.read_text()
    assert "visio.refused" in written
    assert "Traceback" not in written
    assert "exception" not in written.lower(), "nothing a browser sends may be a fault of ours"


async def fuzz(one: Person, papers: list[str], drawn: random.Random) -> None:
    """Come in again and again and send what a broken or hostile page might."""
    for paper in papers:
        one.instance = "".join(drawn.choices("0123456789abcdef", k=32))
        one.code, one.number = None, 0
        await (await one.open()).hello(paper)
        for _ in range(60):
            await one.raw(mangled(one, drawn))
            await asyncio.sleep(0.02)
        await one.close()


def mangled(one: Person, drawn: random.Random) -> str | bytes:
    """A message that is nearly right, or nothing like one."""
    one.number += drawn.choice((0, 1, 1, 1, 1, 7, -3))
    seen = [m["seat"] for m in one.all("peer")] or [one.seat]
    fields: dict[str, Any] = {
        "t": drawn.choice([*KINDS, "mute", "", 7]),
        "n": drawn.choice([one.number, one.number, one.number, -1, 2**40, "1", None, 1.5]),
        "to": drawn.choice([*seen, one.seat, "x" * 36, "../../etc", None]),
        "inst": drawn.choice([m["inst"] for m in one.all("peer")] + [one.instance, "y" * 16, 3]),
        "d": {"type": drawn.choice(["offer", "answer", "rollback", ["offer"]]), "sdp": drawn.choice([sdp(), sdp("answer"), "v=0\r\n" * 4000, "\x00", ""])},
        "c": drawn.choice([None, {"candidate": RELAY_LINE}, {"candidate": "candidate:" + "9" * 900}, {"candidate": 1}, []]),
        "report": drawn.choice([{"rtt_ms": 1}, {"rtt_ms": 1e308}, {"browser": "netscape"}, {"rtt_ms": True}, []]),
        "text": "é" * drawn.choice([1, 2_000, 2_001, 9_000]),
        "seat": drawn.choice([*seen, one.seat, ""]),
    }  # fmt: skip
    kept = {name: value for name, value in fields.items() if drawn.random() < 0.75}
    kind = KINDS.get(kept["t"]) if isinstance(kept.get("t"), str) else None
    if kind is not None and drawn.random() < 0.5:
        wanted = {"t", "n", *kind.fields, *kind.optional}
        kept = {name: value for name, value in fields.items() if name in wanted}
    text = json.dumps(kept)
    if drawn.random() < 0.1:
        cut = drawn.randrange(len(text))
        text = text[:cut] + drawn.choice(["", "\x00", "}", '"' * 3, "[" * 500]) + text[cut + 1 :]
    return text.encode() if drawn.random() < 0.03 else text
