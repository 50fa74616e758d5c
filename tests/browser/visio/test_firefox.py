"""One call between Debian's Firefox and Chromium: the two engines that can be had here. Safari is told in docs/operations."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.visio.conftest import CHROMIUM
from tests.browser.visio.people import FLAGS, Call, Window, in_call, wait_until
from tests.browser.visio.servers import Site
from tests.browser.visio.test_together import four_words

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox") or ""
PREFERENCES: dict[str, str | float | bool] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
}
pytestmark = pytest.mark.skipif(not FIREFOX, reason="firefox-esr is not installed")


@pytest.fixture(scope="module")
def engines() -> Iterator[tuple[Browser, Browser]]:
    """Chromium and Firefox, each with a fake camera; Firefox is driven by WebDriver BiDi."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        firefox = playwright.firefox.launch(
            channel="moz-firefox", executable_path=FIREFOX, firefox_user_prefs=PREFERENCES
        )
        yield chromium, firefox
        firefox.close()
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.mark.parametrize("person_in", ["firefox", "chromium"])
def test_firefox_and_chromium_see_each_other_by_the_relay_and_read_the_same_words(
    engines: tuple[Browser, Browser],
    relayed_site: Site,
    new_call: Callable[[], Call],
    person_in: str,
) -> None:
    chromium, firefox = engines
    opened: list[Window] = []

    def window(site: Site, seat: object) -> Window:
        person = bool(opened)
        browser = firefox if person == (person_in == "firefox") else chromium
        opened.append(Window(browser, site, seat))  # type: ignore[arg-type]
        return opened[-1]

    try:
        host, person = in_call(relayed_site, new_call(), window)
        for one in (host, person):
            wait_until(lambda one=one: one.stats()[0]["local"] == "relay", 10, "no relay")  # type: ignore[misc]
        assert four_words(host) == four_words(person)
        before = host.frames()
        host.sees(more_than=before + 5)
        person.act("microphone")
        expect(host.page.locator("[data-visio=muted]")).to_be_visible()
        assert [fault for one in opened for fault in one.faults] == []
    finally:
        for one in opened:
            one.close()
