"""One interview in two windows, from the SMS link to the letter; a refusal in one tap; a reload in the call."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from telecontrole.foundations import clock
from telecontrole.foundations.access import Role
from telecontrole.foundations.letters.tests.sheets import claims_of, tags_of, text_of
from telecontrole.foundations.web.formats import date_fr
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.people.models import MedecinConseil
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.planning.enums import AppointmentState, Modalite
from tests.browser.hosting import WholeSite
from tests.browser.stage import (
    BORN,
    PASSWORD,
    TREATING_RPPS,
    Interview,
    Stage,
    code_in,
    invited,
    link_in,
    message,
    sent,
)
from tests.browser.windows import DESK, Open, Screen, totp

pytestmark = pytest.mark.browser
EMAIL = "medecin@caisse.test"
NOTE = "Douleurs en régression, mobilité normale."


@pytest.fixture(scope="module")
def medecin(stage: Stage) -> MedecinConseil:
    """The médecin-conseil of these interviews."""
    return stage.world.medecin(nom="DESCHAMPS")


@pytest.fixture(scope="module")
def office(browser: Browser, whole_site: WholeSite, medecin: MedecinConseil) -> Iterator[Screen]:
    """The médecin-conseil's window: invited, then signed in with a password and a code, by the pages."""
    desk = Screen(browser, whole_site, size=DESK)
    sign_in(desk, invited(EMAIL, Role.MEDECIN_CONSEIL, rpps=medecin.rpps))
    yield desk
    desk.close()


def sign_in(desk: Screen, invitation: str) -> None:
    """Accept the invitation, link an authenticator, sign out, and sign in again with both factors."""
    desk.open(invitation)
    desk.page.fill("[name=password]", PASSWORD)
    desk.press("Continuer")
    desk.arrives("/connexion/application/")
    secret = desk.page.locator("main code").inner_text().strip()
    desk.page.fill("[name=code]", totp(secret))
    desk.press("Relier")
    desk.says("Vos codes de secours")
    desk.open("/accueil/")
    desk.open("/deconnexion/")
    desk.press("Me déconnecter")
    desk.arrives("/")
    desk.open("/connexion/")
    desk.page.fill("[name=login]", EMAIL)
    desk.page.fill("[name=password]", PASSWORD)
    desk.press("Me connecter")
    desk.arrives("/connexion/code/")
    # A code serves once: the next one is already good.
    desk.page.fill("[name=code]", totp(secret, step=1))
    desk.press("Valider")
    desk.arrives("/accueil/")


def enter(phone: Screen, story: Interview) -> None:
    """From the link of the SMS to the waiting room, with the code of the email."""
    phone.open(link_in(message("j2", "sms", subject=story.subject)))
    assert phone.path == "/rdv/"
    phone.narrow_enough()
    phone.page.get_by_role("link", name="Rejoindre l’entretien").click()
    phone.arrives("/rdv/identite/rejoindre/")
    codes = sent("code", "email")
    for number, value in enumerate((BORN.day, BORN.month, BORN.year)):
        phone.page.fill(f"#id_birth_{number}", str(value))
    phone.press("Recevoir un code")
    phone.arrives("/rdv/identite/rejoindre/code/")
    phone.says("par courriel à")
    phone.page.fill("[name=code]", code_in(message("code", "email", nth=codes)))
    phone.press("Continuer")
    phone.arrives("/rdv/rejoindre/")
    phone.narrow_enough()


def meet(office: Screen, phone: Screen, story: Interview) -> None:
    """The médecin-conseil opens, the person waits, is admitted, and both see each other."""
    office.open("/entretiens/")
    office.page.get_by_role("link", name=story.name).click()
    office.press("Ouvrir l’entretien")
    office.act("join")
    phone.act("join")
    phone.phase("waiting")
    office.page.click("[data-visio=admit]")
    phone.phase("call")
    phone.sees()
    office.sees()


def conclude(office: Screen, effect: date) -> None:
    """Mission, identity, notes, then the avis."""
    page = office.page
    page.fill("[name=notes]", NOTE)
    expect(page.locator("[data-autosave-state]")).to_contain_text("Enregistré à")
    page.check("[name=mission]")
    page.check("[name=rights]")
    page.check("[name=presence][value=seule]")
    page.locator("[name=identity]").first.check()
    page.check("[value=AT_NON_JUSTIFIE_REPRISE]")
    page.check("[name=ground][value=capacite_retrouvee]")
    parts = {"jour": effect.day, "mois": effect.month, "annee": effect.year}
    for name, value in parts.items():
        page.fill(f"[name=date_effet_{name}]", str(value))
    office.press("Conclure et informer")
    office.says("Avis rendu")


