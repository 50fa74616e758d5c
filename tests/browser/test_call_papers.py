"""In the call: a document is shown and seen at once, and the written exchange is kept only by one button."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, expect

from telecontrole.foundations.access import Role
from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.vault.tests.conftest import clamd_socket
from telecontrole.rooms.examinations import services as examinations
from tests.browser.hosting import WholeSite
from tests.browser.stage import SYSTEM, Interview, Stage
from tests.browser.windows import DESK, PHONE, Screen
from tests.hostile import cast

__all__ = ["clamd_socket"]
pytestmark = pytest.mark.browser
SITE = {"TELECONTROLE_WORKER": "elsewhere"}
WORDS = "Voici mon ordonnance d’hier."


@pytest.fixture(scope="module", autouse=True)
def antivirus(clamd_socket: Path) -> None:
    """The site's antivirus is the real clamd."""
    SITE["TELECONTROLE_CLAMD_SOCKET"] = str(clamd_socket)


@pytest.fixture
def story(whole_site: WholeSite) -> Interview:
    stage = Stage()
    return stage.interview(stage.world.medecin(nom="DESCHAMPS"))


@pytest.fixture
def office(browser: Browser, whole_site: WholeSite, story: Interview) -> Iterator[Screen]:
    """The médecin-conseil at the desk, the room open."""
    opened = examinations.open_examination(
        appointment_id=story.appointment.id, medecin_id=story.medecin.id, actor=SYSTEM
    )
    assert not isinstance(opened, Refusal)
    examinations.prepare_call(appointment_id=story.appointment.id)
    desk = Screen(browser, whole_site, size=DESK)
    client = cast.staff(Role.MEDECIN_CONSEIL, _Now(story))  # type: ignore[arg-type]
    desk.context.add_cookies(cast.cookies_for(client, whole_site.url))  # type: ignore[arg-type]
    desk.open(f"/entretiens/{story.appointment.id}/")
    desk.act("join")
    yield desk
    desk.close()


class _Now:
    """What the cast wants to know of an interview."""

    def __init__(self, story: Interview) -> None:
        self.now = story


@pytest.fixture
def person(browser: Browser, whole_site: WholeSite, story: Interview) -> Iterator[Screen]:
    """The insured person's phone, after the second factor."""
    phone = Screen(browser, whole_site, size=PHONE)
    client = cast.insured(story, proved=True)
    phone.context.add_cookies(cast.cookies_for(client, whole_site.url))  # type: ignore[arg-type]
    phone.open("/rdv/rejoindre/")
    if phone.page.get_by_role("button", name="Aller à la salle d’attente").is_visible():
        phone.press("Aller à la salle d’attente")
    phone.act("join")
    yield phone
    phone.close()


def picture() -> FilePayload:
    made = io.BytesIO()
    Image.new("RGB", (320, 200), "navy").save(made, "PNG")
    return {"name": "ordonnance.png", "mimeType": "image/png", "buffer": made.getvalue()}


def test_a_document_is_seen_at_once_and_the_exchange_is_kept_by_one_button(
    office: Screen, person: Screen, story: Interview
) -> None:
    person.phase("waiting")
    # Before the admission already: the médecin-conseil may look while the person waits.
    person.page.click("[data-visio=documents] summary")
    person.page.set_input_files("#visio-file", picture())
    sent = person.page.locator("[data-visio=document-sent] li")
    expect(sent).to_contain_text("le médecin-conseil peut le voir")
    image = office.page.locator("[data-visio=shown-image]")
    expect(image).to_be_visible()
    expect(image).to_have_js_property("naturalWidth", 320)

    office.page.click("[data-visio=admit]")
    person.phase("call")
    person.page.set_input_files(
        "#visio-file", {"name": "jeu.pdf", "mimeType": "application/pdf", "buffer": b"MZ no pdf"}
    )
    said = person.page.locator("[data-visio=document-said]")
    expect(said).to_contain_text("n’est pas ce que dit son nom")
    expect(sent).to_have_count(1)

    said = office.page.locator("[data-visio=status]")
    expect(said).to_have_text("La personne vous montre un document.")
    expect(office.page.locator("[data-act=file-chat]")).to_be_disabled()
    person.page.click("[data-visio=chat] summary")
    person.page.fill("[data-visio=chat-field]", WORDS)
    person.page.press("[data-visio=chat-field]", "Enter")
    # Said above the picture, and beside the record: whatever the médecin-conseil reads just now.
    expect(said).to_contain_text("Nouveau message de")
    office.page.locator("[data-shortcut=N]").scroll_into_view_if_needed()
    expect(said).to_be_in_viewport()
    expect(office.page.locator("[data-visio=microphone-button]")).to_be_in_viewport(ratio=1)
    # A conclusion loads the desk anew: the exchange may still be kept, in this window only.
    office.page.reload()
    office.phase("call")
    office.page.click("[data-visio=chat] summary")
    expect(office.page.locator("[data-visio=chat-list] li")).to_contain_text(WORDS)
    office.act("file-chat")
    for one in (office, person):
        expect(one.page.locator("[data-visio=chat-filed]")).to_contain_text("a versé cet échange")
        one.narrow_enough()
    expect(person.page.locator("[data-act=file-chat]")).to_have_count(0)
    office.open(f"/entretiens/{story.appointment.id}/echange/")
    office.says(WORDS)
