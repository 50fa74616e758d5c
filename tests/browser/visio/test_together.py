"""What people do together in a call, and how they trust it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from telecontrole.rooms.visio import selectors
from telecontrole.rooms.visio.enums import SeatRole
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


def test_three_people_meet_each_admitted_by_the_medecin_conseil(
    relayed_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    call = new_call()
    third_seat = call.seat(SeatRole.TIERS, "Ana Lopez", "interprète")
    host, person = in_call(relayed_site, call, window)
    third = window(relayed_site, third_seat)
    third.act("join")
    expect(host.page.locator("[data-visio=row-name]")).to_have_text("Ana Lopez")
    expect(person.page.locator("body")).not_to_contain_text("Ana Lopez")
    host.page.click("[data-visio=admit]")
    third.wait_phase("call")
    for one in (host, person, third):
        sees_two(one)
    expect(person.page.locator("body")).to_contain_text("interprète")
    tile = f"[data-seat='{third_seat}']"
    assert four_words(person, tile) == four_words(third, f"[data-seat='{call.person}']")


def sees_two(one: Window) -> None:
    wait_until(lambda: sum(i["frames"] > 0 for i in one.stats()) == 2, 40, "no picture")


def test_a_shared_screen_is_shown_and_goes_away(
    direct_site: Site, new_call: Callable[[], Call], window: Open
) -> None:
    host, person = in_call(direct_site, new_call(), window)
    host.act("share")
    shared = person.page.locator("[data-visio=screen]")
    expect(shared).to_be_visible(timeout=15_000)
    host.act("share")
    expect(shared).to_be_hidden(timeout=15_000)


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
    expect(host.page.locator("[data-visio=quality]")).to_contain_text("Connexion", timeout=10_000)
    host.act("end")
    host.page.click("[data-act=end-yes]")
    person.wait_phase("ended")
    wait_until(lambda: len(selectors.reports(call.session)) == 2, 10, "no report")
    for report in selectors.reports(call.session):
        assert report["browser"] == "chrome"
        assert report["transport"] == "udp"
        assert 0 < report["first_frame_ms"] < 20_000
        assert not any(isinstance(value, str) and "." in value for value in report.values())
