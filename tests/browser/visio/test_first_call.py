"""The call of an interview, in two Chromium windows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from telecontrole.foundations.access import Actor
from telecontrole.rooms.visio import selectors, services
from telecontrole.rooms.visio.enums import SeatRole
from tests.browser.visio.people import Call, Window, in_call, wait_until
from tests.browser.visio.servers import Site

Open = Callable[..., Window]

# Counts the pictures that are drawn to be sent.
DRAWN = """
window.__drawn = 0;
const native = CanvasRenderingContext2D.prototype.drawImage;
CanvasRenderingContext2D.prototype.drawImage = function (...given) {
  window.__drawn += 1;
  return native.apply(this, given);
};
"""
SENT = """() => window.__pcs.flatMap((pc) => pc.getSenders())
  .filter(({ track }) => track).map(({ track }) => track.id).sort()"""
OWN = """() => document.querySelector("[data-visio=self]").srcObject.getTracks()
  .map(({ id }) => id).sort()"""


@pytest.fixture(params=["direct", "relayed"])
def any_site(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(f"{request.param}_site")
    return found


def test_a_person_waits_is_let_in_and_both_see_and_hear(
    any_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    person = window(any_site, call.person, script=DRAWN)
    expect(person.page.locator("body")).to_contain_text("Docteur Claire Martin")
    expect(person.page.locator("body")).to_contain_text("CPAM du Calvados")
    expect(person.page.locator("body")).to_contain_text("n’enregistre pas")
    person.act("join")
    person.wait_phase("waiting")
    expect(person.page.locator("[data-visio=status]")).to_contain_text("pas encore là")

    host = window(any_site, call.host)
    host.act("join")
    expect(host.page.locator("[data-visio=row-name]")).to_have_text("Jeanne Dupont")
    agreed = "window.__pcs.some((pc) => pc.remoteDescription && pc.signalingState === 'stable')"
    for one in (host, person):
        wait_until(lambda one=one: bool(one.page.evaluate(agreed)), 30, "nothing agreed on")  # type: ignore[misc]
    # What the others are told of a person who waits must not take away what is ready for later.
    for _ in range(2):
        person.act("microphone")
    for one in (host, person):
        assert one.frames() == 0, "a picture before the admission"
        assert one.page.evaluate(SENT) == [], "a track before the admission"
        expect(one.page.locator("[data-visio=tiles] [data-seat]")).to_have_count(0)
    assert person.page.evaluate("window.__drawn") == 0
    host.page.click("[data-visio=admit]")
    person.wait_phase("call")
    host.sees()
    person.sees()
    assert person.page.evaluate("window.__drawn") > 0, "the first picture waited for the camera"
    for one in (host, person):
        own = one.page.evaluate(OWN)
        wait_until(lambda one=one, own=own: one.page.evaluate(SENT) == own, 10, "not the camera")  # type: ignore[misc]
        # The connection may stand since before the admission: nothing says that it is still to come.
        expect(one.page.locator("[data-seat] [data-visio=words]")).to_be_hidden()
        expect(one.page.locator("[data-seat] [data-visio=sas]")).to_be_visible()
    wait_until(lambda: host.stats()[0]["heard"] > 0, 10, "no sound")
    pair = (host.stats()[0]["local"], host.stats()[0]["remote"])
    assert (pair == ("relay", "relay")) is (any_site.environment["TELECONTROLE_TURN_URLS"] != "")
    seat = selectors.seat(call.person)
    assert seat is not None
    assert seat.admitted_at is not None


def test_after_a_reload_the_call_comes_back_without_a_click(
    any_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(any_site, new_call(), window)
    person.page.reload()
    person.wait_phase("call")
    person.sees()
    host.sees()
    host.page.reload()
    host.sees()
    person.sees()


def test_mute_and_camera_off_are_shown_to_the_other(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    host = window(direct_site, call.host)
    person = window(direct_site, call.person, script=DRAWN)
    host.act("join")
    person.act("join")
    person.wait_phase("waiting")
    person.act("camera")
    host.page.click("[data-visio=admit]")
    expect(host.page.locator("[data-visio=avatar]")).to_be_visible()
    person.sees()
    assert person.page.evaluate("window.__drawn") == 0, "a picture although the camera is off"
    person.act("camera")
    expect(host.page.locator("[data-visio=avatar]")).to_be_hidden()
    person.act("microphone")
    expect(host.page.locator("[data-visio=muted]")).to_be_visible()
    expect(person.page.locator("[data-act=microphone]")).to_have_text("Activer le micro")
    person.act("camera")
    expect(host.page.locator("[data-visio=avatar]")).to_be_visible()
    person.act("microphone")
    person.act("camera")
    expect(host.page.locator("[data-visio=muted]")).to_be_hidden()
    expect(host.page.locator("[data-visio=avatar]")).to_be_hidden()


MICROPHONE = """(what) => {
  const track = document.querySelector("[data-visio=self]").srcObject.getAudioTracks()[0];
  if (what === "ended") track.stop();
  else Object.defineProperty(track, "muted", { value: what === "mute", configurable: true });
  track.dispatchEvent(new Event(what));
  return track.id;
}"""


def test_a_telephone_call_that_takes_the_microphone_is_said_and_it_comes_back(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(direct_site, new_call(), window)
    banner = person.page.locator("[data-visio=interrupted]")
    person.page.evaluate(MICROPHONE, "mute")
    expect(host.page.locator("[data-visio=muted]")).to_be_visible()
    expect(banner).to_be_visible()
    person.page.evaluate(MICROPHONE, "unmute")
    expect(banner).to_be_hidden()
    expect(host.page.locator("[data-visio=muted]")).to_be_hidden()
    # An ended track is replaced by a new one, without a click.
    before = person.page.evaluate(MICROPHONE, "ended")
    person.page.wait_for_function(
        """(before) => {
          const [track] = document.querySelector("[data-visio=self]").srcObject.getAudioTracks();
          return track && track.id !== before && track.readyState === "live";
        }""",
        arg=before,
    )
    expect(banner).to_be_hidden()
    host.sees(more_than=host.frames() + 3)


def test_leaving_is_told_and_one_may_come_back(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    host, person = in_call(direct_site, call, window)
    person.act("leave")
    person.wait_phase("left")
    expect(host.page.locator("[data-visio=nobody]")).to_be_visible()
    said = host.page.locator("[data-visio=status]")
    expect(said).to_have_text("Jeanne Dupont a quitté l’entretien.")
    wait_until(lambda: not host.stats(), 5, "the connection stays open")
    person.act("again")
    person.wait_phase("call")
    host.sees()
    expect(said).to_have_text("La salle est ouverte.")
    person.sees()


def test_the_end_closes_everything_and_the_outcome_is_told(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    host, person = in_call(direct_site, call, window)
    host.act("end")
    host.page.click("[data-act=end-yes]")
    person.wait_phase("ended")
    host.wait_phase("ended")
    assert person.stats() == []
    # Whoever reloads is not led into the waiting room again, and still hears what follows.
    person.page.reload()
    person.wait_phase("ended")
    services.tell(session_id=call.session, role=SeatRole.ASSURE, kind="outcome", url="/avis/")
    link = person.page.locator("[data-visio=notice-link]")
    expect(link).to_be_visible()
    expect(person.page.locator("[data-visio=notice-words]")).to_contain_text("rendu son avis")
    link.click()
    expect(person.page.locator("body")).to_have_text("avis")
    expect(host.page.locator("[data-visio=notice]")).to_be_hidden()


def test_a_second_window_takes_over(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    host, person = in_call(direct_site, call, window)
    second = window(direct_site, call.person)
    second.act("join")
    person.wait_phase("elsewhere")
    second.wait_phase("call")
    second.sees()
    host.sees()
    assert person.stats() == []


AWAKE = """window.__lock = []; Object.defineProperty(navigator, "wakeLock", { value: {
  request: async () => { window.__lock.push("asked"); return { release: async () => { window.__lock.push("given back"); } }; },
}});"""


def test_the_screen_is_kept_on_as_long_as_one_is_there(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    person = window(direct_site, new_call().person, script=AWAKE)
    assert person.page.evaluate("window.__lock") == []
    person.act("join")
    person.wait_phase("waiting")
    assert person.page.evaluate("window.__lock") == ["asked"]
    # Systems take the lock away from a page in the background: it is asked for again at each return.
    person.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert person.page.evaluate("window.__lock") == ["asked", "asked"]
    person.act("leave")
    person.wait_phase("left")
    assert person.page.evaluate("window.__lock") == ["asked", "asked", "given back"]


def test_nobody_without_a_right_gets_in(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    stranger = window(direct_site, call.person)
    stranger.context.clear_cookies()
    stranger.act("join")
    stranger.wait_phase("refused")
    services.end(session_id=call.session, actor=Actor.system("test"))
    late = window(direct_site, call.person)
    late.act("join")
    late.wait_phase("ended")


def test_one_may_join_without_a_camera_or_when_permission_is_refused(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    host, person = window(direct_site, call.host), window(direct_site, call.person)
    person.page.evaluate(
        """() => { navigator.mediaDevices.getUserMedia =
             () => Promise.reject(new DOMException("no", "NotAllowedError")); }"""
    )
    host.act("join")
    person.act("join")
    expect(person.page.locator("[data-fault=refused]")).to_be_visible()
    host.page.click("[data-visio=admit]")
    person.wait_phase("call")
    person.sees()
    expect(host.page.locator("[data-visio=avatar]")).to_be_visible()
