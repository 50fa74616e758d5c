"""What is read once for many texts is the same as each text read by itself."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from telecontrole.rooms.notices.texts import wording
from telecontrole.rooms.notices.texts.wording import Fault

_PIECES = st.sampled_from(
    [
        *(
            "1 84 12 76 451 089 46",
            "184127645108946",
            "2840 2A 451 089",
            "3646",
            "le 08/12",
            "10h20",
        ),
        *(
            "１８４１２７６４５１０８９",
            "٣٤٥",
            "\u00b2",
            "https://soin.fr/r/1841276451089",
            "code 4821",
        ),
        *(
            "maladie",
            "mala0die",
            "Médecin-conseil",
            "mala٣die",
            "arrêt",
            "مرض",
            "visio",
            "d\u2019accident",
        ),
        *(" ", "\n", "\n \n", "\n\n", "\u00a0", ".", "-", "é", "€", "\x1b", "@"),
    ]
)
_TEXTS = st.lists(_PIECES | st.text(max_size=4), max_size=12).map("".join)


def _by_itself(text: str) -> list[Fault]:
    found: list[Fault] = []
    for part in wording._PARAGRAPHS.split(text):
        said = wording._PAGE.sub(" ", part)
        plain = wording._plain(said)
        found += [Fault("forbidden_word", m.group()) for m in wording._FORBIDDEN.finditer(plain)]
        bare = said.translate(wording._ALEF)
        found += [
            Fault("forbidden_word", m.group()) for m in wording._FORBIDDEN_ARABIC.finditer(bare)
        ]
        found += [Fault("nir", "")] if wording._NIR.search(plain) else []
    return sorted(dict.fromkeys(found), key=lambda fault: fault.code == "nir")


@given(_TEXTS)
@example("1841276451089")
@example("１８４１２７６４５１０８９")
@example("né le 1 84 12 76 451 089, code 4821")
def test_a_text_has_the_faults_it_has_when_nothing_is_remembered(text: str) -> None:
    assert wording.secrets(text) == _by_itself(text)
    assert wording.secrets(text) == _by_itself(text)


@given(_TEXTS)
def test_a_text_takes_the_septets_of_its_characters(text: str) -> None:
    lengths = [
        2 if c in wording.GSM_EXTENDED else 1 if c in wording.GSM_BASIC and c != "\x1b" else None
        for c in text
    ]
    expected = None if None in lengths else sum(length or 0 for length in lengths)
    assert wording.septets(text) == expected
