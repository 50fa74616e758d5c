"""Whatever comes in, reading ends, and a fault stays the fault of its own line."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telecontrole.foundations.importing import reading
from telecontrole.foundations.importing.reading import Reader, Row, open_file
from telecontrole.foundations.outcome import Refusal

HEADER = b"reference;nom;date\n"
REQUIRED = ("reference", "nom", "date")


def _rows(content: bytes) -> list[Row]:
    reader = open_file(io.BytesIO(content), required=REQUIRED)
    assert isinstance(reader, Reader), reader
    return list(reader.rows())


def _refusal(content: bytes) -> str:
    answer = open_file(io.BytesIO(content), required=REQUIRED)
    assert isinstance(answer, Refusal)
    return answer.code


@given(st.binary(max_size=2_000))
def test_no_bytes_make_the_reader_fail(content: bytes) -> None:
    answer = open_file(io.BytesIO(content), required=("a",))
    if isinstance(answer, Reader):
        list(answer.rows())


@given(st.lists(st.binary(max_size=60), max_size=30))
def test_no_bytes_below_a_good_header_make_it_fail_and_every_line_is_counted(
    lines: list[bytes],
) -> None:
    lines = [line.replace(b"\n", b"").replace(b"\r", b"") for line in lines]
    rows = _rows(HEADER + b"\n".join(lines))
    numbers = [row.line for row in rows]
    assert numbers == sorted(set(numbers))
    if not any(b'"' in line for line in lines):
        blank = [not line.replace(b";", b"").decode("cp1252", "replace").strip() for line in lines]
        assert len(rows) >= blank.count(False)


@given(st.text(alphabet='ab;"\n', max_size=200))
def test_quotes_and_breaks_in_any_order_never_lose_the_lines_that_follow(soup: str) -> None:
    end = "\n" * (reading.MOST_LINES + 1) + "r1;DUPONT;2026-12-01\n"
    rows = _rows(HEADER + (soup.replace("\n", ";\n") + end).encode())
    assert rows[-1].cells == {"reference": "r1", "nom": "DUPONT", "date": "2026-12-01"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_usual_encodings_and_line_endings_are_read_alike(encoding: str, ending: str) -> None:
    text = ending.join(["reference;nom;date", "r1;LEFÈVRE-ŒIL;2026-12-01", ""])
    assert _rows(text.encode(encoding))[0]["nom"] == "LEFÈVRE-ŒIL"


def test_a_file_of_two_encodings_is_read_line_by_line() -> None:
    content = HEADER + "r1;GÉRARD;\n".encode() + "r2;GÉRARD;\n".encode("cp1252")
    assert [row["nom"] for row in _rows(content)] == ["GÉRARD", "GÉRARD"]


def test_a_quoted_cell_may_hold_separators_quotes_and_line_breaks() -> None:
    rows = _rows(HEADER + b'r1;"DU;PONT\n""dit"" JO";2026\nr2;B;2026\n')
    assert [(row.line, row["nom"]) for row in rows] == [(2, 'DU;PONT "dit" JO'), (3, "B")]


def test_a_quote_never_closed_costs_its_own_line_only() -> None:
    rows = _rows(HEADER + b'r1;"DUPONT;2026\nr2;B;2026\nr3;"C";2026\n')
    assert [(row["reference"], row.fault) for row in rows] == [
        ("r1", "guillemet_non_ferme"),
        ("r2", ""),
        ("r3", ""),
    ]


def test_a_quote_inside_a_word_is_a_letter() -> None:
    assert _rows(HEADER + b'r1;12" rue;2026\n')[0]["nom"] == '12" rue'


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"r1;A\n", "colonnes_incorrectes"),
        (b"r1;A;2026;more\n", "colonnes_incorrectes"),
        (b"r1;A;2026;;\n", ""),
        (b"r1;A\x00B;2026\n", "caractere_interdit"),
        (b"r1;A\x1bB;2026\n", "caractere_interdit"),
        (b"r1;" + b"A" * 70_000 + b";2026\n", "ligne_trop_longue"),
    ],
)
def test_a_line_that_is_not_one_says_why_and_the_next_is_read(line: bytes, fault: str) -> None:
    rows = _rows(HEADER + line + b"r2;B;2026\n")
    assert [row.fault for row in rows] == [fault, ""]


def test_blank_lines_are_no_lines_but_count_in_the_numbering() -> None:
    rows = _rows(HEADER + b"\n;;\nr1;A;2026\n   \n")
    assert [(row.line, row["reference"]) for row in rows] == [(4, "r1")]


def test_cells_are_trimmed_and_their_accents_composed() -> None:
    row = _rows(HEADER + "r1; \u00a0GE\u0301RARD  JO \u00a0;2026\n".encode())[0]
    assert row["nom"] == "GÉRARD JO"


def test_columns_come_in_any_order_and_unknown_ones_are_ignored() -> None:
    row = _rows(b'Date;"NOM";inconnue;reference;\n2026;A;x;r1;\n')[0]
    assert (row["reference"], row["nom"], row["date"]) == ("r1", "A", "2026")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "fichier_vide"),
        (b"\xef\xbb\xbf", "fichier_vide"),
        (b"\n\n", "fichier_vide"),
        ("reference;nom;date".encode("utf-16"), "encodage"),
        (b"reference,nom,date\nr1,A,2026\n", "separateur"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "entete_illisible"),
        (b'"reference;nom', "entete_illisible"),
        (b"x" * 100_000, "entete_illisible"),
        (b"reference;nom;nom;date\n", "colonne_repetee"),
        (b"reference;prenom\n", "colonnes_manquantes"),
        (b"reference;nom;date\rX1;DUPONT;2026-12-01\r", "entete_illisible"),
    ],
)
def test_a_file_that_is_not_one_is_refused_as_a_whole(content: bytes, code: str) -> None:
    assert _refusal(content) == code


class _Endless(io.RawIOBase):
    """Sixty-four megabytes made up as they are read."""

    def __init__(self, piece: bytes, times: int) -> None:
        self._pieces: Iterator[bytes] = iter([HEADER, *[piece] * times])

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = next(self._pieces, b"")
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize("piece", [b"x" * 4096, b'"' + b"x\n" * 20, b";" * 4096])
def test_a_gigantic_line_or_an_open_quote_is_read_in_bounded_memory(piece: bytes) -> None:
    stream = io.BufferedReader(_Endless(piece, 2_000))
    reader = open_file(stream, required=REQUIRED)
    assert isinstance(reader, Reader)
    tracemalloc.start()
    count = sum(1 for _ in reader.rows())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count > 0
    assert peak < 8_000_000


@pytest.mark.parametrize(
    "content",
    [
        b"X1;DUPONT;DUPONT;2026-12-01\n",
        b"reference;nom;dateX1;DUPONT;2026-12-01\rX2;DUPONT;2026-12-01\r",
        b"reference;nom;date;DUPONT;DUPONT\n",
    ],
)
def test_a_refused_file_without_headings_does_not_tell_whom_it_names(content: bytes) -> None:
    answer = open_file(io.BytesIO(content), required=REQUIRED)
    assert isinstance(answer, Refusal)
    assert "dupont" not in str(answer.params).lower()


def test_a_heading_given_twice_is_told_by_its_name_else_by_its_place() -> None:
    told = [
        answer.params["colonnes"]
        for content in (b"nom;reference;nom;date\n", b"reference;nom;date;note;note\n")
        if isinstance(answer := open_file(io.BytesIO(content), required=REQUIRED), Refusal)
    ]
    assert told == ["nom", "n\u00b0 4"]
