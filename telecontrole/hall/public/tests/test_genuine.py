"""The page that tells whether a message is from us."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from conftest import At
from telecontrole.foundations.access import Actor
from telecontrole.hall import throttle
from telecontrole.hall.public.judging import Link, Verdict, host_of, judge
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.people import links
from telecontrole.rooms.people.links import LinkWanted
from telecontrole.rooms.planning.tests.world import World

PAGE = "/ce-message-vient-il-de-vous/"
SYSTEM = Actor.system("test")


@pytest.fixture
def world(db: None, at: At) -> World:
    at("2026-12-01T08:00:00+00:00")
    return World()


def test_the_page_against_phishing_names_the_sender_and_the_link(db: None) -> None:
    answer = Client().get("/ce-message-vient-il-de-vous/")
    said = answer.content.decode()
    assert answer.status_code == 200
    assert notices.sender() in said
    assert f"{settings.BASE_URL}/r/" in said
    for what in ("code à quatre chiffres", "carte bancaire", "33&nbsp;700"):
        assert what in said


SITE = "https://rdv.exemple.fr"
TOKEN = "ABCDEFGH2345"
OURS = f"{SITE}/r/{TOKEN}"
SMS = f"Assurance Maladie : rendez-vous en visio le 3 dec. à 9 h. Code 4821. Détails : {OURS}"


def told(text: str, link: Link = Link.OPEN, code: str = "4821") -> Verdict:
    def known(token: str) -> tuple[Link, str]:
        return (link, code) if token.upper() == TOKEN else (Link.UNKNOWN, "")

    return judge(text, site=SITE, known=known).verdict


@pytest.mark.parametrize(
    "text",
    [
        OURS,
        f"  {OURS}/ ",
        f"rdv.exemple.fr/r/{TOKEN}",
        f"HTTPS://RDV.EXEMPLE.FR/r/{TOKEN.lower()}",
        SMS,
        f"Voici : «{OURS}».",
        f"\u2068{OURS}\u2069",
    ],
)
def test_a_link_of_ours_is_known_alone_or_in_its_message(text: str) -> None:
    assert told(text) is Verdict.OURS


@pytest.mark.parametrize(
    "link",
    [
        f"https://rdv.exemple.fr@faux.test/r/{TOKEN}",
        f"https://rdv.exemple.fr.faux.test/r/{TOKEN}",
        f"https://faux.test/https://rdv.exemple.fr/r/{TOKEN}",
        f"https://rdv-exemple.fr/r/{TOKEN}",
        f"https://rdv.exempIe.fr/r/{TOKEN}",
        # A Cyrillic letter, an invisible sign, a full-width point.
        f"https://rdv.\u0435xemple.fr/r/{TOKEN}",
        f"https://rdv.exe\u200bmple.fr/r/{TOKEN}",
        f"https://rdv\uff0eexemple.fr/r/{TOKEN}",
        f"https://rdv.exemple.fr:8443/r/{TOKEN}",
        f"http://rdv.exemple.fr/r/{TOKEN}",
        f"https://rdv.exemple.fr\\@faux.test/r/{TOKEN}",
        f"https://[rdv.exemple.fr/r/{TOKEN}",
        f"data://rdv.exemple.fr/r/{TOKEN}",
        "bit.ly/3xyz",
        "www.faux.test",
        f"{SMS} ou bien ici : faux.test",
    ],
)
def test_what_only_looks_like_ours_is_not(link: str) -> None:
    assert told(link) is Verdict.FOREIGN


def test_the_page_says_where_a_foreign_link_leads_and_never_in_letters_that_imitate() -> None:
    assert host_of(f"https://rdv.exemple.fr@faux.test/r/{TOKEN}") == "faux.test"
    assert host_of("bit.ly/3xyz") == "bit.ly"
    assert host_of("https://rdv.\u0435xemple.fr/") == ""
    assert host_of("https://[faux/") == ""


@pytest.mark.parametrize(
    ("text", "link", "said"),
    [
        (OURS, Link.CLOSED, Verdict.CLOSED),
        (OURS, Link.UNKNOWN, Verdict.UNKNOWN),
        (OURS[:-2], Link.OPEN, Verdict.UNKNOWN),
        (SMS.replace("4821", "4822"), Link.OPEN, Verdict.CODE_DIFFERS),
        (f"{SITE}/contact/", Link.OPEN, Verdict.SITE),
        ("Code 4821", Link.OPEN, Verdict.CODE_ALONE),
        ("4821", Link.OPEN, Verdict.CODE_ALONE),
        ("Bonjour, votre code est 482193, valable 10 minutes.", Link.OPEN, Verdict.NO_LINK),
        (" ".join(f"{SITE}/r/{number:012}" for number in range(6)), Link.OPEN, Verdict.TOO_MANY),
    ],
)
def test_what_is_not_an_open_link_of_ours_says_what_it_is(
    text: str, link: Link, said: Verdict
) -> None:
    assert told(text, link) is said


def paste(client: Client, text: str) -> tuple[int, str]:
    answer = client.post(PAGE, {"text": text})
    return answer.status_code, answer.content.decode().replace("&#x27;", "'")


def test_a_pasted_sms_is_judged_without_being_followed(world: World) -> None:
    case = world.case()
    wanted = LinkWanted(f"case:{case.id}", "sms", insured_id=case.insured_id)
    token = links.issue_link(wanted=wanted, valid_for=timedelta(days=1), actor=SYSTEM)
    code, client = links.shared_code(f"appointment:{case.id}"), Client()
    link = f"{settings.BASE_URL}/r/{token}"
    status, page = paste(client, f"Rappel. Code {code}. {link}")
    assert (status, "Oui, ce message vient de nous" in page) == (200, True)
    assert "son code est le bon" in page
    # Nothing was opened, and nothing is said of anybody.
    assert not list(client.session.keys())
    assert str(case.insured.nom_naissance) not in page
    wrong = f"{(int(code) + 1) % 10_000:04}"
    assert "le code n’est pas le bon" in paste(client, f"Rappel. Code {wrong}. {link}")[1]
    links.close_links(channel="sms", holders=[case.insured_id], actor=SYSTEM)
    assert "il ne sert plus" in paste(client, link)[1]
    # A code alone tells something to who has opened their page.
    assert "Un code seul ne suffit pas" in paste(client, code)[1]
    client.get(f"/r/{links.issue_link(wanted=wanted, valid_for=timedelta(days=1), actor=SYSTEM)}")
    assert "ce code est celui de votre rendez-vous" in paste(client, f"Code {code}")[1]
    assert "le code n’est pas le bon" in paste(client, wrong)[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Collez le message"),
        ("x" * 5_001, "C’est trop long"),
        ("a\x1b[2J", "signes qu’aucun message ne contient"),
        ("a\x00b", "contient"),
        ("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "signes qu’aucun"),
    ],
)
def test_what_no_message_holds_is_refused_with_a_word(db: None, text: str, said: str) -> None:
    status, page = paste(Client(), text)
    assert status == 422
    assert said in page


def test_a_hostile_text_is_shown_as_text(db: None) -> None:
    status, page = paste(Client(), '<script>alert(1)</script> https://faux.test/"><img src=x>')
    assert status == 200
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "faux.test" in page


def test_links_are_not_tried_here_any_more_than_by_opening_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "PER_CLIENT", 1)
    client, link = Client(), f"{settings.BASE_URL}/r/{TOKEN}"
    assert paste(client, link)[0] == 200
    assert paste(client, link)[0] == 429
