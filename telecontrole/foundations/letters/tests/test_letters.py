"""The engine and the common sheet: text and tags read back from the PDF."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from telecontrole.foundations import letters

from .sheets import DATA, claims_of, fonts_of, tags_of, text_of

AT = datetime(2026, 12, 1, 8, tzinfo=UTC)


def test_a_letter_says_who_to_whom_when_and_what() -> None:
    text = text_of(letters.render(letters.PLAIN, DATA))
    for words in (
        "CPAM de Test",
        "Madame Jeanne LEFÈVRE",
        "12 rue des Œillets",
        "Caen, le 1er décembre 2026",
        "Notre référence : D-2026-0042",
        "Objet : Votre rendez-vous du 14 décembre 2026",
        "Deuxième paragraphe.",
        "Pour le directeur et par délégation, Paul Martin Responsable",
        "Page 1 / 1",
    ):
        assert words in text


def test_a_letter_is_tagged_french_titled_and_archivable() -> None:
    pdf = letters.render(letters.PLAIN, DATA)
    assert claims_of(pdf) == {
        "ua": "1",
        "a": "2A",
        "lang": "fr-FR",
        "title": "Votre rendez-vous du 14 décembre 2026",
        "marked": "True",
    }
    tags = tags_of(pdf)
    assert tags["/H1"] == 1
    assert tags["/P"] >= 4
    assert tags["/L"] == 1


def test_lines_in_arabic_are_set_in_letters_made_for_reading() -> None:
    said = {"lang": "ar", "dir": "rtl", "lines": ["النص أدناه بالفرنسية لأنه نص رسمي."]}
    pdf = letters.render(letters.PLAIN, {**DATA, "in-language": said})
    assert {name for name in fonts_of(pdf) if "Libertinus" not in name} == {"DejaVuSans"}


def test_data_are_text_and_never_markup() -> None:
    words = ['#panic("x") *gras* $x$ \\ [a] @ref // fin']
    assert words[0] in text_of(letters.render(letters.PLAIN, {**DATA, "paragraphs": words}))


@pytest.mark.parametrize("key", ["sender", "recipient", "date", "object", "paragraphs"])
@pytest.mark.parametrize("empty", ["", [], None])
def test_what_a_letter_may_not_leave_out_stops_it(key: str, empty: object) -> None:
    with pytest.raises(letters.LetterIncomplete) as refused:
        letters.render(letters.PLAIN, {**DATA, key: empty})
    assert refused.value.missing == key


def test_a_fault_does_not_repeat_what_the_letter_says() -> None:
    with pytest.raises(letters.LetterFault) as fault:
        letters.render(letters.PLAIN, {**DATA, "paragraphs": ["confidentiel \U0001f600"]})
    assert "confidentiel" not in str(fault.value)
    assert "glyph" in str(fault.value)
    assert fault.value.__cause__ is None


def test_an_unusual_name_is_written() -> None:
    name = "Željko ŐRY-ÇÁĞLAR D’Œuvré"
    decomposed = "Ame\u0301lie\x07"
    pdf = letters.render(letters.PLAIN, {**DATA, "recipient": [name, decomposed]})
    assert name in text_of(pdf)
    assert "Amélie" in text_of(pdf)


def test_the_same_data_give_the_same_bytes() -> None:
    made = {letters.render(letters.PLAIN, DATA, made_at=AT) for _ in range(3)}
    assert len(made) == 1


def test_threads_do_not_mix_letters() -> None:
    def one(number: int) -> bool:
        pdf = letters.render(letters.PLAIN, {**DATA, "object": f"Objet {number}"})
        return claims_of(pdf)["title"] == f"Objet {number}"

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(one, range(20)))


def test_a_template_outside_the_house_is_refused(tmp_path: Path) -> None:
    stranger = tmp_path / "x.typ"
    stranger.write_text("x", encoding="utf-8")
    with pytest.raises(letters.LetterFault, match="no such template"):
        letters.render(stranger, DATA)


def test_a_number_with_a_point_is_refused() -> None:
    with pytest.raises(TypeError, match="float"):
        letters.render(letters.PLAIN, {**DATA, "amount": 1.5})


def test_tables_amounts_and_frames_of_the_sheet() -> None:
    template = Path(__file__).with_name("table.typ")
    pdf = letters.render(template, {**DATA, "amounts": ["1234567.80", "0.05"]})
    text = text_of(pdf)
    assert "1 234 567,80 €" in text
    assert "0,05 €" in text
    tags = tags_of(pdf)
    assert tags["/Table"] == 1
    assert tags["/TH"] == 2
    assert tags["/TR"] == 3
    assert tags["/H2"] >= 1
