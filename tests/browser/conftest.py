"""One site and one browser for the tests of a file. Its rows stay until the file is done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import TransactionTestCase
from playwright.sync_api import Browser, expect, sync_playwright

from telecontrole.foundations import clock
from telecontrole.rooms.planning.models import PlanRun
from tests.browser.hosting import WholeSite
from tests.browser.stage import Stage
from tests.browser.visio.people import FLAGS
from tests.browser.windows import PATIENCE, Open, Screen

CHROMIUM = "/usr/bin/chromium"
# A page that is late on a busy machine is not wrong: what is expected is waited for.
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium with a fake camera and microphone."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # Playwright's loop runs in this thread; the tests' own queries are short and alone.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def whole_site(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[WholeSite]:
    """The site of a file's tests, with what `SITE` of the file adds to its environment. Its tables are emptied once it has stopped: a worker at work holds locks."""
    log = Path(tmp_path_factory.mktemp("site")) / "site.log"
    with django_db_blocker.unblock():
        # One plan waits at most: no test meets the one of five in the morning, whatever the hour it runs at.
        PlanRun.objects.create(due_at=clock.now() + timedelta(days=2))
        running = WholeSite(log, getattr(request.module, "SITE", {}))
        try:
            running.start()
            yield running
        finally:
            running.stop()
            TransactionTestCase()._fixture_teardown()  # type: ignore[attr-defined]
            connections.close_all()
    assert '"level": "error"' not in log.read_text(), log.read_text()


@pytest.fixture
def window(browser: Browser, whole_site: WholeSite) -> Iterator[Open]:
    """Open windows; faults of their scripts fail the test."""
    opened: list[Screen] = []

    def make(**options: Any) -> Screen:
        opened.append(Screen(browser, whole_site, **options))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture(scope="module")
def stage(whole_site: WholeSite) -> Stage:
    """Makes the persons and interviews of a file."""
    return Stage()
