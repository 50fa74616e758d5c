"""Words: what may be said, and the bytes that say it."""

from __future__ import annotations

import email
import email.policy
import itertools
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any, cast

import pytest
from django.core import checks
from django.template import Context, Template
from icalendar import Calendar

from telecontrole.foundations.letters import LetterIncomplete
from telecontrole.foundations.letters.tests.sheets import text_of
from telecontrole.rooms.notices.enums import Channel, Kind
from telecontrole.rooms.notices.messages import register_all
from telecontrole.rooms.notices.services import ticking
from telecontrole.rooms.notices.texts import (
    calendar,
    html,
    letter,
    places,
    registry,
    rendering,
    skeletons,
    wording,
)
from telecontrole.rooms.notices.texts.email import BadAddress, Email, compose, safe_address

from .conftest import params

AT = datetime(2026, 12, 8, 9, tzinfo=UTC)


def test_every_registered_message_passes_the_check_at_its_longest() -> None:
    register_all()
    texts = [m for m in registry.messages() if m.channel is not Channel.LETTRE]
    assert {m.template: rendering.check(m) for m in texts} == {m.template: () for m in texts}


def test_an_address_too_long_for_an_sms_is_an_error_of_the_site(settings: Any) -> None:
    assert rendering.faults() == {}
    assert not [error for error in checks.run_checks() if error.id == "notices.E001"]
    settings.BASE_URL = "https://" + "x" * 60 + ".fr"
    found = rendering.faults()
    assert "notices/j2/sms.txt" in found
    assert {fault.code for why in found.values() for fault in why} == {"too_long"}
    errors = [error for error in checks.run_checks() if error.id == "notices.E001"]
    assert len(errors) == len(found)
    assert all(error.level == checks.ERROR for error in errors)


@pytest.mark.parametrize("modalite", ["visio", "presentiel"])
def test_an_sms_fits_in_one_part_with_a_long_official_host(modalite: str, settings: object) -> None:
    settings.BASE_URL = "https://telecontrole.assurance-maladie.fr"  # type: ignore[attr-defined]
    for message in registry.messages():
        if message.channel is Channel.SMS:
            longest = {**message.longest, "modalite": modalite}
            text = rendering.words(message.template, longest).text
            assert (wording.septets(text) or 999) <= wording.ONE_PART, text


@pytest.mark.parametrize(
    "text",
    [
        "votre arrêt de travail",
        "votre ARRET",
        "votre maladie",
        "le médecin-conseil vous attend",
        "un médecin conseil",
        "télécontrôle médical",
        "contrôle de votre situation",
        "votre pathologie",
        "pension d’invalidité",
        "vos indemnités",
        "2 55 08 14 168 025 38",
        "numéro 255081416802538",
        "né en Corse 1840 32A 004 212 81".replace("1840 3", "1 84 03 "),
    ],
)
def test_a_word_that_tells_why_is_forbidden(text: str) -> None:
    codes = {fault.code for fault in wording.faults(text, sms=False)}
    assert codes & {"forbidden_word", "nir"}, text


@pytest.mark.parametrize(
    "text",
    [
        "Assurance Maladie : rendez-vous le 07/04 à 10h20. Code 4821.",
        "Appelez le 06 12 34 56 78 ou le +33612345678",
        "https://telecontrole.exemple.fr/r/ABCDEFGH2345",
        "L'Assurance  Maladie vous attend",
    ],
)
def test_a_plain_text_is_allowed(text: str) -> None:
    assert wording.faults(text, sms=True) == ()


@pytest.mark.parametrize("kind", ["j2", "j1", "changement", "annulation"])
@pytest.mark.parametrize("channel", ["email", "sms"])
def test_the_words_of_a_place_never_stop_a_message(kind: str, channel: str) -> None:
    place: dict[str, Any] = {
        "modalite": "presentiel",
        "lieu": "Centre d’examens — maladies professionnelles « Les Œillets »",
        "adresse": "12 avenue de l’Hôpital, 75013 Paris",
        "acces": "arrêt de tram « Contrôle », parking handicapés, accident de terrain " * 3,
        "caisse": "CPAM de l’Artois",
        "nom": "Cancer",
    }
    words = rendering.words(f"notices/{kind}/{channel}.txt", params(**place))
    if channel == "email" and kind != "annulation":
        assert "12 avenue de l’Hôpital" in words.text
        assert "parking handicapés" in words.text


def _declared(
    monkeypatch: pytest.MonkeyPatch, channel: Channel, text: str, **longest: str
) -> registry.Message:
    """A message with these words, for one test."""
    name = "tests/own.txt"
    own = registry.Message(Kind.AVIS, channel, name, longest)
    monkeypatch.setitem(registry._messages, name, own)
    monkeypatch.setattr(skeletons, "compiled", lambda template: Template(text))
    skeletons.forget()
    return own


