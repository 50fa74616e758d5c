"""Where a rehearsal sends: recording twins, or servers of this very machine. Never the configured gateways."""

from __future__ import annotations

import email
import ipaddress
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from uuid import UUID

from telecontrole.foundations import clock
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.notices.gateways.configured import email_gateway, sms_gateway
from telecontrole.rooms.notices.gateways.protocol import Gateway, Outgoing
from telecontrole.rooms.notices.services import Recording

_QUESTIONS = re.compile(r"/q/([A-Z2-7]{16})\b")
_SIX_DIGITS = re.compile(r"(?<!\d)\d{6}(?!\d)")


class Twin(Recording):
    """Keeps when each message came, by its key, and the last words that each address received."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.accepted: list[tuple[UUID, datetime]] = []
        self._last: dict[str, bytes] = {}

    def keep(self, message: Outgoing) -> None:
        """Note it."""
        self.accepted.append((message.key, clock.now()))
        self._last[message.address] = message.body

    def code_for(self, address: str) -> str:
        """The six digits of the last message to an address; empty when there are none."""
        body = self._last.get(address, b"")
        found = _SIX_DIGITS.findall(_text(body))
        return found[-1] if found else ""

    def questions_for(self, address: str) -> str:
        """The token of a questionnaire in the last message to an address; empty when there is none."""
        found = _QUESTIONS.search(_text(self._last.get(address, b"")))
        return found[1] if found else ""


@dataclass(frozen=True, slots=True)
class Outside:
    """The gateways of one rehearsal; a given server keeps its own log, so that it has no twin here."""

    email: Gateway
    sms: Gateway
    twins: tuple[Twin, ...] = field(default=())

    @property
    def real(self) -> bool:
        """Whether some of the messages leave this process."""
        return len(self.twins) < 2

    def code_for(self, address: str) -> str:
        """The six digits of the last message that a twin has for an address."""
        return next((code for twin in self.twins if (code := twin.code_for(address))), "")

    def questions_for(self, address: str) -> str:
        """The token of a questionnaire that a twin has for an address; empty when there is none."""
        return next((found for twin in self.twins if (found := twin.questions_for(address))), "")


def outside(smtp: str | None, smpp: str | None) -> Outside | Refusal:
    """Twins, or the servers at `HOST:PORT`. Refusals: `not_loopback`, `bad_address` (params: `address`)."""
    for given in (smtp, smpp):
        if given is not None and (refused := _refuse(given)):
            return refused
    email_twin, sms_twin = Twin("rehearsal:email"), Twin("rehearsal:sms")
    return Outside(
        email=email_gateway(f"smtp://{smtp}?tls=none") if smtp else email_twin,
        sms=sms_gateway(f"smpp://rehearse:rehearse@{smpp}") if smpp else sms_twin,
        twins=tuple(
            twin for twin, given in ((email_twin, smtp), (sms_twin, smpp)) if given is None
        ),
    )


@contextmanager
def in_use(out: Outside) -> Iterator[None]:
    """Send there for the block, and give the connections back at the end."""
    try:
        with notices.using_gateways(out.email, out.sms):
            yield
    finally:
        out.email.close()
        out.sms.close()


def _refuse(given: str) -> Refusal | None:
    host, _, port = given.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        return Refusal("bad_address", {"address": given})
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, int(port))}
    except OSError:
        return Refusal("bad_address", {"address": given})
    if not all(ipaddress.ip_address(str(one).partition("%")[0]).is_loopback for one in found):
        return Refusal("not_loopback", {"address": given})
    return None


def _text(body: bytes) -> str:
    if b"\nContent-Type:" not in body:
        return body.decode(errors="replace")
    part = email.message_from_bytes(body, policy=policy.default).get_body(("plain",))
    return str(part.get_content()) if part else ""
