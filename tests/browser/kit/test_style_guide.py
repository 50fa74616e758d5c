"""Every component at three widths, in both colour schemes, with and without script."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ADDRESSES = ["/kit/", "/kit/?erreurs=1", "/kit/accessibilite/"]
SMALL_TARGETS = """() => [...document.querySelectorAll('button, .button, .choice label, .nav__link, summary')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44)
  .map(e => e.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_axe_finds_nothing_and_nothing_overflows(
    browser: Browser, site: str, axe: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for address in ADDRESSES:
        page.goto(site + address)
        _keep(page, f"{re.sub('[^a-z0-9]+', '-', address)}{width}-{scheme}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL_TARGETS) == []
        page.evaluate(axe)
        found: dict[str, Any] = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
        faults = [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]
        assert (address, faults) == (address, [])
    assert said == []  # no word of the security policy either
    context.close()


def _keep(page: Page, name: str) -> None:
    """Screenshots for people, where TC_SCREENSHOTS says."""
    if folder := os.environ.get("TC_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def page(browser: Browser, site: str) -> Any:
    """A page of the style guide on a phone."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, base_url=site, locale="fr-FR"
    )
    opened = context.new_page()
    opened.goto("/kit/")
    yield opened
    context.close()


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_error_summary_takes_the_focus_and_leads_to_the_control(page: Page) -> None:
    page.goto("/kit/?erreurs=1")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Cette date n’existe pas").click()
    expect(page.locator("#id_birth_0")).to_be_focused()
    expect(page).to_have_title(re.compile("^Erreur : "))


def test_a_form_is_accepted_under_the_security_headers(page: Page) -> None:
    """With `no-referrer` the browser would say `Origin: null` and the form would be refused."""
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name="Valider").click()
    assert navigation.value.status == 200


def test_notes_save_themselves_and_say_so(page: Page) -> None:
    page.locator("#id_notes").fill("Note")
    expect(page.locator("[data-autosave-state]")).to_have_text(
        re.compile(r"^Enregistré à \d+ h \d\d$")
    )


def test_a_lost_connection_is_said_and_nothing_typed_is_lost(page: Page) -> None:
    page.route("**/kit/", lambda route: route.abort())
    page.locator("#id_notes").fill("Note")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Pas encore enregistré")
    expect(page.locator("#id_notes")).to_have_value("Note")
    page.unroute("**/kit/")
    expect(page.locator("[data-autosave-state]")).to_contain_text("Enregistré à")


def test_a_fragment_refreshes_itself(page: Page) -> None:
    before = page.locator("#tour").inner_text()
    expect(page.locator("#tour")).not_to_have_text(before)


def test_the_list_is_filtered_sorted_and_paged_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page = context.new_page()
    page.goto("/kit/")
    page.get_by_label("État").select_option("tenu")
    page.get_by_role("button", name="Filtrer").click()
    expect(page.get_by_text("7 résultats")).to_be_visible()
    page.get_by_role("link", name="Durée (min)").click()
    page.wait_for_url("**tri=minutes*")
    page.get_by_role("link", name="Page suivante").click()
    page.wait_for_url("**page=2*")
    expect(page.locator(".table tbody tr", has_text="TC-2026-").first).to_be_visible()
    assert "state=tenu" in page.url
    assert "tri=minutes" in page.url
    context.close()
