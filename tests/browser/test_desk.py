"""The médecin-conseil's desk: twelve gestures from the day list to the avis, by mouse and by keyboard; nothing typed is lost."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from playwright.sync_api import Browser, ViewportSize, expect

from telecontrole.rooms.examinations import guarantees
from telecontrole.rooms.examinations.enums import AvisCode, Ground, Guarantee
from telecontrole.rooms.examinations.models import Avis, Examination, Thread
from telecontrole.rooms.examinations.records import store
from telecontrole.rooms.examinations.thread import services as thread
from telecontrole.rooms.people.accounts import actor_of
from telecontrole.rooms.people.models import Account, MedecinConseil, Practitioner
from tests.browser.conftest import CHROMIUM
from tests.browser.hosting import WholeSite
from tests.browser.stage import SYSTEM, TREATING_RPPS, Interview, Stage, conclude
from tests.browser.test_accessibility import AXE, RULES, RUN
from tests.browser.visio.people import FLAGS, wait_until
from tests.browser.windows import DESK, PHONE, Open, Screen
from tests.hostile.cast import cookies_for, insured

pytestmark = pytest.mark.browser
SITE = {"TELECONTROLE_WORKER": "elsewhere"}
GESTURES = 12
TABLET: ViewportSize = {"width": 1024, "height": 768}
UPRIGHT: ViewportSize = {"width": 820, "height": 1180}
SIZES = (DESK, TABLET, UPRIGHT, PHONE)
# Counts what a hand does: presses of keys (a chord counts once) and of the mouse. Survives a change of page.
COUNT = """(() => {
  const add = event => {
    if (!event.isTrusted || event.repeat) return;
    if (["Alt", "Control", "Shift", "Meta", "AltGraph"].includes(event.key)) return;
    sessionStorage.setItem("gestures", String(Number(sessionStorage.getItem("gestures") || 0) + 1));
  };
  window.addEventListener("keydown", add, true);
  window.addEventListener("mousedown", add, true);
})()"""


@pytest.fixture
def medecin(stage: Stage) -> MedecinConseil:
    """A médecin-conseil with a day of their own."""
    return stage.world.medecin(nom=f"DOUCET {stage.people}")


@pytest.fixture
def account(medecin: MedecinConseil) -> Account:
    made = Account.objects.create_user(
        f"{medecin.rpps}@caisse.test", roles=["medecin_conseil"], medecin_conseil=medecin
    )
    TOTP.activate(made, generate_totp_secret())
    return made


@pytest.fixture
def office(window: Open, whole_site: WholeSite, account: Account) -> Screen:
    """The médecin-conseil's window, signed in; gestures are counted."""
    return office_of(window, whole_site, account)


def office_of(window: Open, site: WholeSite, account: Account, **options: Any) -> Screen:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    screen = window(size=DESK, **options)
    screen.context.add_cookies(cookies_for(client, site.url))  # type: ignore[arg-type]
    screen.context.add_init_script(COUNT)
    return screen


def waiting(window: Open, site: WholeSite, story: Interview) -> Screen:
    """The person, with the second factor, at the door of the call."""
    phone = window()
    phone.context.add_cookies(cookies_for(insured(story, proved=True), site.url))  # type: ignore[arg-type]
    phone.open("/rdv/rejoindre/")
    # Without a picture: two cameras take the processor that the test needs.
    phone.act("join-sound")
    phone.phase("waiting")
    return phone


def gestures(screen: Screen) -> int:
    return int(screen.page.evaluate("sessionStorage.getItem('gestures') || 0"))


def ready(screen: Screen) -> None:
    """The scripts of the desk listen."""
    screen.page.wait_for_selector("[data-shortcut-help]:not([hidden])")


def saved(screen: Screen) -> None:
    state = screen.page.locator("[data-autosave-state]")
    expect(state).to_have_attribute("data-state", "saved")


def ready_to_call(screen: Screen) -> None:
    screen.page.wait_for_selector("#visio[data-ready=yes]", state="attached")


def open_interview(screen: Screen) -> None:
    """The page before has shortcuts too: the call says that the new one is there."""
    screen.press("Ouvrir l’entretien")
    ready_to_call(screen)
    ready(screen)


def test_one_interview_by_the_mouse_costs_twelve_gestures(
    window: Open, whole_site: WholeSite, stage: Stage, medecin: MedecinConseil, office: Screen
) -> None:
    story = stage.interview(medecin)
    page = office.page
    office.open("/entretiens/")
    page.get_by_role("rowheader").get_by_role("link", name=story.name).click()
    open_interview(office)
    office.act("join-sound")
    phone = waiting(window, whole_site, story)
    page.click("[data-visio=admit]")
    phone.phase("call")
    page.get_by_text("Ma mission et son cadre légal", exact=False).click()
    page.get_by_text("Droit d’arrêter", exact=False).click()
    page.get_by_text("Pièce d’identité montrée", exact=True).click()
    page.get_by_text("La personne est seule", exact=True).click()
    page.get_by_text("Arrêt non justifié", exact=False).click()
    page.get_by_text("Capacité de travailler retrouvée", exact=True).click()
    page.get_by_role("button", name="Demain").click()
    office.press("Conclure et informer")
    office.says("Avis rendu")
    assert gestures(office) <= GESTURES
    given = Avis.objects.get(case_id=story.case.id)
    assert given.code == AvisCode.AT_NON_JUSTIFIE_REPRISE
    assert given.date_effet is not None


