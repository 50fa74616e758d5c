"""Every address as everybody: nothing for axe to find, nothing wider than a phone; and by the keyboard alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from telecontrole.foundations import clock
from telecontrole.foundations.access import Role
from telecontrole.foundations.law.calendars import next_working_day
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.worklist import selectors as worklist_reads
from telecontrole.rooms.worklist import services as worklist
from tests.browser.hosting import WholeSite
from tests.browser.stage import PASSWORD, invited
from tests.browser.visitors import gather, true_part
from tests.browser.visits import VISITS, Visit, explained
from tests.browser.windows import DESK, PHONE, Screen, totp
from tests.hostile.cast import HERE, Cast, cookies_for, link_token
from tests.hostile.routes import Route, lasting, routes

pytestmark = pytest.mark.browser
# The pages of the demonstration exist in a demonstration only.
SITE = {"TELECONTROLE_DEMONSTRATION": "1", "TELECONTROLE_WORKER": "elsewhere"}
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """rules => axe.run({runOnly: rules, resultTypes: ['violations']}).then(found =>
  found.violations.map(v => v.id + ' at ' + v.nodes.map(n => n.target.join(' ')).join(', ')))"""
# A box shows its focus around its label.
OUTLINED = """() => [document.activeElement, ...(document.activeElement.labels || [])]
  .map(one => getComputedStyle(one)).some(s => s.outlineStyle + s.boxShadow !== 'nonenone')"""
PICTURES = os.environ.get("TC_SCREENSHOTS", "")
SENT_AWAY = (302, 403, 404, 405, 410)
# First those whose proof of who they are is good for five minutes only.
FRESH = ("half_signed_in", "newcomer", "newly_confirmed")
WHO = sorted(
    {who for visits in VISITS.values() for visit in visits for who in visit.opens},
    key=lambda who: (who not in FRESH, who),
)


@pytest.fixture(scope="module")
def cast(whole_site: WholeSite) -> Cast:
    """Everybody, on the site's database."""
    return gather()


def test_every_address_is_visited_or_says_why_not() -> None:
    unknown = [one.name for one in routes() if one.name not in VISITS and not explained(one.name)]
    assert unknown == [], "say in tests/browser/visits.py who opens them, or why there is no page"
    both = [one.name for one in routes() if one.name in VISITS and explained(one.name)]
    gone = set(VISITS) - {one.name for one in routes()}
    assert (both, gone) == ([], set())


@pytest.fixture(scope="module")
def seen() -> set[bytes]:
    """Pages that somebody has looked at: the same page is the same for the next one."""
    return set()


@pytest.mark.parametrize("who", WHO)
def test_every_page_as(
    browser: Browser, whole_site: WholeSite, cast: Cast, seen: set[bytes], who: str
) -> None:
    look = Look(Screen(browser, whole_site), cast, who, seen)
    look.screen.context.add_cookies(cookies_for(cast.clients[who], whole_site.url))  # type: ignore[arg-type]
    for route in routes():
        for visit in VISITS.get(route.name, ()):
            look.at(route, visit)
    look.screen.context.close()
    assert look.found == [], "\n".join(map(str, look.found))


