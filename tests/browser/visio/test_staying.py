"""The call goes on by itself: server killed, relay killed, socket cut. Nobody clicks."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.visio.people import Call, Window, in_call, wait_until
from tests.browser.visio.servers import Coturn, Site

Open = Callable[..., Window]


def moving(one: Window, seconds: float = 15) -> None:
    """Wait until pictures move again."""
    one.sees(more_than=one.frames() + 5, seconds=seconds)


@pytest.mark.parametrize("kind", ["direct", "relayed"])
def test_a_server_killed_and_restarted_costs_no_picture(
    request: pytest.FixtureRequest, kind: str, new_call: Callable[[], Call], window: Open
) -> None:
    site: Site = request.getfixturevalue(f"{kind}_site")
    host, person = in_call(site, new_call(), window)
    site.kill()
    expect(person.page.locator("[data-visio=offline]")).to_be_visible()
    before = person.frames()
    time.sleep(2)
    assert person.frames() > before, "the media needs no signalling"
    site.start()
    for one in (host, person):
        expect(one.page.locator("[data-visio=offline]")).to_be_hidden(timeout=15_000)
        assert len(one.stats()) == 1
    moving(host)
    moving(person)
    person.act("microphone")
    expect(host.page.locator("[data-visio=muted]")).to_be_visible()


def test_a_killed_relay_is_found_out_and_the_call_comes_back(
    relayed_site: Site, coturn: Coturn, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(relayed_site, new_call(), window)
    coturn.kill()
    expect(host.page.locator("[data-visio=words]")).to_contain_text("Reconnexion", timeout=10_000)
    coturn.start()
    moving(host)
    moving(person)
    expect(host.page.locator("[data-visio=words]")).to_be_hidden()
    assert host.stats()[0]["local"] == "relay"


def test_a_relay_that_is_gone_for_long_ends_in_a_call_built_anew(
    relayed_site: Site, coturn: Coturn, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(relayed_site, new_call(), window)
    coturn.kill()
    # Every restart in vain: one side comes back as a new page would, and both build a connection anew.
    wait_until(lambda: built(host) > 1 and built(person) > 1, 120, "no new connection")
    coturn.start()
    moving(host, seconds=60)
    moving(person, seconds=60)
    for one in (host, person):
        assert len(one.stats()) == 1


def built(one: Window) -> int:
    """How many connections a page has made."""
    return int(one.page.evaluate("() => window.__pcs.length"))


def test_a_socket_that_breaks_resumes_and_the_other_side_is_told(
    relayed_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(relayed_site, new_call(), window)
    person.page.evaluate("() => window.__sockets.at(-1).close()")
    wait_until(lambda: person.page.evaluate("() => window.__sockets.length") == 2, 10, "no socket")
    person.act("microphone")
    expect(host.page.locator("[data-visio=muted]")).to_be_visible()
    assert len(person.stats()) == 1
    moving(person)


def test_many_abrupt_reloads_leave_a_working_call(
    relayed_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(relayed_site, new_call(), window)
    for _ in range(8):
        person.page.reload()
    person.wait_phase("call")
    person.sees()
    moving(host)
    wait_until(lambda: len(host.stats()) == 1, 10, "old connections stay open")


# The first camera is refused by the system as busy, or opens and gives nothing; the second is a real one.
CAMERA_OF_THE_FIRST_TIME = """(() => {
  const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
  let first = true;
  devices.getUserMedia = async (wanted) => {
    if (!wanted.video || !first) return ask(wanted);
    %s
  };
})();"""
BUSY = (
    "if (wanted.video === true) first = false; throw new DOMException('taken', 'NotReadableError');"
)
DARK = """first = false;
    const canvas = document.createElement("canvas");
    canvas.getContext("2d");
    const [video] = canvas.captureStream(0).getVideoTracks();
    return new MediaStream([...(await ask({ audio: wanted.audio })).getTracks(), video]);"""


@pytest.mark.parametrize("trouble", [BUSY, DARK], ids=["busy", "dark"])
def test_a_camera_that_gives_nothing_is_asked_for_again_without_a_click(
    direct_site: Site, new_call: Callable[[], Call], window: Open, trouble: str
) -> None:
    call = new_call()
    host = window(direct_site, call.host)
    person = window(direct_site, call.person, script=CAMERA_OF_THE_FIRST_TIME % trouble)
    for one in (host, person):
        one.act("join")
    host.page.click("[data-visio=admit]")
    person.sees()
    host.sees()
    expect(person.page.locator("[data-fault=busy]")).to_be_hidden()
