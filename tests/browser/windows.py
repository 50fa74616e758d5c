"""A browser window on the whole site, as the tests speak of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.hosting import WholeSite
from tests.browser.visio.people import SHOWN, SPY, STATS, wait_until

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 860}
PATIENCE = 30_000


class Screen:
    """One person's window, with cookies of its own. What its scripts complain about is kept."""

    def __init__(
        self, browser: Browser, site: WholeSite, *, size: ViewportSize | None = None, **more: Any
    ) -> None:
        self.site = site
        self.context = browser.new_context(
            viewport=size or PHONE, base_url=site.url, locale="fr-FR", **more
        )
        self.context.set_default_timeout(PATIENCE)
        self.context.add_init_script(SPY)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type == "error" else None,
        )

    def open(self, path: str, status: int = 200) -> None:
        """Go to a page of the site."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, (path, answer.status)

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.site.url)

    def arrives(self, path: str) -> None:
        """Wait until the window is at a path."""
        self.page.wait_for_url(f"{self.site.url}{path}", wait_until="load")

    def press(self, words: str) -> None:
        """Press the button with these words."""
        self.page.get_by_role("button", name=words, exact=True).click()

    def says(self, words: str) -> None:
        """Wait until the page shows these words."""
        expect(self.page.locator("main")).to_contain_text(words)

    def narrow_enough(self) -> None:
        """Nothing is wider than the window."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        size = self.page.viewport_size
        assert size is not None
        assert wide <= size["width"], f"{self.path}: {wide} px"

    def act(self, name: str) -> None:
        """Press a button of the call, once its scripts listen."""
        self.page.wait_for_selector("#visio[data-ready=yes]", state="attached")
        self.page.click(f"[data-act={name}]:visible")

    def phase(self, wanted: str) -> None:
        """Wait for a phase of the call."""
        self.page.wait_for_selector(f"#visio[data-phase={wanted}]")

    def frames(self) -> int:
        """Pictures of the other side decoded on the best connection."""
        return max((int(one["frames"]) for one in self.page.evaluate(STATS)), default=0)

    def sees(self, more_than: int = 0) -> None:
        """Wait until the picture of the other side moves."""
        wait_until(lambda: self.frames() > more_than, PATIENCE / 1000, f"no picture at {self.path}")
        self.page.wait_for_function(SHOWN)

    def close(self) -> None:
        """Its scripts must not have complained."""
        self.context.close()
        assert self.faults == [], self.faults


def totp(secret: str, *, step: int = 0) -> str:
    """What an authenticator shows; `step` 1 is the next code, which the site's tolerance accepts."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


Open = Callable[..., Screen]