class Look:
    """One visitor's way through the site. What is wrong is kept, so that one page hides no other."""

    def __init__(self, screen: Screen, cast: Cast, who: str, seen: set[bytes]) -> None:
        self.screen, self.cast, self.who, self.seen = screen, cast, who, seen
        self.found: list[tuple[str, object]] = []
        self._refusals: set[int] = set()

    def at(self, route: Route, visit: Visit) -> None:
        """Look at a page on a phone and on a desk; a refusal, which is one page, once."""
        path = self._path(route, visit)
        if not self._is_new(path, visit):
            return
        page = self.screen.page
        page.set_viewport_size(PHONE)
        self.screen.faults.clear()
        answer = page.goto(path)
        self._check(path, fresh=True)
        page.set_viewport_size(DESK)
        self._check(path, fresh=False)
        if answer is not None and answer.status == 200:
            self.found += [(path, fault) for fault in self.screen.faults]

    def _is_new(self, path: str, visit: Visit) -> bool:
        """Ask without a window: whether the visitor gets what the list says, and what nobody has looked at."""
        answer = self.screen.page.request.get(path, max_redirects=0)
        opens = self.who in visit.opens
        if answer.status not in ((visit.status,) if opens else (200, *SENT_AWAY)):
            self.found.append((path, answer.status))
        if answer.status == 302:
            return False
        if not opens and answer.status != 200:
            if answer.status in self._refusals:
                return False
            self._refusals.add(answer.status)
        page = lasting(answer.body())
        if page in self.seen:
            return False
        self.seen.add(page)
        return True

    def _path(self, route: Route, visit: Visit) -> str:
        given = dict(visit.given)
        parts = {
            part: true_part(self.cast, self.who, part, kind, given.get(part, ""))
            for part, kind in route.parts.items()
        }
        return route.path(**parts) + visit.query

    def _check(self, path: str, *, fresh: bool) -> None:
        page = self.screen.page
        size = page.viewport_size
        assert size is not None
        where = f"{path} ({size['width']} px)"
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            self.found.append((where, f"{wide} px wide"))
        if page.locator("h1").count() != 1:
            self.found.append((where, "not one h1"))
        if fresh:
            # Through the debugger's own world: the page's policy allows no foreign script.
            page.evaluate(AXE.read_text())
        self.found += [(where, fault) for fault in page.evaluate(RUN, RULES)]
        if PICTURES:
            name = path.strip("/").replace("/", "_")[:80] or "entree"
            page.screenshot(
                path=f"{PICTURES}/{self.who}-{name}-{size['width']}.png", full_page=True
            )


@pytest.fixture
def keyboard(browser: Browser, whole_site: WholeSite, cast: Cast) -> Iterator[Screen]:
    """A window where nobody has a mouse."""
    opened = Screen(browser, whole_site)
    yield opened
    opened.close()


def tab_to(screen: Screen, selector: str) -> None:
    """Press Tab until the control has the focus, which must be seen."""
    for _ in range(60):
        screen.page.keyboard.press("Tab")
        if screen.page.locator(f"{selector}:focus").count():
            expect(screen.page.locator(":focus")).to_be_in_viewport()
            assert screen.page.evaluate(OUTLINED), f"the focus of {selector} is not seen"
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_signing_in_by_the_keyboard_alone(keyboard: Screen, browser: Browser) -> None:
    email = "clavier@caisse.test"
    typing = keyboard.page.keyboard
    keyboard.open(invited(email, Role.TECHNICIEN))
    tab_to(keyboard, "[name=password]")
    typing.type(PASSWORD)
    typing.press("Enter")
    keyboard.arrives("/connexion/application/")
    secret = keyboard.page.locator("main code").inner_text().strip()
    tab_to(keyboard, "[name=code]")
    typing.type(totp(secret))
    typing.press("Enter")
    keyboard.says("Vos codes de secours")
    keyboard.context.clear_cookies()
    keyboard.open("/connexion/")
    tab_to(keyboard, "[name=login]")
    typing.type(email)
    tab_to(keyboard, "[name=password]")
    typing.type(PASSWORD)
    tab_to(keyboard, "main button[type=submit]")
    typing.press("Enter")
    keyboard.arrives("/connexion/code/")
    tab_to(keyboard, "[name=code]")
    typing.type(totp(secret, step=1))
    typing.press("Enter")
    keyboard.arrives("/accueil/")


def urgent(nobody: str, caisse: str, count: int) -> list[str]:
    """Titles of tasks that come before all others of their queue, the most urgent first."""
    now = clock.now() - timedelta(days=400)
    ids = [
        worklist.open_task(
            queue="notices",
            kind="lettres_a_poster",
            caisse=caisse,
            subject=f"caisse:{nobody}",
            due_at=now + timedelta(minutes=number),
            key=f"{nobody}:{number}",
        )
        for number in range(count)
    ]
    return [f"/taches/{one}/" for one in ids]


