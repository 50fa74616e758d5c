"""Gateways on the wire, without a database: what they say, where they stop, what they conclude."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from smpplib import smpp
from smpplib.client import Client

from telecontrole.rooms.notices.enums import ReceiptStatus, Verdict
from telecontrole.rooms.notices.gateways import configured, smpp_words
from telecontrole.rooms.notices.gateways.configured import BadGateway
from telecontrole.rooms.notices.gateways.http import HttpGateway
from telecontrole.rooms.notices.gateways.protocol import Answer, Event, Gateway, Outgoing, Ready
from telecontrole.rooms.notices.gateways.providers import GenericHttp, Ovh
from telecontrole.rooms.notices.gateways.smpp import SmppGateway
from telecontrole.rooms.notices.gateways.smtp import Relay, SmtpGateway
from telecontrole.rooms.notices.gateways.smtp_lane import Lane, LaneLost
from telecontrole.rooms.notices.gateways.twins import Console, Recording

NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)
MAIL = Outgoing(uuid4(), "anne@exemple.test", b"Subject: x\r\n\r\n.a\r\n..b\r\n", "bounce+1@h")
SMS = Outgoing(uuid4(), "+33612345678", "été €".encode(), valid_until=NOW + timedelta(days=2))


class Wire:
    """The server's end of a lane."""

    def __init__(self, *features: str) -> None:
        ours, self.sock = socket.socketpair()
        self.sock.settimeout(2)
        self.lane = Lane(ours, frozenset(features))

    def hears(self) -> bytes:
        return self.sock.recv(65536)

    def says(self, text: str) -> Any:
        self.sock.sendall(text.encode())
        return self.lane.advance()

    def close(self) -> None:
        self.sock.close()
        self.lane.close()


@pytest.fixture
def wire() -> Iterator[Callable[..., Wire]]:
    opened: list[Wire] = []

    def _open(*features: str) -> Wire:
        opened.append(Wire(*features))
        return opened[-1]

    yield _open
    for each in opened:
        each.close()


def until_dot(line: Wire) -> None:
    line.lane.start(MAIL)
    line.hears()
    line.says("250 ok\r\n")
    line.hears()
    line.says("250 ok\r\n")
    line.hears()
    assert line.says("354 go\r\n") == Ready(MAIL.key)


def test_a_lane_stops_before_the_final_dot_and_doubles_the_others(
    wire: Callable[..., Wire],
) -> None:
    line = wire()
    until_dot(line)
    assert line.hears() == b"Subject: x\r\n\r\n..a\r\n...b\r\n"
    line.lane.finish()
    assert line.hears() == b".\r\n"
    assert line.says("250-2.0.0 queued\r\n250 2.0.0 as 42\r\n") == Answer(
        MAIL.key, Verdict.ACCEPTED, "250 2.0.0", MAIL.key.hex
    )
    assert line.lane.idle


def test_a_lane_speaks_all_at_once_and_asks_for_reports_when_it_may(
    wire: Callable[..., Wire],
) -> None:
    line = wire("pipelining", "dsn", "size")
    line.lane.start(MAIL)
    assert line.hears().decode().split("\r\n") == [
        f"MAIL FROM:<bounce+1@h> SIZE={len(MAIL.body)} RET=HDRS ENVID={MAIL.key.hex}",
        "RCPT TO:<anne@exemple.test> NOTIFY=SUCCESS,FAILURE",
        "DATA",
        "",
    ]
    assert line.says("250 ok\r\n250 ok\r\n354 go\r\n") == Ready(MAIL.key)


@pytest.mark.parametrize(
    ("reply", "verdict"), [("451 4.3.0 x", Verdict.TEMPORARY), ("550 5.1.1 x", Verdict.REFUSED)]
)
def test_a_refused_recipient_is_an_answer_and_the_lane_goes_on(
    wire: Callable[..., Wire], reply: str, verdict: Verdict
) -> None:
    line = wire()
    line.lane.start(MAIL)
    line.hears()
    line.says("250 ok\r\n")
    line.hears()
    line.says(f"{reply}\r\n")
    assert line.hears() == b"RSET\r\n"
    answer = line.says("250 ok\r\n")
    assert (answer.verdict, answer.code) == (verdict, reply.rsplit(" ", 1)[0])
    assert line.lane.idle