def test_from_the_link_of_the_sms_to_the_letter(
    window: Open, office: Screen, stage: Stage, medecin: MedecinConseil, tmp_path: Path
) -> None:
    story = stage.interview(medecin)
    phone = window()
    enter(phone, story)
    meet(office, phone, story)
    effect = clock.today() + timedelta(days=7)
    conclude(office, effect)

    # The screen of the call tells, without anybody asking.
    notice = phone.page.locator("[data-visio=notice]")
    expect(notice).to_be_visible()
    phone.page.click("[data-visio=notice-link]")
    phone.arrives("/rdv/resultat/")
    phone.says("n’est plus médicalement justifié")
    phone.narrow_enough()
    letter = downloaded(phone, tmp_path / "courrier.pdf")
    words = text_of(letter)
    assert story.name in words
    assert date_fr(effect) in words.replace("\u00a0", " ")
    assert "L. 315-1" in words.replace("\u00a0", " ")
    assert "commission médicale de recours amiable" in words
    assert NOTE not in words
    claims, tags = claims_of(letter), tags_of(letter)
    assert (claims["ua"], claims["marked"]) == ("1", "True")
    assert claims["lang"].startswith("fr")
    assert tags["/H1"] + tags["/P"] > 1

    the_doctor_reads(window(size=DESK), story)
    the_caisse_gets_its_line(office.site, story, effect)


def downloaded(phone: Screen, place: Path) -> bytes:
    """The letter of the outcome's page, as the browser keeps it."""
    with phone.page.expect_download() as started:
        phone.page.get_by_role("link", name="Télécharger le courrier").first.click()
    started.value.save_as(place)
    return place.read_bytes()


def the_doctor_reads(desk: Screen, story: Interview) -> None:
    """By the link of the message, the RPPS number, and the code sent to the same mailbox."""
    told = message("avis", "mssante")
    assert story.name not in told
    desk.open(link_in(told))
    assert desk.path == "/medecin/"
    desk.page.fill("[name=rpps]", TREATING_RPPS)
    desk.press("Recevoir un code")
    desk.arrives("/medecin/code/")
    desk.page.fill("[name=code]", code_in(message("code", "mssante")))
    desk.press("Lire l’avis")
    desk.arrives("/medecin/avis/")
    desk.says(story.name)
    desk.says("n’est plus médicalement justifié")
    assert NOTE not in desk.page.content()


def the_caisse_gets_its_line(site: WholeSite, story: Interview, effect: date) -> None:
    """Code and dates, nothing else."""
    done = site.command("export", "decisions")
    assert done.returncode == 0, done.stderr.decode()
    rows = list(csv.DictReader(io.StringIO(done.stdout.decode()), delimiter=";"))
    (line,) = [row for row in rows if row["reference"] == story.case.reference]
    assert (line["acte"], line["code"]) == ("avis", "AT_NON_JUSTIFIE_REPRISE")
    assert line["date_effet"] == effect.isoformat()
    assert line["date_information"].startswith(clock.today("UTC").isoformat()[:4])
    assert set(line) == {
        "reference",
        "caisse",
        "acte",
        "code",
        "date_information",
        "date_effet",
    }


def test_not_by_video_in_one_tap_without_javascript(window: Open, stage: Stage) -> None:
    story = stage.interview(minutes=30)
    days = stage.places_on_site()
    phone = window(java_script_enabled=False)
    phone.open(link_in(message("j2", "sms", subject=story.subject)))
    phone.press("Je ne veux pas d’un rendez-vous en visio")
    phone.arrives("/rdv/choix/")
    phone.says("C’est noté")
    phone.says("Site 141-1")
    versions = planning.versions(story.case.id)
    assert [one.state for one in versions] == [AppointmentState.REFUSE, AppointmentState.PREVU]
    assert versions[1].modalite is Modalite.PRESENTIEL
    assert versions[1].starts_at.date() == days[0]
    # Told by message as well, to both addresses, at hours when one may write.
    told = [one for one in notices.notices_of([story.subject]) if one.kind == "changement"]
    assert {one.channel for one in told} == {"email", "sms"}


def test_a_reload_in_the_call_comes_back_without_a_click_of_the_medecin_conseil(
    window: Open, office: Screen, stage: Stage, medecin: MedecinConseil
) -> None:
    story = stage.interview(medecin)
    phone = window()
    enter(phone, story)
    meet(office, phone, story)
    before = office.frames()
    phone.page.reload()
    phone.phase("call")
    phone.sees()
    office.sees(more_than=before)
