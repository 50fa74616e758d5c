"""From the click that lets a person in to moving pictures on both screens, in real Chromium windows.

    .venv/bin/python bench/visio.py [ROUNDS]

Beside the plain cold call: both click, then websocket, camera, connection, one after another, over a
relay of messages that checks nothing. Direct and relayed (Debian's coturn), and through Debian's
Janus when it is installed; same machine, same run, in turn. Also the signalling's CPU per call.
Pictures are a fake camera's, which starts faster than a real one: the cold call is flattered.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings_test")
os.environ["TC_TEST_DB"] = "bench_visio"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

import django  # noqa: E402

django.setup()

from django.db import connections  # noqa: E402
from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from bench.janus import Janus  # noqa: E402
from bench.signalling import Server, server  # noqa: E402
from telecontrole.foundations import clock  # noqa: E402
from telecontrole.rooms.visio import services  # noqa: E402
from telecontrole.rooms.visio.enums import SeatRole  # noqa: E402
from telecontrole.rooms.visio.turn import Relays  # noqa: E402
from tests.browser.visio.people import FLAGS, Call, Window  # noqa: E402
from tests.browser.visio.servers import Coturn, Site, site  # noqa: E402

SCRIPTS = Path(__file__).with_name("visio_pages")
FIRST = (SCRIPTS / "first_frame.js").read_text()
COLD = (SCRIPTS / "cold.js").read_text()
ROOMS = (SCRIPTS / "janus.js").read_text()


@contextmanager
def database() -> Iterator[None]:
    """A database to throw away."""
    owner, runtime = connections["owner"], connections["default"]
    before = str(runtime.settings_dict["NAME"])
    name = owner.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    runtime.close()
    runtime.settings_dict["NAME"] = name
    try:
        yield
    finally:
        runtime.close()
        with owner.cursor() as cursor:
            # The servers were killed: their sessions may not have noticed yet.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid()",
                [name],
            )
        owner.creation.destroy_test_db(before, verbosity=0)


def new_call() -> Call:
    """A session with its two seats."""
    now = clock.now()
    opens, closes = now - timedelta(minutes=1), now + timedelta(hours=1)
    subject = f"appointment:{uuid.uuid4()}"
    call = Call(services.open_session(subject=subject, opens_at=opens, closes_at=closes))
    call.host = call.seat(SeatRole.MEDECIN_CONSEIL, "Docteur A")
    call.person = call.seat(SeatRole.ASSURE, "B")
    return call


def ours(browser: Browser, where: Site) -> float:
    """Both wait in the room; the click on `Faire entrer` starts the clock."""
    call = new_call()
    windows = [Window(browser, where, seat, script=FIRST) for seat in (call.host, call.person)]
    for window in windows:
        window.act("join")
    host, person = windows
    person.wait_phase("waiting")
    host.page.wait_for_selector("[data-visio=admit]")
    if where.environment["TELECONTROLE_TURN_URLS"]:
        host.page.wait_for_function(
            "() => window.__pcs.some((p) => p.connectionState === 'connected')"
        )
    time.sleep(1)
    host.page.click("[data-visio=admit]")
    try:
        return elapsed([window.page for window in windows])
    finally:
        for window in windows:
            window.close()


def cold(browser: Browser, where: Site, signalling: Server, ice: list[dict[str, Any]]) -> float:
    """The plain call: nothing is ready when both click."""
    room = uuid.uuid4().hex
    pages = [blank(browser, where, COLD) for _ in range(2)]
    for index, page in enumerate(pages):
        start = {
            "url": f"ws://127.0.0.1:{signalling.port}/{room}",
            "ice": ice,
            "offers": index == 1,
        }
        page.evaluate("(start) => { void window.cold(start); }", start)
    return measured(pages)


def janus(browser: Browser, where: Site, gateway: Janus) -> float:
    """Two people of one Janus room; joined beforehand, publishing starts the clock."""
    room = gateway.new_room()
    pages = [blank(browser, where, ROOMS) for _ in range(2)]
    for page in pages:
        page.evaluate("(start) => window.enter(start)", {"url": gateway.url, "room": room})
    for page in pages:
        page.evaluate("() => { void window.publish(); }")
    return measured(pages)


def blank(browser: Browser, where: Site, script: str) -> Page:
    """A page of the same origin without any script of ours."""
    page = browser.new_context().new_page()
    page.add_init_script(FIRST + script)
    page.goto(f"{where.url}/quitter/")
    return page


def measured(pages: list[Page]) -> float:
    """As `elapsed`, then close the pages."""
    try:
        return elapsed(pages)
    finally:
        for page in pages:
            page.context.close()


def elapsed(pages: list[Page]) -> float:
    """Milliseconds from the latest click to the later of both first frames."""
    for page in pages:
        page.wait_for_function("() => window.__first", timeout=30_000)
    clicks = [page.evaluate("() => window.__clicked ?? 0") for page in pages]
    frames = [page.evaluate("() => window.__first") for page in pages]
    return float(max(frames) - max(clicks))


def cpu_of(where: Site) -> float:
    """CPU seconds that the site's process has used."""
    assert where.process is not None
    fields = Path(f"/proc/{where.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure in turn and print medians and ratios."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with ExitStack() as stack:
        stack.enter_context(database())
        relay = Coturn(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        relay.start()
        stack.callback(relay.kill)
        direct = stack.enter_context(site({"TELECONTROLE_TURN_URLS": ""}))
        relayed = stack.enter_context(site(relay.environment))
        plain = stack.enter_context(server("bare_application"))
        gateway = stack.enter_context(Janus.running())
        browser = stack.enter_context(sync_playwright()).chromium.launch(
            executable_path="/usr/bin/chromium", args=FLAGS
        )
        ice = Relays((relay.environment["TELECONTROLE_TURN_URLS"],), relay.secret).servers(
            user="bench", now=clock.now(), life=timedelta(hours=2)
        )
        cases: dict[str, Callable[[], float]] = {
            "cold direct": lambda: cold(browser, direct, plain, []),
            "ours direct": lambda: ours(browser, direct),
            "cold relayed": lambda: cold(browser, direct, plain, ice),
            "ours relayed": lambda: ours(browser, relayed),
        }
        if gateway is not None:
            cases["janus"] = lambda: janus(browser, direct, gateway)
        report(cases, rounds, direct, relayed)
        browser.close()


def report(cases: dict[str, Callable[[], float]], rounds: int, direct: Site, relayed: Site) -> None:
    """Run the cases in turn, the first round unmeasured."""
    print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}, {rounds} rounds")
    for case in cases.values():
        case()
    before = cpu_of(direct) + cpu_of(relayed)
    times: dict[str, list[float]] = {name: [] for name in cases}
    for _ in range(rounds):
        for name, case in cases.items():
            times[name].append(case())
    used = (cpu_of(direct) + cpu_of(relayed) - before) / (2 * rounds)
    for name, values in times.items():
        beside = times["cold relayed" if "relayed" in name else "cold direct"]
        ratio = statistics.median(values) / statistics.median(beside)
        spread = f"{min(values):.0f}-{max(values):.0f}"
        print(
            f"{name:13} median {statistics.median(values):5.0f} ms ({spread}), {ratio:.2f} of cold"
        )
    print(f"our server: {used:.2f} CPU seconds per call of two, pages and tickets included")


if __name__ == "__main__":
    main()
