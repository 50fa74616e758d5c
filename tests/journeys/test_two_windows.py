"""From the SMS to the letter, in two windows: the person on a telephone, the médecin-conseil at the desk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from telecontrole.foundations import clock
from telecontrole.rooms.cases.enums import CaseState
from telecontrole.rooms.cases.services import set_state
from telecontrole.rooms.notices import services as notices
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.planning.tests.world import PLANNER, World
from tests.browser.visio.people import FLAGS
from tests.journeys.conftest import Story
from tests.journeys.site import whole_site
from tests.journeys.staff.test_pages import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def site(django_db_setup: None) -> Iterator[str]:
    """The whole site, with the keys of this process."""
    os.environ["TC_JOURNEY_KEYS"] = str(settings.MASTER_KEY_FILE)
    with whole_site() as url:
        yield url


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Debian's Chromium with a fake camera and microphone."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield opened
        opened.close()
        # Connections opened while the driver's loop ran are found only while it runs.
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def now_on(gateway: notices.Recording) -> Story:
    """An interview that is now, at the real hour, placed by hand."""
    world = World()
    medecin, case = world.medecin(), world.case()
    Appointment.objects.create(
        case=case,
        version=1,
        modalite="visio",
        medecin=medecin,
        starts_at=clock.now() - timedelta(minutes=1),
        ends_at=clock.now() + timedelta(minutes=19),
        zone="Europe/Paris",
        state="prevu",
        origin="demonstration",
        created_at=clock.now(),
    )
    set_state(case_id=case.id, state=CaseState.PLANIFIE, actor=PLANNER)
    return Story(world, case, gateway)


def window(browser: Browser, url: str, client: Client | None = None, **options: Any) -> Page:
    """A window with cookies of its own."""
    context = browser.new_context(**options)
    for key, one in (client.cookies if client else {}).items():
        context.add_cookies([{"name": key, "value": one.value, "url": url}])
    return context.new_page()


def test_from_the_sms_to_the_letter(site: str, browser: Browser, now_on: Story) -> None:
    person = window(browser, site, viewport={"width": 360, "height": 740})
    person.goto(f"{site}/r/{now_on.token('sms')}")
    expect(person).to_have_url(f"{site}/rdv/")
    person.click("text=Rejoindre l'entretien")
    for name, value in (("jour", "1"), ("mois", "1"), ("annee", "1980")):
        person.fill(f"input[name=birth_{name}]", value)
    person.click("text=Recevoir un code")
    person.fill("input[name=code]", now_on.code())
    person.click("button:has-text('Continuer'):not(:has-text('sans'))")
    expect(person).to_have_url(f"{site}/rdv/rejoindre/")
    _enter(person)
    person.wait_for_selector("#visio[data-phase=waiting]")

    doctor = _desk(browser, site, now_on)
    _enter(doctor)
    doctor.click("[data-visio=admit]")
    person.wait_for_selector("#visio[data-phase=call]")
    for page in (person, doctor):
        page.wait_for_function(
            "[...document.querySelectorAll('.visio__tiles video')].some(v => v.videoWidth > 0)",
            timeout=30_000,
        )

    _conclude(doctor)
    person.wait_for_selector("[data-visio=notice]:visible")
    person.click("[data-visio=notice-link]")
    expect(person).to_have_url(f"{site}/rdv/resultat/")
    expect(person.locator("main")).to_contain_text("n'est plus médicalement justifié")
    with person.expect_download() as downloading:
        person.click("text=Télécharger le courrier")
    assert downloading.value.suggested_filename == "courrier.pdf"


def _enter(page: Page) -> None:
    page.wait_for_selector("#visio[data-ready=yes]")
    page.click("[data-act=join]:visible")


def _desk(browser: Browser, site: str, story: Story) -> Page:
    medecin = MedecinConseil.objects.get(id=story.current.medecin)
    client = signed_in("medecin_conseil", medecin=medecin)
    page = window(browser, site, client, viewport={"width": 1280, "height": 900})
    page.goto(f"{site}/accueil/")
    page.goto(f"{site}/entretiens/{story.current.id}/")
    page.click("text=Ouvrir l'entretien")
    return page


def _conclude(doctor: Page) -> None:
    day = clock.now().astimezone(ZoneInfo("Europe/Paris")).date() + timedelta(days=1)
    doctor.check("input[name=mission]")
    doctor.check("input[name=identity][value=document_shown]")
    doctor.fill("textarea[name=notes]", "Entretien de démonstration.")
    doctor.check("input[name=code][value=AT_NON_JUSTIFIE_REPRISE]")
    doctor.select_option("select[name=ground]", "capacite_retrouvee")
    for name, value in (("jour", day.day), ("mois", day.month), ("annee", day.year)):
        doctor.fill(f"input[name=date_effet_{name}]", str(value))
    doctor.click("button[name=conclude]")
    expect(doctor.locator("h1")).to_contain_text(re.compile("PERSONNE|[Aa]vis|[Ii]nform"))


def test_a_refusal_from_the_telephone(site: str, browser: Browser, now_on: Story) -> None:
    without_script = browser.new_context(java_script_enabled=False)
    page = without_script.new_page()
    page.goto(f"{site}/r/{now_on.token('email')}")
    page.click("text=Je ne veux pas d'un rendez-vous en visio")
    expect(page).to_have_url(f"{site}/rdv/choix/")
    expect(page.locator("h1")).to_have_text("C'est noté")
    expect(page.locator("main")).to_contain_text("Nous vous écrirons")