def test_a_text_made_of_a_skeleton_is_what_django_writes() -> None:
    shapes: list[dict[str, Any]] = [
        {},
        {"modalite": "presentiel", "lieu": "A & <b>", "adresse": " 1 rue X", "acces": "tram"},
        {"accessible": "oui", "modalite": "presentiel", "lien": "", "code": ""},
        {"code": 4821, "telephone": "36 46", "autre": ["liste"]},
    ]
    texts = [m for m in registry.messages() if m.channel is not Channel.LETTRE]
    for message, shape in itertools.product(texts, shapes):
        given = {**message.longest, **shape}
        plain = skeletons.compiled(message.template).render(Context(given, autoescape=False))
        assert skeletons.render(message.template, given) == plain
        assert skeletons.render(message.template, given) == plain


def test_a_value_that_is_looked_at_never_stands_aside(own_templates: None) -> None:
    assert skeletons.looked_at("notices/j2/sms.txt") == frozenset({"modalite"})
    for text in ("{% now 'Y' %}", "{% include name %}", "{% with a=b %}{{ a }}{% endwith %}"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(skeletons, "compiled", lambda name, text=text: Template(text))
            skeletons.forget()
            assert skeletons.looked_at("own") is None
    with pytest.MonkeyPatch.context() as patch:
        said = "{{ a|upper }}{{ b }}{{ c.d }}{% if e and not f == 'x' %}{{ g }}{% endif %}"
        patch.setattr(skeletons, "compiled", lambda name: Template(said))
        skeletons.forget()
        assert skeletons.looked_at("own") == frozenset("acef")
        assert skeletons.render("own", {"a": "x", "b": "y", "e": "1", "f": "", "g": "z"}) == "Xyz"


def test_a_forbidden_word_of_the_template_or_of_a_free_word_is_still_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "Objet : Bonjour\n{{ lieu }} {{ suite }}"
    _declared(monkeypatch, Channel.EMAIL, text)
    allowed = rendering.words("tests/own.txt", {"lieu": "Hôpital", "suite": "à bientôt"})
    assert "Hôpital" in allowed.text
    for refused in ({"lieu": "Hôpital", "suite": "votre invalidité"}, {"suite": "votre arrêt"}):
        with pytest.raises(rendering.TextRefused, match="forbidden_word"):
            rendering.words("tests/own.txt", refused)
    with pytest.raises(rendering.TextRefused, match="nir"):
        rendering.words("tests/own.txt", {"lieu": "2 55 08 14 168 025 38", "suite": ""})
    _declared(monkeypatch, Channel.EMAIL, "Objet : Bonjour\nvotre arrêt {{ lieu }}")
    with pytest.raises(rendering.TextRefused, match="forbidden_word"):
        rendering.words("tests/own.txt", {"lieu": "Hôpital"})


def test_an_sms_folds_a_place_and_does_without_what_does_not_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _declared(monkeypatch, Channel.SMS, "Venez : {{ lieu }}, {{ adresse }}. {{ acces }}")
    place = {"lieu": "Hôtel – « Œuvre »", "adresse": "1 rue 漢 d’Être", "acces": "é" * 200}
    text = rendering.words("tests/own.txt", place).text
    assert text == 'Venez : Hotel - " OEuvre ", 1 rue d\'Etre.'
    assert places.folded("Ça, à Nîmes ; ñ€") == "Ça, à Nimes ; ñ€"
    _declared(monkeypatch, Channel.SMS, "même {{ lieu }}")
    with pytest.raises(rendering.TextRefused, match="not_gsm"):
        rendering.words("tests/own.txt", {"lieu": "là"})
    _declared(monkeypatch, Channel.SMS, "x" * 161 + "{{ lieu }}")
    with pytest.raises(rendering.TextRefused, match="too_long"):
        rendering.words("tests/own.txt", {"lieu": "là"})


def test_a_character_outside_the_gsm_alphabet_is_named() -> None:
    assert wording.faults("même", sms=True) == (wording.Fault("not_gsm", "ê"),)


def test_an_extended_character_counts_twice() -> None:
    assert wording.septets("€" * 80) == 160
    assert wording.faults("€" * 81, sms=True) == (wording.Fault("too_long", "162"),)


@pytest.mark.parametrize("name", ["ASSURMAL", "Ameli2"])
def test_a_sender_name_of_letters_and_digits_is_allowed(name: str) -> None:
    assert wording.sender_allowed(name)


@pytest.mark.parametrize("name", ["", "12345", "ASSURANCE MAL", "ASSURANCEMALADIE", "CPAM-14", "É"])
def test_a_sender_name_that_operators_refuse_is_refused(name: str) -> None:
    assert not wording.sender_allowed(name)


def test_a_missing_parameter_is_a_refusal() -> None:
    with pytest.raises(rendering.TextRefused, match="missing_parameter"):
        rendering.words("notices/j2/sms.txt", {})


def test_the_hour_is_that_of_the_person() -> None:
    given = params(zone="Indian/Reunion")
    assert "13h20" in rendering.words("notices/j2/sms.txt", given).text


def _email(**changed: object) -> EmailMessage:
    words = rendering.words("notices/j2/email.txt", params())
    entry = calendar.entry(params(), method="REQUEST", organizer="a@b.fr", attendee="c@d.fr", at=AT)
    made = Email(
        key="k.1",
        sender="ne-pas-repondre@exemple.test",
        sender_name="Assurance Maladie",
        recipient="anne@exemple.test",
        subject=words.subject,
        text=words.text,
        at=AT,
        calendar=entry,
        method="REQUEST",
    )
    raw = compose(made)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    return email.message_from_bytes(raw, policy=email.policy.default)


def test_an_email_says_the_same_in_text_and_html_and_carries_the_calendar_twice() -> None:
    message = _email()
    words = rendering.words("notices/j2/email.txt", params())
    assert not message.defects
    assert message["Subject"] == words.subject
    assert message["Message-ID"] == "<k.1@exemple.test>"
    assert message["Auto-Submitted"] == "auto-generated"
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "text/calendar"]
    plain, page = (
        cast(EmailMessage, message.get_body((kind,))).get_content() for kind in ("plain", "html")
    )
    assert plain.split() == words.text.split()
    assert '<html lang="fr">' in page
    assert "<img" not in page
    assert "4821" in page


