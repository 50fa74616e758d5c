"""Asks a relay from the inside: does it answer, does it accept our credentials, does it keep shut?

For `doctor` and for the tests of deploy/coturn. A relay that would talk to loopback or private
addresses is an open door into the network behind it.
"""

from __future__ import annotations

import os
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from telecontrole.rooms.visio import stun
from telecontrole.rooms.visio.turn import Relays

FORBIDDEN = (
    "8.8.8.8",
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "fd00::1",
)
TIMEOUT = 3.0
LIFE = timedelta(minutes=1)
_URL = re.compile(r"(turns?):(\[[0-9A-Fa-f:]+\]|[^:?]+)(?::(\d+))?(?:\?transport=(udp|tcp))?")


@dataclass(frozen=True)
class Verdict:
    """What one relay address did: `fault` is empty when all is as it must be."""

    url: str
    fault: str = ""
    relayed_address: str = ""
    opened: tuple[str, ...] = ()


def check(url: str, secret: str, now: datetime, context: ssl.SSLContext | None = None) -> Verdict:
    """Test one relay address: allocation for us, nothing for others.

    `fault` is one of `bad_url, unreachable, refused, relays_to_itself_refused, open`.
    """
    match = _URL.fullmatch(url)
    if match is None:
        return Verdict(url, "bad_url")
    try:
        with _connected(match, context) as link:
            return _talk(url, secret, now, _exchange(link))
    except (OSError, ValueError):
        return Verdict(url, "unreachable")


def _talk(
    url: str, secret: str, now: datetime, exchange: Callable[[bytes], stun.Answer]
) -> Verdict:
    (server,) = Relays((url,), secret).servers(user="doctor", now=now, life=LIFE)
    first = exchange(stun.request(stun.ALLOCATE, os.urandom(12), _transport()))
    realm, nonce = first.attributes.get(stun.REALM, b""), first.attributes.get(stun.NONCE, b"")
    key = stun.key_of(server["username"], realm, server["credential"])
    known = stun.attribute(stun.USERNAME, server["username"].encode())
    known += stun.attribute(stun.REALM, realm) + stun.attribute(stun.NONCE, nonce)
    allocated = exchange(stun.request(stun.ALLOCATE, os.urandom(12), _transport() + known, key))
    if not allocated.succeeded:
        return Verdict(url, "refused")
    own = stun.address_of(allocated.attributes.get(stun.RELAYED, b""))

    def permitted(address: str) -> bool:
        transaction = os.urandom(12)
        wanted = stun.peer(address, transaction) + known
        asked = stun.request(stun.CREATE_PERMISSION, transaction, wanted, key)
        return exchange(asked).succeeded

    opened = tuple(address for address in FORBIDDEN if address != own and permitted(address))
    itself = permitted(own) if own else False
    ended = stun.attribute(stun.LIFETIME, bytes(4)) + known
    exchange(stun.request(stun.REFRESH, os.urandom(12), ended, key))
    fault = "open" if opened else "" if itself else "relays_to_itself_refused"
    return Verdict(url, fault, own, opened)


def _transport() -> bytes:
    return stun.attribute(stun.TRANSPORT, stun.UDP)


def _connected(match: re.Match[str], context: ssl.SSLContext | None) -> socket.socket:
    scheme, host, port, transport = match.groups()
    host = host.strip("[]")
    secure = scheme == "turns"
    number = int(port or (5349 if secure else 3478))
    stream = secure or transport == "tcp"
    kind = socket.SOCK_STREAM if stream else socket.SOCK_DGRAM
    family, _, _, _, address = socket.getaddrinfo(host, number, type=kind)[0]
    link = socket.socket(family, kind)
    link.settimeout(TIMEOUT)
    link.connect(address)
    if not secure:
        return link
    return (context or ssl.create_default_context()).wrap_socket(link, server_hostname=host)


def _exchange(link: socket.socket) -> Callable[[bytes], stun.Answer]:
    """Send a request and read its answer, by datagram or by stream."""

    def once(data: bytes) -> stun.Answer:
        link.sendall(data)
        if link.type & socket.SOCK_DGRAM == socket.SOCK_DGRAM:
            return stun.parse(link.recv(2_048))
        header = _exactly(link, stun.HEADER)
        return stun.parse(header + _exactly(link, stun.length_of(header)))

    return once


def _exactly(link: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        more = link.recv(count - len(data))
        if not more:
            raise ConnectionError("the relay hung up")
        data += more
    return data
