"""Messages in the languages of the caisses' files: French beside them, one part for an SMS, nothing forbidden."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Mapping
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.template import Context, Template

from telecontrole.foundations import letters
from telecontrole.rooms.notices.enums import Channel
from telecontrole.rooms.notices.texts import (
    dates,
    html,
    languages,
    letter,
    registry,
    rendering,
    skeletons,
    wording,
)
from telecontrole.rooms.notices.texts.email import Email, compose
from telecontrole.rooms.notices.texts.languages import LANGUAGES

from .conftest import params

AT = datetime(2026, 12, 8, 9, tzinfo=UTC)
APPOINTMENTS = ("j2", "j1", "changement", "annulation")


@pytest.mark.parametrize("modalite", ["visio", "presentiel"])
@pytest.mark.parametrize("code", ["fr", *LANGUAGES])
def test_every_message_may_leave_in_every_language_with_a_long_official_host(
    code: str, modalite: str, settings: Any
) -> None:
    settings.BASE_URL = "https://telecontrole.assurance-maladie.fr"
    for message in registry.messages():
        if message.channel is Channel.LETTRE:
            continue
        said = {**message.longest, "langue": code, "modalite": modalite, "accessible": "oui"}
        text = rendering.words(message.template, said).text
        if message.channel is Channel.SMS:
            assert (wording.septets(text) or 999) <= wording.ONE_PART, text


@pytest.mark.parametrize("kind", APPOINTMENTS)
def test_an_appointment_is_told_by_email_in_all_languages_and_by_sms_in_those_that_fit(
    kind: str,
) -> None:
    assert languages.translations(f"notices/{kind}/email.txt") == sorted(LANGUAGES)
    assert languages.translations(f"notices/{kind}/sms.txt") == ["en", "pt"]


@pytest.mark.parametrize(
    ("code", "word"),
    [("fr", "rendez-vous"), ("en", "appointment"), ("pt", "entrevista"), ("ar", "rendez-vous")],
)
def test_an_sms_is_in_one_language_french_when_the_alphabet_has_no_letters_for_the_other(
    code: str, word: str
) -> None:
    text = rendering.words("notices/j2/sms.txt", params(langue=code)).text
    assert word in text
    assert "Assurance Maladie" in text
    assert "4821" in text


def test_an_unknown_language_is_french() -> None:
    for code in ("", "xx", "fr"):
        assert rendering.words("notices/j2/email.txt", params(langue=code)) == rendering.words(
            "notices/j2/email.txt", params()
        )


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_an_email_says_everything_in_the_persons_language_then_in_french(code: str) -> None:
    french = rendering.words("notices/j2/email.txt", params())
    words = rendering.words("notices/j2/email.txt", params(langue=code))
    (first, theirs), (second, ours) = words.parts
    assert (first, second, ours) == (code, "fr", french.text)
    assert words.text == f"{theirs}{rendering.BETWEEN}{ours}"
    assert words.subject != french.subject
    for told in ("4821", "ABCDEFGH2345", "10:20" if code != "pt" else "10h20"):
        assert told in theirs


def _sent(code: str) -> EmailMessage:
    words = rendering.words("notices/j2/email.txt", params(langue=code))
    made = Email(
        key="k.1",
        sender="ne-pas-repondre@exemple.test",
        sender_name="Assurance Maladie",
        recipient="anne@exemple.test",
        subject=words.subject,
        text=words.text,
        at=AT,
        parts=words.parts,
    )
    return email.message_from_bytes(compose(made), policy=email.policy.default)


def test_an_arabic_email_is_written_from_the_right_and_its_french_from_the_left() -> None:
    message = _sent("ar")
    assert message["Content-Language"] == "ar, fr"
    assert message["Subject"] == "موعدكم مع Assurance Maladie يوم 10/12 على الساعة 10:20"
    plain, page = (
        cast(EmailMessage, message.get_body((kind,))).get_content() for kind in ("plain", "html")
    )
    assert '<html lang="ar" dir="rtl">' in page
    assert '<div dir="rtl" lang="ar"' in page
    assert '<div lang="fr" dir="ltr"' in page
    assert "الساعة: <strong><bdi>10:20</bdi></strong>" in page
    assert "رمزكم: 4821" in plain
    assert "Votre code : 4821" in plain


def test_a_portuguese_page_is_written_from_the_left() -> None:
    words = rendering.words("notices/j2/email.txt", params(langue="pt"))
    page = html.page(words.subject, words.text, words.parts)
    assert '<html lang="pt">' in page
    assert "rtl" not in page


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_text_that_nobody_translated_says_in_the_persons_language_why_it_is_french(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(languages, "translation", lambda template, code: None)
    french = rendering.words("notices/j2/email.txt", params())
    words = rendering.words("notices/j2/email.txt", params(langue=code))
    assert words.subject == french.subject
    assert words.parts[0][0] == code
    assert "36\u00a046" in words.parts[0][1]
    assert words.text.endswith(french.text)


@pytest.mark.parametrize(
    "text",
    [
        "your sick leave",
        "a medical check",
        "your disability",
        "o seu tratamento",
        "a sua baixa",
        "a sua doença",
        "médico-conselheiro",
        "إجازتكم المرضية",
        "بسبب المَرَض",
        "للعلاج",
        "في المستشفى",
    ],
)
def test_a_word_that_tells_why_is_forbidden_in_every_language(text: str) -> None:
    assert {fault.code for fault in wording.faults(text, sms=False)} == {"forbidden_word"}


def test_a_forbidden_word_of_a_translation_stops_the_message(
    monkeypatch: pytest.MonkeyPatch, own_templates: None
) -> None:
    said = {"en": Template("Objet : Hello\nyour disability")}
    plain = skeletons.compiled
    monkeypatch.setattr(
        skeletons, "compiled", lambda name: said["en"] if "/en/" in name else plain(name)
    )
    message = registry.message("notices/j2/email.txt")
    assert rendering.check(message) == (wording.Fault("forbidden_word", "disability"),)


@pytest.mark.parametrize(
    ("code", "day", "short", "hour"),
    [
        ("en", "Tuesday 1 December 2026", "1 Dec", "10:05"),
        ("pt", "terça-feira, 1 de dezembro de 2026", "01/12", "10h05"),
        ("ar", "الثلاثاء 1 ديسمبر 2026 (01/12/2026)", "01/12", "10:05"),
    ],
)
def test_dates_are_those_of_the_language_on_the_clock_of_the_person(
    code: str, day: str, short: str, hour: str
) -> None:
    start = datetime(2026, 12, 1, 6, 5, tzinfo=UTC)
    found = dates.spoken_in(LANGUAGES[code], start, "Indian/Reunion")
    assert (found["jour"], found["jour_court"], found["heure"]) == (day, short, hour)


def test_every_language_has_seven_days_and_twelve_months() -> None:
    for language in LANGUAGES.values():
        assert len(set(language.days)) == 7
        assert len(set(language.months)) == 12


@pytest.mark.parametrize("code", sorted(LANGUAGES))
def test_a_letter_stays_french_with_lines_in_the_persons_language(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, Any] = {}
    plain = letters.render

    def render(path: Path, data: Mapping[str, object]) -> bytes:
        given.update(data)
        return plain(path, data)

    monkeypatch.setattr(letters, "render", render)
    message = registry.message("notices/letters/convocation.typ")
    said = {**message.longest, "langue": code, "accessible": "oui"}
    assert letter.render(message.template, said, on=date(2026, 12, 1)).startswith(b"%PDF")
    shown = given["in-language"]
    assert (shown["lang"], shown["dir"]) == (code, languages.direction(code))
    assert any("3646" in line for line in shown["lines"])
    assert any("2026" in line for line in shown["lines"])


@pytest.mark.parametrize("situation", ["visio", "on_site", "held"])
def test_the_page_of_the_link_tells_the_appointment_and_its_buttons_in_the_persons_language(
    situation: str,
) -> None:
    appointment = SimpleNamespace(starts_at=datetime(2026, 12, 10, 9, 20, tzinfo=UTC))
    here = SimpleNamespace(situation=situation, appointment=appointment, zone="Europe/Paris")
    page = Template("{% load notices %}{% in_language langue here %}")
    assert page.render(Context({"langue": "fr", "here": here})).strip() == ""
    for code, language in LANGUAGES.items():
        said = page.render(Context({"langue": code, "here": here}))
        assert f'lang="{code}" dir="{language.direction}"' in said
        assert "36\u00a046" in said
        assert ("2026" in said) == (situation != "held")
        assert ("Je suis empêché(e)" in said) == (situation != "held")


@pytest.mark.parametrize(
    ("code", "way"),
    [
        ("fr", "Distance : environ 12 km de chez vous, en ligne droite"),
        ("en", "Distance: about 12 km from your home, in a straight line"),
        ("pt", "Distância: cerca de 12 km de sua casa, em linha reta"),
        ("ar", "المسافة: حوالي 12 كم من منزلكم في خط مستقيم"),
    ],
)
def test_the_way_from_home_is_said_when_it_is_known_and_to_nobody_who_stays_there(
    code: str, way: str
) -> None:
    given = params(modalite="presentiel", lieu="Site", adresse="1 rue A", langue=code)
    for kind in ("j2", "j1", "changement"):
        template = f"notices/{kind}/email.txt"
        assert way in rendering.words(template, {**given, "distance": "12"}).text
        assert " km " not in rendering.words(template, given).text
        at_home = {**given, "distance": "12", "modalite": "visio"}
        assert " km " not in rendering.words(template, at_home).text


def test_a_place_known_to_take_wheelchairs_is_said_so_and_a_companion_may_come() -> None:
    given = params(modalite="presentiel", lieu="Site", adresse="1 rue A", acces="Tram A")
    for code, wheelchair, companion in (
        ("fr", "Fauteuil roulant : ce lieu est accessible", "peut vous accompagner"),
        ("en", "Wheelchair: the place is accessible", "may come with you"),
        ("pt", "Cadeira de rodas: o local é acessível", "Pode vir com uma pessoa"),
        ("ar", "الكرسي المتحرك: المكان مهيأ له", "أن يرافقكم"),
    ):
        known = {**given, "langue": code, "accessible": "oui"}
        text = rendering.words("notices/j2/email.txt", known).text
        assert wheelchair in text
        assert companion in text
        assert "Tram A" in text
        unknown = rendering.words("notices/j2/email.txt", {**known, "accessible": ""}).text
        assert wheelchair not in unknown