def test_the_html_escapes_what_it_is_given() -> None:
    page = html.page("s", "<script>alert(1)</script> & https://exemple.test/?a=1&b=2.")
    assert "<script" not in page
    assert '<a href="https://exemple.test/?a=1&amp;b=2">' in page


@pytest.mark.parametrize(
    "address",
    [
        "a@b.fr\r\nBcc: x@y.fr",
        "a b@c.fr",
        "<a@b.fr>",
        "a@b.fr,c@d.fr",
        "é@b.fr",
        "@b.fr",
        "a@b",
        "",
    ],
)
def test_an_address_that_could_forge_a_header_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        safe_address(address)


def test_a_calendar_entry_is_neutral_private_and_in_the_zone_of_the_person() -> None:
    given = params(zone="America/Martinique", ics_sequence=3)
    raw = calendar.entry(given, method="REQUEST", organizer="a@b.fr", attendee="c@d.fr", at=AT)
    read = Calendar.from_ical(raw)
    event: Any = next(iter(read.walk("VEVENT")))
    assert read["METHOD"] == "REQUEST"
    assert (event["UID"], event["SEQUENCE"]) == ("uid-1@localhost", 3)
    assert event["CLASS"] == "PRIVATE"
    assert event["SUMMARY"] == "Rendez-vous Assurance Maladie"
    assert event["DTSTART"].dt.isoformat() == "2026-12-10T05:20:00-04:00"
    assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["America/Martinique"]


def test_the_uid_is_stable_and_hides_its_subject() -> None:
    assert calendar.uid("case:1", "h") == calendar.uid("case:1", "h")
    assert "case" not in calendar.uid("case:1", "h")


def test_a_letter_is_made_and_demands_its_code() -> None:
    message = registry.message("notices/letters/convocation.typ")
    assert letter.render(message.template, message.longest, on=AT.date()).startswith(b"%PDF")
    with pytest.raises(LetterIncomplete):
        letter.render(message.template, {**message.longest, "code": ""}, on=AT.date())


@pytest.mark.parametrize(
    "host", ["http://localhost:8000", "https://telecontrole.caisse.exemple.fr"]
)
def test_the_link_of_a_letter_is_never_broken_where_it_would_be_typed_wrong(
    settings: Any, host: str
) -> None:
    settings.BASE_URL = host
    message = registry.message("notices/letters/convocation.typ")
    said = {**message.longest, "telephone": "36 46", "modalite": "presentiel"}
    link = rendering.link(str(said["lien"]))
    assert link.startswith(host)
    assert link in text_of(letter.render(message.template, said, on=AT.date()))


def test_two_messages_cannot_take_the_same_template() -> None:
    known = next(registry.messages())
    other = registry.Message(known.kind, known.channel, known.template, {"x": "y"})
    with pytest.raises(ValueError, match="two messages"):
        registry.register(other)


def test_a_long_place_is_escaped_and_folded_between_characters() -> None:
    place = "Site n° 1, « Les Écoles » ; " + "é" * 80
    raw = calendar.entry(
        params(lieu=place), method="CANCEL", organizer="a@b.fr", attendee="c@d.fr", at=AT
    )
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    event: Any = next(iter(Calendar.from_ical(raw).walk("VEVENT")))
    assert event["LOCATION"] == place
    assert event["STATUS"] == "CANCELLED"


def test_the_process_that_sends_says_once_which_messages_cannot_leave(
    settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.BASE_URL = "https://" + "x" * 60 + ".fr"
    ticking._tell_faults.cache_clear()
    for _ in range(2):
        ticking._tell_faults()
    ticking._tell_faults.cache_clear()
    said = [r for r in caplog.records if r.message == "message cannot leave"]
    assert len(said) == len(rendering.faults()) > 0
