"""Forms: plain errors, each linked to its control, and nothing typed is lost."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.template import engines

from telecontrole.foundations.web.forms import DateField, HourField, KitForm
from telecontrole.foundations.web.kit import SampleForm

PAGE = "{% load components %}{% error_summary form %}{% for x in form %}{% field x %}{% endfor %}"


def rendered(form: KitForm) -> BeautifulSoup:
    return BeautifulSoup(engines["django"].from_string(PAGE).render({"form": form}), "html.parser")


class Birth(KitForm):
    """One date."""

    birth = DateField(label="Date de naissance", birth=True)


def birth(day: str, month: str, year: str) -> Birth:
    return Birth({"birth_jour": day, "birth_mois": month, "birth_annee": year})


def test_three_boxes_make_a_date() -> None:
    form = birth("7", "03", "1980")
    assert form.is_valid()
    assert form.cleaned_data["birth"] == date(1980, 3, 7)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("", "", ""), "Remplissez : Date de naissance."),
        (("3", "", "1980"), "Indiquez aussi le mois."),
        (("3", "", ""), "Indiquez aussi le mois et l’année."),
        (("31", "2", "1980"), "Cette date n’existe pas. Exemple : 27 3 2026."),
        (("3", "2", "80"), "Cette date n’existe pas. Exemple : 27 3 2026."),
        (("x", "2", "1980"), "Cette date n’existe pas. Exemple : 27 3 2026."),
        (("3", "2", "²980"), "Cette date n’existe pas. Exemple : 27 3 2026."),
        (("99999999999", "2", "1980"), None),
    ],
)
def test_a_wrong_date_says_what_is_wrong(typed: tuple[str, str, str], message: str | None) -> None:
    form = birth(*typed)
    assert not form.is_valid()
    assert message is None or form.errors["birth"] == [message]


def test_what_was_typed_stays_in_the_boxes() -> None:
    page = rendered(birth("31", "février", "1980"))
    assert [box["value"] for box in page.select("input")] == ["31", "février", "1980"]


def test_every_line_of_the_summary_leads_to_a_control() -> None:
    page = rendered(SampleForm({}))
    targets = [str(link["href"]).removeprefix("#") for link in page.select(".error-summary a")]
    assert len(targets) == 5
    for target in targets:
        found = page.find(id=target)
        assert found is not None
        assert found.name in ("input", "select", "textarea")


def test_the_summary_is_absent_from_a_form_not_sent() -> None:
    assert not rendered(SampleForm()).select(".error-summary")


def test_every_control_has_a_label_and_names_its_hint_and_its_error() -> None:
    page = rendered(SampleForm({"email": "nom@"}))
    for control in page.select("input, select, textarea"):
        assert page.find("label", attrs={"for": control["id"]}) is not None
    email = page.select_one("#id_email")
    assert email is not None
    assert email["aria-invalid"] == "true"
    for name in str(email["aria-describedby"]).split():
        assert page.find(id=name) is not None
    assert str(email["value"]) == "nom@"


def test_a_label_that_asks_keeps_its_question_mark_alone() -> None:
    form = SampleForm({})
    assert form.errors["mode"] == ["Choisissez une réponse : Comment souhaitez-vous être reçu ?"]


def test_optional_fields_say_so() -> None:
    page = rendered(SampleForm())
    texts = [label.get_text() for label in page.select(".field__label")]
    assert "Votre message (facultatif)" in texts
    assert "Adresse électronique" in texts


def test_the_authors_own_message_wins() -> None:
    class Own(KitForm):
        birth = DateField(label="Date", error_messages={"required": "Écrivez votre date."})

    assert Own({}).errors["birth"] == ["Écrivez votre date."]


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "<script>", "é" * 5000])
def test_strange_input_is_refused_or_kept_but_never_breaks(text: str) -> None:
    data: dict[str, Any] = {"email": text, "birth_jour": text, "notes": text, "mode": text}
    page = rendered(SampleForm(data))
    assert not page.select("script")


def test_a_signed_address_of_autosave_marks_the_control() -> None:
    source = '{% load components %}{% field form.notes autosave="/n/" %}'
    html = engines["django"].from_string(source).render({"form": SampleForm()})
    assert 'data-autosave="/n/"' in html
    assert 'role="status"' in html


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("9 h 30", time(9, 30)),
        ("9h30", time(9, 30)),
        ("09:30", time(9, 30)),
        (" 9 H ", time(9)),
        ("9", time(9)),
        ("9.05", time(9, 5)),
        ("0 h", time(0)),
        ("", None),
    ],
)
def test_an_hour_is_typed_as_it_is_written(typed: str, hour: time | None) -> None:
    assert HourField(required=False).clean(typed) == hour


@pytest.mark.parametrize("typed", ["24 h", "9 h 60", "midi", "9 h 3", "-1", "9:30 PM", "٩"])
def test_what_is_no_hour_says_how_to_write_one(typed: str) -> None:
    with pytest.raises(ValidationError, match="Écrivez une heure comme 9 h 30"):
        HourField().clean(typed)


def test_an_hour_is_shown_as_it_is_written() -> None:
    field = HourField(initial=time(8, 5))
    assert 'value="8 h 05"' in str(type("One", (KitForm,), {"hour": field})()["hour"])
