"""Tunnels, firewalls, a change of network: real namespaces, real coturn, nobody clicks.

`TELECONTROLE_REPEAT=5` repeats every cut and prints how long both sides took to come back.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.visio.netns import SERVICE, Namespace, run
from tests.browser.visio.people import FLAGS, Call, Window, wait_until
from tests.browser.visio.servers import Coturn, Site, site

REPEAT = int(os.environ.get("TELECONTROLE_REPEAT", "1"))
BACK_WITHIN = 12.0
pytestmark = [
    pytest.mark.network,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="network namespaces need root"),
    pytest.mark.skipif(not shutil.which("nft") or not shutil.which("ip"), reason="no nft or ip"),
]


@dataclass
class Networks:
    """Two namespaces with a browser each, and the service they reach."""

    where: Site
    host: Namespace
    person: Namespace
    browsers: tuple[Browser, Browser]


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Networks]:
    """Everything in place; taken away again even when a test fails."""
    folder = Path(tmp_path_factory.mktemp("networks"))
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with ExitStack() as stack:
        run("ip", "addr", "add", f"{SERVICE}/32", "dev", "lo", check=False)
        stack.callback(run, "ip", "addr", "del", f"{SERVICE}/32", "dev", "lo", check=False)
        names = (Namespace("tcva", 1), Namespace("tcvb", 2))
        wrappers = [name.make(folder) for name in names]
        for name in names:
            stack.callback(name.remove)
        relay = Coturn(folder, host=SERVICE, ways=("udp", "tcp"))
        relay.start()
        stack.callback(relay.kill)
        where = stack.enter_context(site(relay.environment, host=SERVICE))
        playwright = stack.enter_context(sync_playwright())
        flags = [*FLAGS, f"--unsafely-treat-insecure-origin-as-secure={where.url}"]
        browsers = [
            playwright.chromium.launch(executable_path=str(wrapper), args=flags)
            for wrapper in wrappers
        ]
        yield Networks(where, *names, (browsers[0], browsers[1]))
        for browser in browsers:
            browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def pair(networks: Networks, new_call: Callable[[], Call]) -> Iterator[tuple[Window, Window]]:
    """Both in a call, each in a network of its own; whatever a test cut is mended afterwards."""
    call = new_call()
    host = Window(networks.browsers[0], networks.where, call.host)
    person = Window(networks.browsers[1], networks.where, call.person)
    host.act("join")
    person.act("join")
    host.page.click("[data-visio=admit]", timeout=20_000)
    host.sees()
    person.sees()
    yield host, person
    for one in (host, person):
        one.close()
    for name in (networks.host, networks.person):
        name.restore()


def seconds_until_both_move(host: Window, person: Window) -> tuple[float, float]:
    """How long after now each side's picture moves again."""
    started, found = time.monotonic(), [0.0, 0.0]
    before = [host.frames(), person.frames()]
    while not all(found):
        for index, one in enumerate((host, person)):
            if not found[index] and one.frames() > before[index] + 2:
                found[index] = time.monotonic() - started
        assert time.monotonic() - started < BACK_WITHIN, f"not back: {found}"
        time.sleep(0.05)
    return found[0], found[1]


@pytest.mark.parametrize("length", [3, 8, 20])
def test_a_tunnel_is_survived(networks: Networks, pair: tuple[Window, Window], length: int) -> None:
    for _ in range(REPEAT):
        networks.person.drop()
        time.sleep(length)
        networks.person.restore()
        back = seconds_until_both_move(*pair)
        print(f"{length} s without network: back after {back[0]:.1f} and {back[1]:.1f} s")
        time.sleep(3)


def test_a_change_of_network_is_survived(networks: Networks, pair: tuple[Window, Window]) -> None:
    networks.person.switch()
    back = seconds_until_both_move(*pair)
    print(f"another network: back after {back[0]:.1f} and {back[1]:.1f} s")
    run("ip", "link", "del", "tcvb2", check=False)
    run("ip", "-n", "tcvb", "link", "set", "up1", "up")
    networks.person.route(1)


def test_where_udp_is_blocked_the_call_goes_by_tcp(
    networks: Networks, new_call: Callable[[], Call]
) -> None:
    networks.person.drop("meta", "l4proto", "udp")
    call = new_call()
    host = Window(networks.browsers[0], networks.where, call.host)
    person = Window(networks.browsers[1], networks.where, call.person)
    try:
        host.act("join")
        person.act("join")
        host.page.click("[data-visio=admit]", timeout=20_000)
        person.sees()
        host.sees()
        wait_until(lambda: person.stats()[0]["local"] == "relay", 5, "not by the relay")
    finally:
        networks.person.restore()
        host.close()
        person.close()
