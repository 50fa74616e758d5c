"""The pages of the hall in a real browser: nothing for axe to find, nothing wider than a small phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from telecontrole.rooms.people.models import MedecinConseil
from tests.journeys.conftest import TREATING, Story
from tests.journeys.person.test_identity import born
from tests.journeys.person.test_practitioner import token
from tests.journeys.staff.test_pages import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = os.environ.get("TC_PICTURES", "")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    assert path is not None, "chromium is missing: bin/test says how to install it"
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    # The browser's driver keeps a loop in this thread; the database is still used by one thread at a time.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Phone:
    """A small window that carries on the session of a test client."""

    def __init__(self, browser: Browser, url: str, client: Client) -> None:
        self.url = url
        self.context = browser.new_context(viewport={"width": 320, "height": 700})
        self.context.add_cookies(
            [
                {"name": key, "value": one.value, "url": url}
                for key, one in client.cookies.items()
                if one.value
            ]
        )
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type == "error" else None,
        )

    def check(self, path: str, *, status: int = 200) -> None:
        """Open a page, look for faults."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status == status, (path, answer.status)
        if PICTURES:
            name = path.strip("/").replace("/", "_") or "entree"
            self.page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, f"{path}: {wide} px wide"
        assert self.page.locator("h1").count() == 1, path
        # Through the debugger's own world, since the page's policy allows no foreign script.
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "rules => axe.run({runOnly: rules}).then(r => r.violations.map("
            "v => v.id + ' ' + v.nodes.map(n => n.target.join(' ')).join(', ')))",
            RULES,
        )
        assert found == [], (path, found)
        if status == 200:
            assert self.faults == [], (path, self.faults)
        self.faults.clear()


def test_pages_for_everybody(browser: Browser, live_server: Any) -> None:
    phone = Phone(browser, live_server.url, Client())
    for path in ("/", "/mentions-legales/", "/contact/", "/ce-message-vient-il-de-vous/"):
        phone.check(path)
    phone.check("/medecin/")
    phone.check("/rdv/", status=403)
    phone.check("/r/ABCDEFGHIJKL", status=404)
    phone.check("/nulle-part/", status=404)


def test_pages_of_the_person(browser: Browser, live_server: Any, story: Story, at: Any) -> None:
    client = story.visit()
    phone = Phone(browser, live_server.url, client)
    phone.check("/rdv/")
    phone.check("/rdv/essai/")
    phone.check("/rdv/identite/rejoindre/")
    born(client)
    phone = Phone(browser, live_server.url, client)
    phone.check("/rdv/identite/rejoindre/code/")
    client.post("/rdv/identite/rejoindre/code/", {"code": story.code()})
    phone = Phone(browser, live_server.url, client)
    phone.check("/rdv/rejoindre/")
    at(story.current.starts_at)
    client.post("/rdv/rejoindre/")
    phone.check("/rdv/rejoindre/")
    story.conclude()
    phone.check("/rdv/resultat/")
    phone.check("/rdv/")


def test_pages_after_a_choice(browser: Browser, live_server: Any, story: Story) -> None:
    story.world.hours(story.world.medecin(), "2026-12-09", site=story.world.site())
    client = story.visit()
    client.post("/rdv/choix/pas-en-visio/", {"version": "1"})
    phone = Phone(browser, live_server.url, client)
    phone.check("/rdv/choix/")
    phone.check("/rdv/")
    client.post("/rdv/choix/empeche/", {"version": "2"})
    phone.check("/rdv/")


def test_pages_of_the_doctor(browser: Browser, live_server: Any, story: Story, at: Any) -> None:
    at(story.current.starts_at)
    story.conclude()
    client = Client()
    client.get(f"/r/{token('mssante')}")
    Phone(browser, live_server.url, client).check("/medecin/")
    client.post("/medecin/", {"rpps": TREATING})
    Phone(browser, live_server.url, client).check("/medecin/code/")
    client.post("/medecin/code/", {"code": story.code()})
    Phone(browser, live_server.url, client).check("/medecin/avis/")


@pytest.mark.parametrize(
    "role", ["medecin_conseil", "technicien", "gestionnaire", "chef", "administrateur", "expert"]
)
def test_pages_of_the_staff(
    browser: Browser, live_server: Any, story: Story, at: Any, role: str
) -> None:
    at(story.current.starts_at - timedelta(hours=1))
    medecin = MedecinConseil.objects.get() if role == "medecin_conseil" else None
    client = signed_in(role, medecin=medecin)
    phone = Phone(browser, live_server.url, client)
    phone.check("/accueil/")
    if role in ("administrateur", "expert"):
        return
    phone.check("/dossiers/")
    phone.check(f"/dossiers/{story.case.reference}/")
    if role in ("technicien", "chef"):
        phone.check(f"/dossiers/{story.case.reference}/messages/")
