"""What people do together in a call, and how they trust it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from telecontrole.foundations.access import Actor
from telecontrole.rooms.visio import guests, selectors, services
from telecontrole.rooms.visio.enums import GuestRole, SeatRole
from tests.browser.visio.people import Call, Window, in_call, wait_until
from tests.browser.visio.servers import Site

Open = Callable[..., Window]
WORDS = re.compile(r"Mots de vérification : (\w+ \w+ \w+ \w+)")


def four_words(one: Window, of: str = "") -> str:
    line = one.page.locator(f"{of} [data-visio=sas]").first
    expect(line).to_contain_text("Mots de vérification", timeout=10_000)
    found = WORDS.search(line.inner_text())
    assert found is not None
    return found[1]


@pytest.mark.parametrize("kind", ["direct", "relayed"])
def test_both_screens_show_the_same_four_words(
    request: pytest.FixtureRequest, kind: str, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(request.getfixturevalue(f"{kind}_site"), new_call(), window)
    said = four_words(host)
    assert said == four_words(person)
    person.page.reload()
    person.sees()
    wait_until(lambda: four_words(person) == four_words(host) != said, 10, "words of the new page")


ATTACK = """async () => {
  const { Sas } = await import("/static/visio/sas.js");
  const told = {};
  const make = (name, own, other, wire) => new Sas({
    session: "s", send: (body) => wire.push([name, body]),
    descriptions: () => ({ own, other }), tell: (words) => { told[name] = words; },
  });
  const run = async (pairs, wire, change) => {
    for (const sas of Object.values(pairs)) await sas.start();
    while (wire.length) {
      const [from, body] = wire.shift();
      for (const [name, sas] of Object.entries(pairs)) {
        if (name !== from) await sas.receive(change(from, body));
      }
    }
  };
  const honest = [];
  await run({ a: make("a", "A", "B", honest), b: make("b", "B", "A", honest) }, honest, (f, m) => m);
  const same = String(told.a) === String(told.b) && told.a.length === 4;
  const swapped = [];
  await run({ a: make("a", "A", "M", swapped), b: make("b", "B", "M", swapped) }, swapped, (f, m) => m);
  const between = [told.a, told.b];
  const twice = [];
  const victim = make("v", "A", "M", twice);
  await victim.start();
  await victim.receive({ commit: "0".repeat(64) });
  await victim.receive({ commit: "1".repeat(64) });
  return { same, between, second: told.v, revealed: twice.filter(([, b]) => b.nonce).length };
}"""


def test_who_sits_between_cannot_make_the_words_agree(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    one = window(direct_site, new_call().host)
    result = one.page.evaluate(ATTACK)
    assert result == {"same": True, "between": [None, None], "second": None, "revealed": 1}


def test_messages_reach_everyone_admitted_and_leave_no_trace(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(direct_site, new_call(), window)
    for one in (host, person):
        one.page.click("[data-visio=chat] summary")
    person.page.fill("[data-visio=chat-field]", "Bonjour <b>docteur</b>")
    person.page.press("[data-visio=chat-field]", "Enter")
    line = host.page.locator("[data-visio=chat-list] li")
    expect(line).to_have_text("Jeanne Dupont Bonjour <b>docteur</b>")
    person.page.reload()
    person.wait_phase("call")
    expect(person.page.locator("[data-visio=chat-list] li")).to_have_count(0)


# Four software encoders of three pictures each do not fit on two cores: a small picture says as much.
SMALL = """(() => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (wanted) =>
    ask({ ...wanted, video: wanted.video && { width: 160, height: 120, frameRate: 5 } });
})();"""


def test_four_people_meet_and_a_withdrawn_guest_gets_nothing_more(
    relayed_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    about = f"case:{call.session}"
    interpreter, lawyer = (
        guest_of(call, about, role, name, detail)
        for role, name, detail in (
            (GuestRole.INTERPRETE_LSF, "Ana Lopez", "interprète en langue des signes"),
            (GuestRole.AVOCAT, "Léo Marchand", "avocat"),
        )
    )
    host, person = (window(relayed_site, seat, script=SMALL) for seat in (call.host, call.person))
    third, fourth = (window(relayed_site, seat, script=SMALL) for _, seat in (interpreter, lawyer))
    for one in (host, person, third, fourth):
        one.act("join")
    row = host.page.locator(f".visio__row[data-seat='{interpreter[1]}']")
    expect(row).to_contain_text("Ana Lopez interprète en langue des signes", timeout=20_000)
    third.wait_phase("waiting")
    for unknown in ("Jeanne Dupont", "Léo Marchand"):
        expect(third.page.locator("body")).not_to_contain_text(unknown)
    host.page.click(f".visio__row[data-seat='{call.person}'] [data-visio=admit]")
    person.wait_phase("call")
    for guest, window_of in ((interpreter, third), (lawyer, fourth)):
        host.page.click(f".visio__row[data-seat='{guest[1]}'] [data-visio=admit]")
        expect(host.page.locator("[data-visio=guest-words]")).to_contain_text("demande à entrer")
        assert window_of.phase() == "waiting", "nobody comes in before the person said yes"
        host.act("guest-yes")
        window_of.wait_phase("call", 30)
    everybody = (host, person, third, fourth)
    for one in everybody:
        meets(one, [other for other in everybody if other is not one])
    expect(person.page.locator("body")).to_contain_text("interprète en langue des signes")
    tile = f"[data-seat='{interpreter[1]}']"
    assert four_words(person, tile) == four_words(third, f"[data-seat='{call.person}']")

    services.withdraw_guest(guest_id=lawyer[0], actor=Actor.system("test"))
    fourth.wait_phase("refused", 20)
    assert fourth.stats() == []
    for one in (host, person, third):
        connected_to(one, 2)
    with fourth.page.expect_navigation():
        fourth.act("again")
    fourth.wait_phase("refused", 20)
    first, second = kept(call)
    assert (first.name, second.name) == ("Ana Lopez", "Léo Marchand")
    assert first.left_at is None
    assert second.left_at is not None


def guest_of(
    call: Call, about: str, role: GuestRole, name: str, detail: str
) -> tuple[uuid.UUID, uuid.UUID]:
    """An invitation and its seat."""
    guest = services.invite_guest(about=about, role=role, name=name, actor=Actor.system("test"))
    assert isinstance(guest, uuid.UUID)
    info = guests.guest(guest)
    assert info is not None
    seat = services.seat(
        session_id=call.session, role=SeatRole.TIERS, name_shown=name, key=info.key, detail=detail
    )
    assert isinstance(seat, uuid.UUID)
    return guest, seat


def kept(call: Call) -> list[guests.Presence]:
    """What the record says of the third persons."""
    session = selectors.session(call.session)
    assert session is not None
    return guests.presences(session.subject)


def connected_to(one: Window, others: int) -> None:
    """Wait until a window has so many connections."""
    wait_until(lambda: len(one.stats()) == others, 20, f"{one.seat} is not connected to {others}")


# For whom this window holds its own picture back, because their line carries the voice only.
HELD_BACK = """() => [...document.querySelectorAll("[data-visio=tiles] [data-seat]")]
  .filter((tile) => tile.querySelector("[data-visio=quality]").textContent.includes("le son d’abord"))
  .map((tile) => tile.dataset.seat)"""


def meets(one: Window, others: list[Window]) -> None:
    """Wait until a window is connected to all others, hears each, and has seen each.

    Four windows send twelve pictures: on a machine of two cores some are held back so that the voices pass, as they
    should. Whose picture is missing must be saying so on their own screen.
    """

    def everybody() -> bool:
        found = one.stats()
        heard = [of["heard"] > 0 for of in found] == [True] * len(others)
        seen = sum(of["frames"] > 0 for of in found)
        held_back = sum(str(one.seat) in other.page.evaluate(HELD_BACK) for other in others)
        return heard and seen > 0 and seen + held_back >= len(others)

    try:
        wait_until(everybody, 60, "")
    except AssertionError:
        raise AssertionError(f"does not meet everybody: {one.account()}") from None


def test_a_shared_screen_is_shown_and_goes_away(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(direct_site, new_call(), window)
    host.act("share")
    shared = person.page.locator("[data-visio=screen]")
    expect(shared).to_be_visible(timeout=15_000)
    host.act("share")
    expect(shared).to_be_hidden(timeout=15_000)
    # Nor does it go on behind a call that is over.
    host.page.evaluate(
        """() => { const devices = navigator.mediaDevices, ask = devices.getDisplayMedia.bind(devices);
          devices.getDisplayMedia = async (wanted) => (window.__screen = await ask(wanted)); }"""
    )
    host.act("share")
    expect(shared).to_be_visible(timeout=15_000)
    host.act("end")
    host.page.click("[data-act=end-yes]")
    going = "() => window.__screen.getTracks().some(({ readyState }) => readyState === 'live')"
    wait_until(lambda: not host.page.evaluate(going), 10, "the screen is still captured")


def test_the_call_is_handed_over_to_the_telephone_by_one_button(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    host, person = in_call(direct_site, call, window)
    host.act("handover")
    host.page.click("[data-act=to-phone]")
    person.wait_phase("ended")
    expect(person.page.locator("[data-reason=phone]")).to_be_visible()
    expect(person.page.locator("[data-reason=in_person]")).to_be_hidden()
    ended = selectors.session(call.session)
    assert ended is not None
    assert ended.end_reason == "phone"


def test_figures_of_both_ends_are_kept_and_a_word_is_shown(
    relayed_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    host, person = in_call(relayed_site, call, window)
    for one in (host, person):
        expect(one.page.locator("[data-visio=quality]")).to_contain_text("Connexion")
    host.act("end")
    host.page.click("[data-act=end-yes]")
    person.wait_phase("ended")

    def told() -> bool:
        found = selectors.reports(call.session)
        return len(found) == 2 and all(report["transport"] != "none" for report in found)

    wait_until(told, 20, "no report of a path")
    for report in selectors.reports(call.session):
        assert report["browser"] == "chrome"
        assert report["transport"] == "udp"
        assert 0 < report["first_frame_ms"] < 20_000
        assert not any(isinstance(value, str) and "." in value for value in report.values())