def test_working_through_the_tasks_by_the_keys_alone(
    browser: Browser, whole_site: WholeSite, cast: Cast
) -> None:
    desk = Screen(browser, whole_site, size=DESK)
    desk.context.add_cookies(cookies_for(cast.clients["technicien"], whole_site.url))  # type: ignore[arg-type]
    typing = desk.page.keyboard
    first, second = urgent("keys", HERE, 3)[:2]

    desk.open("/taches/?file=notices")
    expect(desk.page.locator("details[data-keys]")).to_be_visible()
    for key in "jjk":
        typing.press(key)
    expect(desk.page.locator(":focus")).to_have_attribute("href", first)
    typing.press("Enter")
    desk.arrives(first)
    typing.press("t")
    desk.says("Prise par")
    typing.press("2")
    expect(desk.page.locator("[name=done][value=appele]")).to_be_checked()
    typing.press("s")
    desk.arrives(second)
    assert done_by_hand(first) == "appele"

    # The next one is taken already; the list again, and the most urgent of all.
    desk.says("Prise par")
    typing.press("l")
    desk.arrives("/taches/")
    typing.press("p")
    desk.page.wait_for_url("**/taches/*-*/")
    desk.says("Prise par")
    desk.close()


def done_by_hand(path: str) -> str:
    """What was said to have been done with the task of a page."""
    (one,) = (one for one in worklist_reads.every_task() if str(one.id) in path)
    return one.done


def test_moving_an_appointment_by_the_keyboard_alone(
    browser: Browser, whole_site: WholeSite, cast: Cast
) -> None:
    desk = Screen(browser, whole_site, size=DESK)
    desk.context.add_cookies(cookies_for(cast.clients["technicien"], whole_site.url))  # type: ignore[arg-type]
    story = cast.stage.interview(cast.here.now.medecin, minutes=300)
    day = next_working_day(clock.today() + timedelta(days=5), "metropole")
    cast.stage.world.hours(cast.stage.world.medecin(), day.isoformat(), "10:00", "11:00")
    page, key = desk.page, desk.page.keyboard.press

    desk.open(f"/agendas/rendez-vous/{story.appointment.id}/deplacer/?jour={day.isoformat()}")
    tab_to(desk, f"main li a[href*='jour={day.isoformat()}']")
    key("Enter")
    page.wait_for_url("**heure=10*")
    tab_to(desk, "main button[value=voir]")
    key("Enter")
    desk.says("Enregistrer")
    desk.says("La personne")
    assert planning.versions(story.case.id)[-1].version == 1, "shown, and not yet saved"
    tab_to(desk, "main button[value=enregistrer]")
    key("Enter")
    desk.arrives(f"/dossiers/{story.case.reference}/")
    latest = planning.versions(story.case.id)[-1]
    assert (latest.version, latest.starts_at.date()) == (2, day)
    desk.close()


def test_on_a_phone_the_first_task_stands_on_the_first_screen(
    browser: Browser, whole_site: WholeSite, cast: Cast
) -> None:
    phone = Screen(browser, whole_site)
    phone.context.add_cookies(cookies_for(cast.clients["technicien"], whole_site.url))  # type: ignore[arg-type]
    (path,) = urgent("phone", HERE, 1)
    phone.open("/taches/?file=notices&etat=a_faire")
    expect(phone.page.locator(f".table a[href='{path}']")).to_be_in_viewport()
    summary = phone.page.locator(".filters__fold > summary")
    expect(summary).to_have_text("Filtres : Messages et lettres, À prendre")
    expect(phone.page.get_by_label("Échéance")).to_be_hidden()
    summary.click()
    expect(phone.page.get_by_label("Échéance")).to_be_visible()
    phone.page.set_viewport_size(DESK)
    expect(summary).to_be_hidden()
    phone.close()


@pytest.mark.parametrize("choice", ["pas-en-visio", "empeche"])
def test_the_two_choices_of_the_person_by_the_keyboard_alone(
    keyboard: Screen, cast: Cast, choice: str
) -> None:
    story = cast.stage.interview(cast.here.now.medecin)
    keyboard.open(f"/r/{link_token(story)}")
    button = f"form[action='/rdv/choix/{choice}/'] button"
    summary = keyboard.page.locator("details", has=keyboard.page.locator(button))
    if summary.count() and not keyboard.page.locator(button).is_visible():
        tab_to(keyboard, "main details summary")
        keyboard.page.keyboard.press("Enter")
    tab_to(keyboard, button)
    keyboard.page.keyboard.press("Enter")
    keyboard.arrives("/rdv/choix/")
    expect(keyboard.page.locator("h1")).to_have_text("C’est noté")