def test_one_interview_by_the_keyboard_alone_costs_twelve_gestures(
    window: Open, whole_site: WholeSite, stage: Stage, medecin: MedecinConseil, office: Screen
) -> None:
    story = stage.interview(medecin)
    page, keys = office.page, office.page.keyboard
    office.open("/entretiens/")
    page.wait_for_selector("[data-shortcut-help]:not([hidden])")
    keys.press("Alt+s")
    page.wait_for_url("**/entretiens/*-*/")
    ready(office)
    keys.press("Alt+o")
    ready_to_call(office)
    ready(office)
    keys.press("Alt+o")
    phone = waiting(window, whole_site, story)
    page.wait_for_selector("[data-visio=admit]")
    keys.press("Alt+e")
    phone.phase("call")
    for key in ("m", "d", "i", "p", "2", "g", "j"):
        keys.press(f"Alt+{key}")
    expect(page.locator("[name=rights]")).to_be_checked()
    expect(page.locator("[name=ground]:checked")).to_have_value("capacite_retrouvee")
    keys.press("Alt+v")
    office.says("Avis rendu")
    assert gestures(office) <= GESTURES
    assert Avis.objects.get(case_id=story.case.id).code == AvisCode.AT_NON_JUSTIFIE_REPRISE


def test_a_paragraph_is_put_into_the_notes_by_the_keyboard(
    stage: Stage, medecin: MedecinConseil, office: Screen, account: Account
) -> None:
    from telecontrole.rooms.examinations.records import paragraphs

    story = stage.interview(medecin)
    for title, body in (("Épaule", "Mobilité complète."), ("Rachis", "Flexion complète.")):
        paragraphs.keep(
            medecin_id=medecin.id,
            caisse="141",
            title=title,
            body=body,
            shared=False,
            actor=actor_of(account),
        )
    office.open(f"/entretiens/{story.appointment.id}/")
    open_interview(office)
    keys = office.page.keyboard
    keys.press("Alt+n")
    keys.type("Vu ce jour.")
    keys.press("Alt+r")
    keys.type("rach")
    keys.press("Enter")
    expect(office.page.locator("[name=notes]")).to_have_value("Vu ce jour.\nFlexion complète.")
    expect(office.page.locator("[name=notes]")).to_be_focused()
    saved(office)
    # What is folded opens by its key too.
    for key, folded in (("k", "[data-shortcut-help]"), ("t", "details:has([name=ending])")):
        keys.press(f"Alt+{key}")
        expect(office.page.locator(folded)).to_have_attribute("open", "")


def test_what_was_typed_survives_the_death_of_the_window_and_of_the_service(
    whole_site: WholeSite, stage: Stage, medecin: MedecinConseil, office: Screen, account: Account
) -> None:
    story = stage.interview(medecin)
    path = f"/entretiens/{story.appointment.id}/"
    office.open(path)
    open_interview(office)
    office.page.fill("[name=notes]", "Première phrase.")
    saved(office)
    assert whole_site.process is not None
    whole_site.process.kill()
    whole_site.process.wait()
    office.page.fill("[name=notes]", "Première phrase. Seconde phrase.")
    state = office.page.locator("[data-autosave-state]")
    expect(state).to_contain_text("votre texte est gardé ici")
    office.page.wait_for_function("JSON.stringify(localStorage).includes('draft:')")
    kept = office.page.evaluate("JSON.stringify(localStorage)")
    assert "Seconde" not in kept
    office.page.close(run_before_unload=False)
    # The service was away: the browser said so, and nothing else.
    assert all("ERR_" in fault or "WebSocket" in fault for fault in office.faults), office.faults
    office.faults.clear()

    whole_site.start()
    office.page = office.context.new_page()
    office.open(path)
    expect(office.page.locator("[name=notes]")).to_have_value("Première phrase. Seconde phrase.")
    expect(office.page.locator("[data-autosave-state]")).to_contain_text("Texte retrouvé")
    record = Examination.objects.get(appointment=story.appointment.id)
    assert store.read(record.id, actor_of(account)).notes == "Première phrase. Seconde phrase."
    assert "draft:" not in office.page.evaluate("JSON.stringify(localStorage)")