def test_a_refusal_of_piped_commands_that_ends_in_354_drops_the_lane(
    wire: Callable[..., Wire],
) -> None:
    line = wire("pipelining")
    line.lane.start(MAIL)
    line.hears()
    answer = line.says("250 ok\r\n550 5.1.1 x\r\n354 go\r\n")
    assert answer.verdict is Verdict.REFUSED
    assert line.lane.dead


def test_a_server_that_left_before_the_dot_was_not_given_it(wire: Callable[..., Wire]) -> None:
    line = wire()
    until_dot(line)
    line.sock.close()
    with pytest.raises(LaneLost):
        line.lane.finish()
    assert not line.lane.released


def test_nonsense_loses_the_lane(wire: Callable[..., Wire]) -> None:
    line = wire()
    line.lane.start(MAIL)
    with pytest.raises(LaneLost):
        line.says("hello there\r\n")


def test_a_relay_that_is_not_there_is_temporary_and_rests() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    gateway = SmtpGateway(Relay("127.0.0.1", port))
    gateway.prepare(MAIL)
    (answer,) = wait_for(gateway, Answer)
    assert (answer.verdict, answer.code) == (Verdict.TEMPORARY, "connect")
    assert gateway.room() == 0
    gateway.close()


def wait_for(gateway: Gateway, kind: type[Event]) -> Sequence[Any]:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if found := [e for e in gateway.poll(0.05) if isinstance(e, kind)]:
            return found
    raise AssertionError("nothing came")


def test_submit_sm_is_what_another_library_reads() -> None:
    raw = smpp_words.submit(SMS, 7, sender="ASSURMAL", now=NOW)
    esme = Client("localhost", 1, allow_unknown_opt_params=True)
    read = smpp.parse_pdu(raw, client=esme, allow_unknown_opt_params=True)
    assert (read.command, read.sequence) == ("submit_sm", 7)
    assert (read.source_addr, read.destination_addr) == (b"ASSURMAL", b"33612345678")
    assert (read.registered_delivery, read.data_coding) == (1, 0)
    assert read.validity_period == b"000002000000000R"
    assert read.short_message == b"\x05t\x05 \x1be"


def test_a_receipt_is_read_by_its_fields_or_by_its_text() -> None:
    text = b"id:0042 sub:001 dlvrd:001 submit date:1 done date:2 stat:UNDELIV err:027 text:x"
    body = b"\0\x01\x0133612\0\x05\0ASSURMAL\0\x04\0\0\0\0\0\0\0\0" + bytes([len(text)]) + text
    assert smpp_words.receipt(body) == ("0042", ReceiptStatus.FAILED, "UNDELIV 027")
    fields = b"\x00\x1e\x00\x03ab\0" + b"\x04\x27\x00\x01\x02"
    assert smpp_words.receipt(body + fields) == ("ab", ReceiptStatus.DELIVERED, "UNDELIV 027")


def test_a_text_from_a_person_is_not_a_receipt() -> None:
    body = b"\0\x01\x0133612\0\x05\0ASSURMAL\0\0\0\0\0\0\0\0\0\0\x04STOP"
    assert smpp_words.receipt(body) is None


@given(st.binary(max_size=80))
def test_no_bytes_make_the_reader_of_receipts_fail(body: bytes) -> None:
    smpp_words.receipt(body)


@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_of_units_fail_otherwise_than_nonsense(data: bytes) -> None:
    try:
        units, rest = smpp_words.frames(data)
    except smpp_words.Nonsense:
        return
    assert sum(16 + len(unit.body) for unit in units) + len(rest) == len(data)


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        (0, Verdict.ACCEPTED),
        (0x58, Verdict.TEMPORARY),
        (0x14, Verdict.TEMPORARY),
        (0x0B, Verdict.REFUSED),
    ],
)
def test_the_status_of_an_answer_tells_whether_to_try_again(status: int, verdict: Verdict) -> None:
    assert smpp_words.verdict(status) is verdict


