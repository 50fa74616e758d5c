"""Two networks and the service they reach: what the network tests and bench/visio_network stand on."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.visio.netns import SERVICE, Namespace, beside, run
from tests.browser.visio.people import FLAGS, Call, Window, wait_until
from tests.browser.visio.servers import Certificate, Coturn, Site, site

TLS_PORT = 443


@dataclass
class Networks:
    """Two namespaces with a browser each, and the service they reach."""

    relayed: Site
    direct: Site
    host: Namespace
    person: Namespace
    browsers: tuple[Browser, Browser]

    def mend(self) -> None:
        """Whatever was cut is whole again."""
        for name in (self.host, self.person):
            name.restore()


@contextmanager
def networks(folder: Path) -> Iterator[Networks]:
    """Everything in place; taken away again whatever happens. Needs root, nft, ip and coturn."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with ExitStack() as stack:
        stack.callback(os.environ.pop, "DJANGO_ALLOW_ASYNC_UNSAFE", None)
        run("ip", "addr", "add", f"{SERVICE}/32", "dev", "lo", check=False)
        stack.callback(run, "ip", "addr", "del", f"{SERVICE}/32", "dev", "lo", check=False)
        names = (Namespace("tcva", 1), Namespace("tcvb", 2))
        wrappers = [name.make(folder) for name in names]
        for name in names:
            stack.callback(name.remove)
        beside(*names)
        certificate = Certificate.made(folder, SERVICE)
        relay = Coturn(
            folder,
            host=SERVICE,
            ways=("udp", "tcp"),
            tls_port=TLS_PORT,
            certificate=certificate,
        )
        relay.start()
        stack.callback(relay.kill)
        relayed = stack.enter_context(site(relay.environment, host=SERVICE))
        direct = stack.enter_context(site({"TELECONTROLE_TURN_URLS": ""}, host=SERVICE))
        playwright = stack.enter_context(sync_playwright())
        flags = [
            *FLAGS,
            f"--unsafely-treat-insecure-origin-as-secure={relayed.url},{direct.url}",
            f"--ignore-certificate-errors-spki-list={certificate.key_digest}",
        ]
        browsers = []
        for wrapper in wrappers:
            browsers.append(playwright.chromium.launch(executable_path=str(wrapper), args=flags))
            stack.callback(browsers[-1].close)
        yield Networks(relayed, direct, *names, (browsers[0], browsers[1]))


@contextmanager
def talking(where: Networks, call: Call, site: Site) -> Iterator[tuple[Window, Window]]:
    """Both in a call, each in a network of its own, each seeing the other."""
    host = Window(where.browsers[0], site, call.host)
    person = Window(where.browsers[1], site, call.person)
    try:
        host.act("join")
        person.act("join")
        host.page.click("[data-visio=admit]", timeout=20_000)
        host.sees()
        person.sees()
        yield host, person
    finally:
        where.mend()
        for one in (host, person):
            one.close()


def only(where: Networks, person: Namespace) -> None:
    """A hospital's wall: TCP to port 443 passes, nothing else (the page's own port aside)."""
    person.drop("meta", "l4proto", "udp")
    person.drop("tcp", "dport", "!=", "{", str(TLS_PORT), ",", str(where.relayed.port), "}")


def path_of(window: Window) -> tuple[str, str]:
    """Kind of the local address in use, and the way to the relay: `("relay", "tls")`."""
    wait_until(lambda: bool(window.stats()[0]["local"]), 10, "no path in use")
    found = window.stats()[0]
    return str(found["local"]), str(found["way"] or "")


def until_both_move(host: Window, person: Window, within: float) -> tuple[float, float]:
    """Seconds until each side's picture moves again: three new frames. Raises AssertionError."""
    started, found = time.monotonic(), [0.0, 0.0]
    before = [host.frames(), person.frames()]
    while not all(found):
        for index, one in enumerate((host, person)):
            if not found[index] and one.frames() > before[index] + 2:
                found[index] = time.monotonic() - started
        assert time.monotonic() - started < within, f"not back: {found}"
        time.sleep(0.05)
    return found[0], found[1]