def test_what_was_saved_survives_the_death_of_the_whole_browser(
    browser: Browser, whole_site: WholeSite, stage: Stage, medecin: MedecinConseil, account: Account
) -> None:
    story = stage.interview(medecin)
    path, mark = f"/entretiens/{story.appointment.id}/", f"--doomed={uuid4()}"
    doomed = browser.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, mark])
    before = office_of(partial(Screen, doomed, whole_site), whole_site, account)
    before.open(path)
    open_interview(before)
    page = before.page
    page.check("[name=mission]")
    page.check("[name=rights]")
    saved(before)
    # Unticked again: the record tells both.
    page.uncheck("[name=mission]")
    page.check("[name=identity][value=document_shown]")
    page.fill("[name=notes]", "Examen en cours.")
    record = Examination.objects.get(appointment=story.appointment.id)
    reader = actor_of(account)
    wait_until(lambda: store.read(record.id, reader).notes != "", 60, "nothing was saved")
    kill(mark)

    after = office_of(partial(Screen, browser, whole_site), whole_site, account)
    after.open(path)
    expect(after.page.locator("[name=notes]")).to_have_value("Examen en cours.")
    expect(after.page.locator("[name=rights]")).to_be_checked()
    expect(after.page.locator("[name=mission]")).not_to_be_checked()
    expect(after.page.locator("[name=identity]:checked")).to_have_value("document_shown")
    told = guarantees.history(record.id)
    assert [(one.guarantee, one.taken_back_at is None) for one in told] == [
        (Guarantee.MISSION, False),
        (Guarantee.RIGHTS, True),
    ]
    # The interview goes on where it was.
    after.page.check("[name=mission]")
    saved(after)
    after.close()


def kill(mark: str) -> None:
    """End a browser as a machine that fails does, by the mark it was started with."""
    for one in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if mark in one.read_bytes().decode(errors="replace").split("\0"):
                os.kill(int(one.parent.name), signal.SIGKILL)


def test_every_page_of_the_desk_at_every_size(
    stage: Stage, medecin: MedecinConseil, office: Screen, account: Account
) -> None:
    before = stage.interview(medecin)
    avis = conclude(before.appointment, AvisCode.PROLONG_6M_ACCORD, Ground.INCAPACITE_CONFIRMEE)
    earlier = Examination.objects.get(appointment=before.appointment.id).id
    doctor = Practitioner.objects.get(rpps=TREATING_RPPS)
    sent = thread.write_as_doctor(
        avis_id=avis, practitioner_id=doctor.id, text="Bonjour.", actor=SYSTEM
    )
    assert Thread.objects.get(avis_id=avis).unread_by_medecin == 1, sent
    thread.ask_call(
        avis_id=avis,
        practitioner_id=doctor.id,
        preferences=["matin"],
        number="0231000000",
        actor=SYSTEM,
    )
    now = stage.interview(medecin)
    now.case.insured_id = before.case.insured_id
    now.case.save()
    desk = f"/entretiens/{now.appointment.id}/"
    page = office.page
    look(office, desk, "desk-closed")
    office.open(desk)
    open_interview(office)
    office.open(desk)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    look(office, "", "desk-all")
    look(office, desk, "desk")
    look(office, f"{desk}avant/{earlier}/", "previous")
    look(office, "/entretiens/", "day")
    look(office, "/entretiens/echanges/", "exchanges")
    look(office, f"/entretiens/echanges/{avis}/", "exchange")
    look(office, "/entretiens/paragraphes/", "paragraphs")
    look(office, f"/entretiens/{before.appointment.id}/", "concluded")


@pytest.mark.parametrize("size", [DESK, TABLET, UPRIGHT])
def test_call_and_record_stand_side_by_side(
    stage: Stage, medecin: MedecinConseil, office: Screen, size: ViewportSize
) -> None:
    story = stage.interview(medecin)
    office.page.set_viewport_size(size)
    office.open(f"/entretiens/{story.appointment.id}/")
    open_interview(office)
    call = office.page.locator(".desk__stage").bounding_box()
    record = office.page.locator("div.desk__record").bounding_box()
    assert call is not None
    assert record is not None
    assert call["x"] + call["width"] <= record["x"]
    assert record["x"] + record["width"] <= size["width"]
    assert call["y"] + 200 < size["height"]
    # The call stays in sight while the record scrolls.
    office.page.locator("[name=notes]").scroll_into_view_if_needed()
    expect(office.page.locator(".desk__stage")).to_be_in_viewport()


def look(screen: Screen, path: str, name: str) -> None:
    """Nothing for axe to find, nothing wider than the window, at every size. An empty path: the page as it is."""
    from tests.browser.test_accessibility import PICTURES

    if path:
        screen.open(path)
    screen.page.evaluate(AXE.read_text())
    for size in SIZES:
        screen.page.set_viewport_size(size)
        screen.narrow_enough()
        # A tablet shows what a desk shows, narrower: what axe finds differs on the phone only.
        found = screen.page.evaluate(RUN, RULES) if size in (DESK, PHONE) else []
        if PICTURES:
            screen.page.screenshot(path=f"{PICTURES}/{name}-{size['width']}.png", full_page=True)
        assert found == [], (name, size, found)
    screen.page.set_viewport_size(DESK)