class Provider(BaseHTTPRequestHandler):
    """An HTTP provider that answers what the test wants."""

    status, payload = 200, b'{"id": "x-1"}'
    seen: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).seen.append((dict(self.headers), body))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.payload)

    def log_message(self, *args: Any) -> None:
        """Silence."""


@pytest.fixture
def provider() -> Iterator[tuple[type[Provider], HttpGateway]]:
    kind = type("OneProvider", (Provider,), {"seen": []})
    server = HTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/send"
    gateway = HttpGateway(GenericHttp(url, "127.0.0.1", "ASSURMAL", "u", "p"))
    yield kind, gateway
    gateway.close()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("status", "payload", "verdict"),
    [
        (200, b'{"id": "x-1"}', Verdict.ACCEPTED),
        (200, b"<html>", Verdict.UNKNOWN),
        (200, b"{}", Verdict.UNKNOWN),
        (400, b"", Verdict.REFUSED),
        (429, b"", Verdict.TEMPORARY),
        (302, b"", Verdict.UNKNOWN),
        (500, b"", Verdict.UNKNOWN),
        (503, b"", Verdict.TEMPORARY),
    ],
)
def test_an_http_answer_is_accepted_refused_later_or_unknown(
    provider: tuple[Any, HttpGateway], status: int, payload: bytes, verdict: Verdict
) -> None:
    kind, gateway = provider
    kind.status, kind.payload = status, payload
    gateway.prepare(SMS)
    assert list(gateway.poll(0)) == [Ready(SMS.key)]
    assert not kind.seen
    gateway.release([SMS.key])
    (answer,) = wait_for(gateway, Answer)
    assert answer.verdict is verdict
    headers, body = kind.seen[0]
    assert json.loads(body)["text"] == "été €"
    assert headers["Idempotency-Key"] == SMS.key.hex


def test_ovh_signs_its_request_and_leaves_the_stop_text_out() -> None:
    ovh = Ovh("sms-ab1-1", "AK", "AS", "CK", "ASSURMAL")
    request = ovh.request(SMS)
    assert isinstance(request.data, bytes)
    body = request.data.decode()
    assert json.loads(body)["noStopClause"] is True
    stamp = request.headers["X-ovh-timestamp"]
    signed = ovh.signature("POST", request.full_url, body, stamp)
    assert request.headers["X-ovh-signature"] == signed
    assert len(signed) == 43
    assert ovh.read({"ids": [7], "invalidReceivers": []}) == (Verdict.ACCEPTED, "7")
    assert ovh.read({"ids": [], "invalidReceivers": ["x"]}) == (Verdict.REFUSED, "")


def test_addresses_of_gateways_are_understood() -> None:
    assert isinstance(configured.email_gateway("smtp://u:p%40@relay:2525?lanes=3"), SmtpGateway)
    assert isinstance(configured.email_gateway("smtps://relay"), SmtpGateway)
    assert isinstance(configured.email_gateway("console:"), Console)
    assert isinstance(configured.sms_gateway("smpp://u:p@smsc:2775?sender=CPAM14"), SmppGateway)
    assert isinstance(configured.sms_gateway("record:"), Recording)
    assert configured.sms_gateway("ovh://ak:as@sms-AB1-1?consumer_key=ck").name == "ovh:sms-AB1-1"
    assert configured.sms_gateway("https://u:p@sms.test/v1?to_field=dest").name == "http:sms.test"


@pytest.mark.parametrize(
    "url",
    [
        *("", "ftp://x", "smpp://u:p@h:port", "smpp://u:p@h?sender=TROP LONG NOM", "ovh://a:b@c"),
        *("http://sms.test/v1", "smpp://u:p@h?window=0"),
    ],
)
def test_an_address_that_is_not_understood_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadGateway) as refused:
        configured.sms_gateway(url)
    assert "u:p" not in str(refused.value)
