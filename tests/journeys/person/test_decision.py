"""The person reads the caisse's décision: opened on purpose, in plain words, with what to do and until when."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from conftest import At
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.examinations.deciding import opening
from telecontrole.rooms.examinations.deciding.enums import WithdrawalMotive
from telecontrole.rooms.examinations.models import Decision, DecisionLetter
from telecontrole.rooms.examinations.tests.decisions.conftest import Office, make_office
from telecontrole.rooms.examinations.tests.decisions.reading import text_of
from telecontrole.rooms.people import links
from telecontrole.rooms.people.codes import issue_code
from tests.browser.stage import SYSTEM

pytestmark = pytest.mark.django_db
PAGE = "/rdv/decisions/"


@pytest.fixture
def office(at: At) -> Office:
    return make_office(at)


def visitor(office: Office, *, proved: bool = True) -> Client:
    """The browser of the person, with the second factor unless said otherwise."""
    case = office.scene.case
    wanted = links.LinkWanted(f"case:{case.id}", "sms", insured_id=case.insured_id)
    token = links.issue_link(wanted=wanted, valid_for=timedelta(days=30), actor=SYSTEM)
    client = Client()
    client.get(f"/r/{token}")
    if proved:
        prove(client, office, token)
    return client


def prove(client: Client, office: Office, token: str) -> None:
    born = office.scene.case.insured.date_naissance
    given = {"birth_jour": born.day, "birth_mois": born.month, "birth_annee": born.year}
    assert client.post("/rdv/identite/decision/", given).status_code == 302
    link = links.resolve_link(token)
    assert link is not None
    code = issue_code(link_id=link.id, channel="email", actor=SYSTEM)
    assert not isinstance(code, Refusal)
    answer = client.post("/rdv/identite/decision/code/", {"code": code.code})
    assert answer["Location"] == PAGE


def page(client: Client) -> str:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return answer.content.decode().replace("&#x27;", "'")


def test_the_link_alone_shows_no_decision(office: Office) -> None:
    office.signed(office.proposed())
    client = visitor(office, proved=False)
    assert "Lire la décision de la caisse" in client.get("/rdv/").content.decode()
    assert client.get(PAGE)["Location"] == "/rdv/identite/decision/"


def test_looking_at_the_page_does_not_start_the_delay(office: Office) -> None:
    office.signed(office.proposed())
    words = page(visitor(office))
    assert "le délai pour contester commence aujourd’hui" in words
    assert "prend fin" not in words
    assert Decision.objects.get().received_on is None


def test_opening_it_counts_as_receipt_and_says_what_to_do_and_until_when(office: Office) -> None:
    decision = office.signed(office.proposed())
    client = visitor(office)
    assert client.post(f"{PAGE}{decision}/ouvrir/")["Location"] == PAGE
    words = page(client)
    assert "Dernier jour indemnisé : mardi 1er décembre 2026." in words
    assert "visite de reprise" in words
    # Received on 1 December: two months later is Monday 1 February 2027.
    assert "1er février 2027" in words.replace("\u00a0", " ")
    row = Decision.objects.get()
    assert (row.received_on, row.received_how) == (date(2026, 12, 1), "en_ligne")
    form = client.get(f"{PAGE}{decision}/contester/")
    assert "jusqu’au 1er février 2027" in text_of(form.content)


def test_the_letter_is_kept_and_read_after_opening_only(office: Office) -> None:

    decision = office.signed(office.proposed())
    letters = {one.kind: one.id for one in DecisionLetter.objects.all()}
    client = visitor(office)
    address = f"{PAGE}courrier/{letters['decision']}/"
    assert client.get(address).status_code == 404
    client.post(f"{PAGE}{decision}/ouvrir/")
    assert "Pour le directeur et par délégation" in text_of(client.get(address).content)
    # The employer's letter is not the person's.
    assert client.get(f"{PAGE}courrier/{letters['employeur']}/").status_code == 404


def test_a_withdrawn_decision_stays_and_says_so(office: Office) -> None:
    first = office.signed(office.proposed())
    client = visitor(office)
    client.post(f"{PAGE}{first}/ouvrir/")
    withdrawal = opening.propose_withdrawal(
        decision_id=first, motive=WithdrawalMotive.RECOURS, actor=office.manager
    )
    assert not isinstance(withdrawal, Refusal)
    office.signed(withdrawal)
    words = page(client)
    assert "Cette décision a été retirée le" in words
    assert "(retirée depuis)" in words


def test_another_persons_decision_does_not_exist(office: Office) -> None:
    decision = office.signed(office.proposed())
    Decision.objects.update(case_id=office.scene.world.case().id)
    client = visitor(office)
    assert client.post(f"{PAGE}{decision}/ouvrir/").status_code == 404
    assert client.get(f"{PAGE}{decision}/contester/").status_code == 404
