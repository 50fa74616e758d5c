"""Before the day: the equipment test; on the day: choice of devices, accessibility, small screens."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from telecontrole.rooms.visio import selectors
from tests.browser.visio.people import Call, Window, in_call, wait_until
from tests.browser.visio.servers import ROOT, Site

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
Open = Callable[..., Window]


def open_test(browser: Browser, site: Site, subject: uuid.UUID) -> Page:
    page = browser.new_context().new_page()
    page.goto(f"{site.url}/materiel/{subject}/")
    page.wait_for_selector("#visio-test[data-ready=yes]")
    return page


def kept(subject: uuid.UUID) -> dict[str, str]:
    """The latest results."""
    results: dict[str, str] = selectors.equipment_tests(f"appointment:{subject}")[0]["results"]
    return results


@pytest.mark.usefixtures("transactional_db")
def test_a_person_tests_camera_microphone_loudspeaker_and_relay(
    browser: Browser, relayed_site: Site
) -> None:
    subject = uuid.uuid4()
    page = open_test(browser, relayed_site, subject)
    page.click("[data-visio=begin]")
    expect(page.locator("[data-visio=step-microphone]")).to_contain_text(
        "entendons", timeout=15_000
    )
    expect(page.locator("[data-visio=step-network]")).to_contain_text("passe", timeout=20_000)
    # Another microphone is tried at once, and is the one of the day.
    microphone = page.locator("[data-visio=audioinput]")
    other = microphone.locator("option").nth(1).get_attribute("value")
    microphone.select_option(index=1)
    expect(page.locator("[data-visio=step-microphone]")).to_contain_text("entendons")
    page.click("[data-visio=play]")
    page.click("[data-visio=heard-ok]")
    expect(page.locator("[data-visio=passed]")).to_be_visible()
    assert other in page.evaluate("localStorage.getItem('visio-devices')")
    results = kept(subject)
    assert (results["camera"], results["udp"], results["direct"]) == ("ok", "ok", "none")
    page.context.close()


@pytest.mark.usefixtures("transactional_db")
def test_a_failure_is_kept_and_never_held_against_the_person(
    browser: Browser, direct_site: Site
) -> None:
    subject = uuid.uuid4()
    page = open_test(browser, direct_site, subject)
    page.evaluate(
        """() => { navigator.mediaDevices.getUserMedia =
             () => Promise.reject(new DOMException("no", "NotAllowedError")); }"""
    )
    page.click("[data-visio=begin]")
    expect(page.locator("[data-visio=step-camera]")).to_contain_text("Accès refusé")
    # The help of this very browser, not of all of them.
    expect(page.locator("[data-visio=help-box] [data-help=chrome]")).to_be_visible()
    expect(page.locator("[data-visio=play]")).to_be_visible(timeout=20_000)
    # Whoever closes the page here is not forgotten.
    tests = f"appointment:{subject}"
    wait_until(lambda: len(selectors.equipment_tests(tests)) == 1, 10, "nothing is kept")
    assert (kept(subject)["microphone"], kept(subject)["speaker"]) == ("refused", "skipped")
    page.route("**/essai/resultat/", lambda route: route.abort())
    page.click("[data-visio=play]")
    page.click("[data-visio=heard-no]")
    # Not kept is not failed: it is said, and sent again by one button.
    expect(page.locator("[data-visio=not-kept]")).to_be_visible()
    expect(page.locator("[data-visio=not-passed]")).to_be_hidden()
    assert len(selectors.equipment_tests(tests)) == 1
    page.unroute("**/essai/resultat/")
    page.click("[data-visio=keep-again]")
    # The sentence waits hidden in the page: only its appearance says that the server answered.
    expect(page.locator("[data-visio=not-passed]")).to_be_visible()
    expect(page.locator("[data-visio=not-passed]")).to_contain_text("jamais retenu contre vous")
    results = kept(subject)
    assert (results["microphone"], results["speaker"]) == ("refused", "no")
    page.context.close()


SAFARI = "Mozilla/5.0 ({}) AppleWebKit/605.1.15 (KHTML, like Gecko) {}"
IPHONE = "iPhone; CPU iPhone OS 18_5 like Mac OS X"
ANDROID = "Mozilla/5.0 (Linux; Android 14; SM-A556B) AppleWebKit/537.36 (KHTML, like Gecko) {}"
AGENTS = {
    ANDROID.format("Chrome/140.0.0.0 Mobile Safari/537.36"): "android-chrome",
    ANDROID.format("SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36"): "samsung",
    ANDROID.format("Version/4.0 Chrome/140.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;]"): (
        "inside-android"
    ),
    "Mozilla/5.0 (Linux; Android 14; SM-A556B; wv) AppleWebKit/537.36 Chrome/140.0 Mobile": (
        "inside-android"
    ),
    "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0": "android-firefox",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "firefox",
    "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0": "chrome",
    SAFARI.format(IPHONE, "Version/18.5 Mobile/15E148 Safari/604.1"): "ios-safari",
    SAFARI.format(IPHONE, "CriOS/140.0 Mobile/15E148 Safari/604.1"): "ios-other",
    SAFARI.format(IPHONE, "Mobile/15E148 Instagram 390.0"): "inside-ios",
    SAFARI.format(IPHONE, "Mobile/15E148"): "inside-ios",
    SAFARI.format("Macintosh; Intel Mac OS X 10_15_7", "Version/18.5 Safari/605.1.15"): (
        "mac-safari"
    ),
}
ASK_PLACES = """async (agents) => {
  const { place, obstacle } = await import("/static/visio/help.js");
  const words = document.getElementById("visio-help").content;
  const places = agents.map((agent) => place(agent));
  return {
    places,
    wordless: places.filter((key) => !words.querySelector(`[data-help="${key}"]`)),
    obstacles: agents.map((agent) => obstacle(agent, { calls: false })),
    none: obstacle(agents[0], { calls: true }),
  };
}"""


def test_each_browser_gets_its_own_help_and_lockdown_its_own_words(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    page = window(direct_site, new_call().person).page
    found = page.evaluate(ASK_PLACES, list(AGENTS))
    assert found["places"] == list(AGENTS.values())
    assert found["wordless"] == []
    by = dict(zip(AGENTS.values(), found["obstacles"], strict=True))
    assert (by["ios-safari"], by["mac-safari"]) == ("lockdown", "lockdown")
    assert (by["inside-ios"], by["inside-android"]) == ("inside", "inside")
    assert (by["firefox"], found["none"]) == ("old", "")


@pytest.mark.usefixtures("transactional_db")
def test_a_browser_that_cannot_read_the_scripts_is_told_and_its_test_is_kept(
    browser: Browser, direct_site: Site, new_call: Callable[[], Call]
) -> None:
    subject, page = uuid.uuid4(), browser.new_context().new_page()
    # What a telephone of 2017 makes of them.
    page.route(
        re.compile(r"/visio/(main|test)\.js"),
        lambda route: route.fulfill(content_type="text/javascript", body="let of = new;"),
    )
    page.goto(f"{direct_site.url}/place/{new_call().person}/")
    expect(page.locator("[data-obstacle=silent]")).to_contain_text("trop ancien")
    expect(page.locator("[data-obstacle=lockdown]")).to_be_hidden()
    page.goto(f"{direct_site.url}/materiel/{subject}/")
    expect(page.locator("[data-obstacle=silent]").first).to_be_visible()
    page.click("[data-visio=begin]")
    expect(page.locator("[data-visio=noted]")).to_be_visible()
    (found,) = selectors.equipment_tests(f"appointment:{subject}")
    assert (found["passed"], found["results"]["calls"]) == (False, "unsupported")
    page.context.close()


def test_the_devices_can_be_chosen_during_the_call(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(direct_site, new_call(), window)
    person.page.click(".visio__devices summary")
    microphone = person.page.locator("[data-visio=audioinput]")
    expect(microphone).to_be_visible()
    microphone.select_option(index=1)
    host.sees(more_than=host.frames() + 3)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: bin/test installs it")
def test_axe_finds_nothing_in_any_phase_even_on_a_small_phone(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    phone = {"viewport": {"width": 320, "height": 640}, "has_touch": True}
    host, person = window(direct_site, call.host), window(direct_site, call.person, **phone)
    check(person.page)
    person.act("join")
    person.wait_phase("waiting")
    check(person.page)
    host.act("join")
    host.page.wait_for_selector("[data-visio=admit]")
    check(host.page)
    host.page.click("[data-visio=admit]")
    person.sees()
    check(person.page)
    check(host.page)
    host.act("end")
    check(host.page)
    host.page.click("[data-act=end-yes]")
    person.wait_phase("ended")
    check(person.page)


def check(page: Page) -> None:
    """axe finds nothing, and nothing is wider than the screen."""
    # Evaluated by the debugger, so that the page's policy need not be weakened for the test.
    page.evaluate(Path(AXE).read_text())
    violations = page.evaluate("async () => (await axe.run('#visio')).violations")
    assert violations == [], json.dumps([v["id"] for v in violations])
    wide = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0
