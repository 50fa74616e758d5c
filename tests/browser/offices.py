"""The médecin-conseil's desk and the caisse's two windows, open for a whole file of tests, and what one does there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from playwright.sync_api import Browser, expect

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.cases.enums import Motif
from telecontrole.rooms.cases.models import Case
from telecontrole.rooms.examinations.catalogue import CATALOGUE
from telecontrole.rooms.examinations.deciding import delegating, signing
from telecontrole.rooms.examinations.deciding.effects import EFFECTS
from telecontrole.rooms.examinations.deciding.enums import DecisionKind
from telecontrole.rooms.examinations.enums import AvisCode, DateRule
from telecontrole.rooms.examinations.models import Decision
from telecontrole.rooms.examinations.tests.decisions.conftest import EMPLOYER
from telecontrole.rooms.people.accounts import actor_of
from telecontrole.rooms.people.models import Account, MedecinConseil
from telecontrole.rooms.planning.models import Appointment
from telecontrole.rooms.territory.models import Site
from tests.browser.hosting import WholeSite
from tests.browser.stage import Interview, Stage
from tests.browser.test_accessibility import tab_to
from tests.browser.windows import DESK, Screen
from tests.hostile.cast import cookies_for

Expect = Callable[..., Interview]


@dataclass
class Offices:
    """Windows of the medical service and of the caisse, open for the whole file."""

    medecin: MedecinConseil
    desk: Screen
    manager: Screen
    delegate: Screen
    accounts: dict[str, Account]
    site: Site

    def actor(self, name: str) -> Actor:
        """Somebody of the staff, as they act."""
        return actor_of(self.accounts[name])

    def by_services(self, decision: UUID) -> None:
        """The same two acts without a window."""
        row = Decision.objects.get(id=decision)
        for refused in (
            signing.validate(
                decision_id=decision,
                employer=EMPLOYER if signing.tells_employer(row) else None,
                no_employer=False,
                actor=self.actor("gestionnaire"),
            ),
            signing.sign(decision_id=decision, actor=self.actor("delegue")),
        ):
            assert refused is None, refused

    def by_pages(self, decision: UUID) -> None:
        """A manager checks and names the employer where the page asks for it; a delegate signs."""
        path, page = f"/decisions/{decision}/", self.manager.page
        self.manager.open(path)
        page.check("[name=checked]")
        if page.locator("[name=employer_name]").count():
            page.fill("[name=employer_name]", EMPLOYER.name)
            page.fill("[name=employer_address]", EMPLOYER.address)
        self.manager.press("Valider la décision")
        self.manager.says("un délégataire du directeur la signe")
        self.delegate.open(path)
        self.delegate.press("Signer la décision")
        self.delegate.says("La décision est signée")
        expect(self.delegate.page.get_by_role("link", name="Lettre à la personne")).to_be_visible()

    def by_keys(self, decision: UUID) -> None:
        """The same without a mouse."""
        path = f"/decisions/{decision}/"
        self.manager.open(path)
        tab_to(self.manager, "[name=checked]")
        self.manager.page.keyboard.press("Space")
        tab_to(self.manager, "[name=acte][value=valider]")
        self.manager.page.keyboard.press("Enter")
        self.manager.says("un délégataire du directeur la signe")
        self.delegate.open(path)
        tab_to(self.delegate, "form[action$='/signer/'] button")
        self.delegate.page.keyboard.press("Enter")
        self.delegate.says("La décision est signée")


@pytest.fixture(scope="module")
def offices(browser: Browser, whole_site: WholeSite, stage: Stage) -> Iterator[Offices]:
    medecin = stage.world.medecin(nom="DOUCET")
    accounts = {
        name: Account.objects.create_user(
            f"{name}@caisse.test",
            roles=[role],
            caisse="141",
            nom=name.upper(),
            prenoms="Anne",
            medecin_conseil=medecin if role == "medecin_conseil" else None,
        )
        for name, role in (
            ("medecin", "medecin_conseil"),
            ("gestionnaire", "gestionnaire"),
            ("delegue", "gestionnaire"),
            ("chef", "chef"),
        )
    }
    granted = delegating.grant(
        delegate_id=accounts["delegue"].id,
        kinds=list(DecisionKind),
        caisse="141",
        starts_on=clock.today() - timedelta(days=30),
        ends_on=None,
        deed="décision du directeur du 2 janvier 2026",
        title="Responsable du service des prestations",
        actor=actor_of(accounts["chef"]),
    )
    assert not isinstance(granted, Refusal), granted
    stage.places_on_site(days=2)
    names = ("medecin", "gestionnaire", "delegue")
    desk, manager, delegate = (signed_in(browser, whole_site, accounts[name]) for name in names)
    yield Offices(medecin, desk, manager, delegate, accounts, Site.objects.get())
    for one in (desk, manager, delegate):
        one.close()


def signed_in(browser: Browser, site: WholeSite, account: Account) -> Screen:
    """A window of the staff; whoever is asked once more says yes."""
    TOTP.activate(account, generate_totp_secret())
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    screen = Screen(browser, site, size=DESK)
    screen.context.add_cookies(cookies_for(client, site.url))  # type: ignore[arg-type]
    screen.page.on("dialog", lambda asked: asked.accept())
    return screen


@pytest.fixture
def expected(stage: Stage, offices: Offices) -> Expect:
    """Somebody who is expected now, or was so many minutes ago."""

    def make(motif: Motif = Motif.MALADIE, *, on_site: bool = False, minutes: int = 0) -> Interview:
        story = stage.interview(offices.medecin, minutes=minutes)
        Case.objects.filter(id=story.case.id).update(motif=motif.value)
        if on_site:
            place = {"modalite": "presentiel", "site": offices.site, "salle": 1}
            Appointment.objects.filter(id=story.appointment.id).update(**place)
        return story

    return make


def begin(offices: Offices, story: Interview) -> None:
    """The interview is open, and its guarantees are given."""
    offices.desk.open(f"/entretiens/{story.appointment.id}/")
    offices.desk.press("Ouvrir l’entretien")
    page = offices.desk.page
    page.check("[name=mission]")
    page.check("[name=rights]")
    page.check("[name=identity][value=document_shown]")
    page.check("[name=presence][value=seule]")


def conclude(offices: Offices, code: AvisCode) -> None:
    """Conclusion, motive in law, date of effect where there is one: what the page shows for this kind of case."""
    page, row = offices.desk.page, CATALOGUE[code]
    page.check(f"[name=code][value={code}]")
    page.check(f"[name=ground][value={row.grounds[0]}]")
    if row.date_rule is DateRule.NONE:
        expect(page.locator("[name=date_effet_jour]")).to_be_disabled()
    else:
        page.get_by_role("button", name="Demain").click()
    offices.desk.press("Conclure et informer")
    offices.desk.says("Avis rendu")
    offices.desk.says(EFFECTS[code].article)
