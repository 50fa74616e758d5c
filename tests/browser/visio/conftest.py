"""Two Chromium windows, a site, a relay: what the call tests stand on."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from telecontrole.foundations import clock
from telecontrole.rooms.visio import services
from telecontrole.rooms.visio.enums import SeatRole
from tests.browser.visio.people import FLAGS, Call, Window
from tests.browser.visio.servers import Coturn, Site, site

CHROMIUM = "/usr/bin/chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives a browser."""
    for item in items:
        if "tests/browser/visio" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, with a fake camera and microphone; its loop ends with the module."""
    # Playwright's loop runs in this thread; the tests' own queries are short and alone.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def direct_site(django_db_setup: None) -> Iterator[Site]:
    """A site without relay, as in the demonstration."""
    with site({"TELECONTROLE_TURN_URLS": ""}) as running:
        yield running


@pytest.fixture(scope="session")
def coturn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coturn]:
    """A relay of Debian's coturn."""
    if shutil.which("turnserver") is None:
        pytest.skip("coturn is not installed")
    relay = Coturn(Path(tmp_path_factory.mktemp("coturn")))
    relay.start()
    yield relay
    relay.kill()


@pytest.fixture(scope="session")
def relayed_site(django_db_setup: None, coturn: Coturn) -> Iterator[Site]:
    """A site that allows relayed calls only, as in production."""
    with site(coturn.environment) as running:
        yield running


@pytest.fixture
def new_call(transactional_db: None) -> Callable[[], Call]:
    """Open a session with a médecin-conseil and an insured person."""

    def make() -> Call:
        now = clock.now()
        session = services.open_session(
            subject=f"appointment:{uuid.uuid4()}",
            opens_at=now - timedelta(minutes=10),
            closes_at=now + timedelta(hours=1),
        )
        call = Call(session)
        call.host = call.seat(SeatRole.MEDECIN_CONSEIL, "Docteur Claire Martin", "CPAM du Calvados")
        call.person = call.seat(SeatRole.ASSURE, "Jeanne Dupont")
        return call

    return make


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Window]]:
    """Open windows, each with cookies of its own; faults of their scripts fail the test."""
    opened: list[Window] = []

    def open_window(site: Site, seat: uuid.UUID, **options: Any) -> Window:
        opened.append(Window(browser, site, seat, **options))
        return opened[-1]

    yield open_window
    for one in opened:
        one.close()
    assert [fault for one in opened for fault in one.faults] == []
