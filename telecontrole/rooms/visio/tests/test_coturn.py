"""The configuration of deploy/coturn in Debian's coturn: a relay talks to relays, to nobody else."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from telecontrole.foundations import clock
from telecontrole.rooms.visio import stun
from telecontrole.rooms.visio.relay_check import check
from telecontrole.rooms.visio.tests.ports import free_port
from telecontrole.rooms.visio.turn import Relays

DEPLOY = Path(settings.BASE_DIR) / "deploy" / "coturn"
pytestmark = [
    pytest.mark.network,
    pytest.mark.skipif(shutil.which("turnserver") is None, reason="coturn is not installed"),
]


def own_address() -> str:
    """An address of this machine that is not the loopback, or none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but the loopback")
        return str(probe.getsockname()[0])


@pytest.fixture(scope="module")
def relay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int, int, Path]]:
    """coturn under the rendered configuration; address, both ports and its certificate."""
    folder, address = tmp_path_factory.mktemp("relay"), own_address()
    port, tls_port = free_port(), free_port()
    (folder / "secret").write_text("current")
    (folder / "before").write_text("previous")
    names = f"subjectAltName=IP:{address}"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    paths = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    more = ["-subj", "/CN=relay.invalid", "-addext", names]
    subprocess.run([*command, *paths, *more], check=True, capture_output=True)
    _render(folder, address, port, tls_port)
    process = subprocess.Popen(
        ["turnserver", "-c", folder / "turnserver.conf", "--pidfile=", f"--userdb={folder}/db"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _wait(address, port)
    yield address, port, tls_port, folder / "cert.pem"
    process.terminate()
    process.wait()


def _render(folder: Path, address: str, port: int, tls_port: int) -> None:
    found = importlib.util.spec_from_file_location("render", DEPLOY / "render.py")
    assert found is not None
    assert found.loader is not None
    render = importlib.util.module_from_spec(found)
    found.loader.exec_module(render)
    arguments = {
        "--address": address,
        "--port": str(port),
        "--tls-port": str(tls_port),
        "--cert": str(folder / "cert.pem"),
        "--key": str(folder / "key.pem"),
        "--log": str(folder / "log"),
        "--out": str(folder / "turnserver.conf"),
    }
    secrets = ["--secret-file", str(folder / "secret"), "--secret-file", str(folder / "before")]
    flat = [word for pair in arguments.items() for word in pair]
    assert render.main([*flat, *secrets]) == 0
    assert (folder / "turnserver.conf").stat().st_mode & 0o077 == 0
    assert "@" not in (folder / "turnserver.conf").read_text().replace("between @", "")


def _wait(address: str, port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex((address, port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError("coturn does not listen")


@pytest.mark.parametrize("secret", ["current", "previous"])
@pytest.mark.parametrize("way", ["udp", "tcp", "tls"])
def test_a_relay_serves_us_and_opens_nothing_else(
    relay: tuple[str, int, int, Path], way: str, secret: str
) -> None:
    address, port, tls_port, certificate = relay
    url = {
        "udp": f"turn:{address}:{port}?transport=udp",
        "tcp": f"turn:{address}:{port}?transport=tcp",
        "tls": f"turns:{address}:{tls_port}?transport=tcp",
    }[way]
    context = ssl.create_default_context(cafile=str(certificate))
    verdict = check(url, secret, clock.now(), context)
    assert (verdict.fault, verdict.opened) == ("", ())
    assert verdict.relayed_address == address


def test_a_forged_credential_gets_no_relay(relay: tuple[str, int, int, Path]) -> None:
    address, port, _, _ = relay
    assert check(f"turn:{address}:{port}", "forged", clock.now()).fault == "refused"


def test_an_expired_credential_gets_no_relay(relay: tuple[str, int, int, Path]) -> None:
    address, port, _, _ = relay
    past = clock.now() - timedelta(minutes=3)
    assert check(f"turn:{address}:{port}", "current", past).fault == "refused"


def test_one_connection_gets_its_quota_of_ways_and_leaves_the_others_theirs(
    relay: tuple[str, int, int, Path],
) -> None:
    """Each socket asks for one more way under the same name, as a page that never gives any back."""
    address, port, _, _ = relay
    life, limit = timedelta(minutes=1), quota()
    (greedy,) = Relays((f"turn:{address}",), "current").servers(
        user="seat.1", now=clock.now(), life=life
    )
    (other,) = Relays((f"turn:{address}",), "current").servers(
        user="seat.2", now=clock.now(), life=life
    )
    with ExitStack() as links:
        answers = [allocated(links, address, port, greedy) for _ in range(limit + 2)]
        assert [answer.error for answer in answers] == [None] * limit + [486] * 2
        # The same seat, come back in another connection, has a quota of its own.
        assert allocated(links, address, port, other).succeeded


def quota() -> int:
    """What deploy/ allows one connection."""
    lines = (DEPLOY / "turnserver.conf.in").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("user-quota=")).partition("=")[2])


def allocated(links: ExitStack, address: str, port: int, server: dict[str, Any]) -> stun.Answer:
    """Ask for a way from a socket of its own; given back when its link closes."""
    link = links.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    link.settimeout(5)
    link.connect((address, port))
    wanted = stun.attribute(stun.TRANSPORT, stun.UDP)

    def ask(kind: int, attributes: bytes, key: bytes | None = None) -> stun.Answer:
        link.send(stun.request(kind, os.urandom(12), attributes, key))
        return stun.parse(link.recv(2_048))

    first = ask(stun.ALLOCATE, wanted)
    realm, nonce = first.attributes[stun.REALM], first.attributes[stun.NONCE]
    key = stun.key_of(server["username"], realm, server["credential"])
    known = stun.attribute(stun.USERNAME, server["username"].encode())
    known += stun.attribute(stun.REALM, realm) + stun.attribute(stun.NONCE, nonce)
    answer = ask(stun.ALLOCATE, wanted + known, key)
    if answer.succeeded:
        ended = stun.attribute(stun.LIFETIME, bytes(4)) + known
        links.callback(ask, stun.REFRESH, ended, key)
    return answer


def test_a_certificate_that_nobody_vouches_for_is_a_fault(
    relay: tuple[str, int, int, Path],
) -> None:
    address, _, tls_port, _ = relay
    assert check(f"turns:{address}:{tls_port}", "current", clock.now()).fault == "unreachable"


def test_an_open_relay_is_found_out(tmp_path: Path) -> None:
    """The control: coturn as it comes, without our lock, is reported as open."""
    address, port = own_address(), free_port()
    process = subprocess.Popen(
        [
            "turnserver", "-n", f"--listening-ip={address}", f"--relay-ip={address}",
            f"--listening-port={port}", "--use-auth-secret", "--static-auth-secret=s",
            "--realm=r", "--no-cli", "--no-tls", "--no-dtls", "--pidfile=",
            f"--userdb={tmp_path}/db", f"--log-file={tmp_path}/log",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(address, port)
        verdict = check(f"turn:{address}:{port}", "s", clock.now())
        assert verdict.fault == "open"
        assert "169.254.169.254" in verdict.opened
    finally:
        process.terminate()
        process.wait()


def test_a_silent_or_misspelt_address_is_a_fault() -> None:
    assert check(f"turn:127.0.0.1:{free_port()}", "s", clock.now()).fault == "unreachable"
    assert check("stun:127.0.0.1", "s", clock.now()).fault == "bad_url"
