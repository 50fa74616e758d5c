"""The command as a program meets it: bytes in, bytes out, in bounded memory."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import Any, BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telecontrole.hall.law import lines, table
from telecontrole.hall.law.cli import main
from telecontrole.hall.law.verbs import VERBS

DEADLINE = b'{"received":"2026-03-02","days":20}'


def _run(argv: list[str], given: bytes = b"") -> tuple[int, list[Any]]:
    out = io.BytesIO()
    code = main(argv, io.BytesIO(given), out)
    return code, [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_wrong_line_stops_nothing() -> None:
    code, answers = _run(
        ["deadline"], b"\n".join([DEADLINE, b"not json", b"", b"[]", b'"x"', DEADLINE])
    )
    assert code == 0
    assert [a.get("last_day") for a in answers] == [
        "2026-03-23",
        None,
        None,
        None,
        None,
        "2026-03-23",
    ]
    codes = [a["error"]["code"] for a in answers[1:5]]
    assert codes == ["bad_json", "bad_json", "bad_value", "bad_value"]


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"\xff\xfe",
        b'{"received":NaN}',
        b"[" * 100_000,
        b'{"days":' + b"9" * 5000 + b"}",
        b"\x00",
        b'{"received":"2026-03-02","days":20,"days":20}',
        b'{"received":{"a":1,"a":1},"days":20}',
        '{"received":"2026-03-02","days":20}'.encode("utf-16"),
    ],
)
def test_what_is_not_json_is_told(line: bytes) -> None:
    _, answers = _run(["deadline"], line)
    assert [a["error"]["code"] for a in answers] == ["bad_json"]


@pytest.mark.parametrize("exponent", [b"1e400", b"1e-400", b"1e" + b"9" * 30, b"-1e-" + b"9" * 30])
def test_a_number_that_no_amount_can_be_stops_nothing(exponent: bytes) -> None:
    line = b'{"act":"TCG","date":"2025-05-02","fee":' + exponent + b',"age":40,"in_pathway":true}'
    code, answers = _run(["teleconsultation"], line + b"\n" + line.replace(exponent, b"25"))
    assert code == 0
    assert answers[0]["error"]["code"] == "bad_value"
    assert answers[1]["amo"] == "15.50"


def test_a_file_of_windows_is_read() -> None:
    _, answers = _run(["deadline"], b"\xef\xbb\xbf" + DEADLINE + b"\r\n" + DEADLINE + b"\r\n")
    assert [a.get("last_day") for a in answers] == ["2026-03-23", "2026-03-23"]


def test_nothing_is_never_told_with_a_sign() -> None:
    line = b'{"act":"TCG","date":"2025-05-02","fee":"-0","age":40,"in_pathway":true}'
    _, (found,) = _run(["teleconsultation"], line)
    assert {found[name] for name in ("amo", "amc", "patient")} == {"0.00"}


def test_a_line_too_long_is_told_and_the_next_goes_on() -> None:
    long = b'{"received":"' + b"9" * (lines.LONGEST + 10) + b'"}'
    _, answers = _run(["deadline"], b"\n".join([long, DEADLINE, long]))
    assert [a.get("error", {}).get("code") for a in answers] == ["bad_json", None, "bad_json"]
    middle = b" " * (lines.LONGEST - len(DEADLINE)) + DEADLINE
    _, answers = _run(["deadline"], middle + b"\n" + DEADLINE)
    assert ["error" in a for a in answers] == [False, False]


class _Slow:
    """A pipe that gives few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._left, self._size = data, size

    def read(self, _: int) -> bytes:
        part, self._left = self._left[: self._size], self._left[self._size :]
        return part


@settings(deadline=None)
@given(
    st.lists(st.binary(max_size=20).filter(lambda b: b"\n" not in b)),
    st.integers(1, 9),
    st.booleans(),
)
def test_lines_are_the_same_however_they_come(parts: list[bytes], size: int, ended: bool) -> None:
    data = b"\n".join(parts) + (b"\n" if ended and parts else b"")
    found = [line for batch in lines.batches(cast("BinaryIO", _Slow(data, size))) for line in batch]
    assert found == data.split(b"\n")[: len(found)]
    assert len(found) == data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


def test_numbers_written_as_numbers_stay_exact() -> None:
    given = b'{"act":"TCG","date":"2025-05-02","fee":25.00,"age":40,"in_pathway":true}'
    assert _run(["teleconsultation"], given)[1][0]["amo"] == "15.50"
    given = given.replace(b"25.00", b"25")
    assert _run(["teleconsultation"], given)[1][0]["amo"] == "15.50"
    given = given.replace(b"25", b"25.001", 1)
    assert _run(["teleconsultation"], given.replace(b"2025.001", b"2025"))[0] == 0


@settings(deadline=None)
@given(
    st.sampled_from(list(VERBS)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
)
def test_no_json_whatever_breaks_a_verb(verb: str, value: Any) -> None:
    code, answers = _run([verb], json.dumps(value).encode())
    assert code == 0
    assert len(answers) == 1
    assert "error" in answers[0]


FIELDS = [
    "act",
    "accident_date",
    "age",
    "ald",
    "all_acts",
    "already_this_year",
    "average_salary",
    "calendar",
    "category",
    "cause",
    "date",
    "days",
    "due",
    "effective",
    "end",
    "established",
    "fee",
    "fraud",
    "gross",
    "hours_3_months",
    "in_pathway",
    "jours_francs",
    "kind",
    "lost_daily",
    "months",
    "own_patients",
    "paid_before",
    "participation_used",
    "payments",
    "prescribed",
    "received",
    "renewal",
    "risk",
    "rhythm",
    "sent",
    "specialty",
    "start",
    "teleconsultations",
    "value",
    "wages",
    "year",
]


@settings(deadline=None)
@given(
    st.sampled_from(list(VERBS)),
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.integers()
        | st.booleans()
        | st.floats()
        | st.sampled_from(
            [
                "2026-01-01",
                "9999-12-31",
                "0001-01-01",
                "1.00",
                "TCG",
                "TE2",
                "maladie",
                "nir",
                "admin_error",
                "autre",
            ]
        )
        | st.lists(
            st.fixed_dictionaries(
                {
                    "from": st.just("2026-01-01"),
                    "to": st.just("9999-12-31"),
                    "daily": st.just("1.00"),
                    "paid_on": st.just("2026-01-01"),
                    "month": st.just("2026-01"),
                    "gross": st.just("1"),
                }
            ),
            max_size=4,
        ),
        max_size=12,
    ),
)
def test_no_mix_of_known_fields_breaks_a_verb(verb: str, fields: dict[str, Any]) -> None:
    code, answers = _run([verb], json.dumps(fields).encode())
    assert (code, len(answers)) == (0, 1)


@pytest.mark.parametrize("size", [700_000, 1 << 20, 1_500_000])
def test_a_long_line_in_pieces_is_skipped_to_its_end(size: int) -> None:
    long = b"x" * (2 * lines.LONGEST)
    slow = cast("BinaryIO", _Slow(long + b"\nnext\n", size))
    assert [line for batch in lines.batches(slow) for line in batch] == [None, b"next"]
    slow = cast("BinaryIO", _Slow(b"first\n" + long, size))
    assert [line for batch in lines.batches(slow) for line in batch] == [b"first", None]


def test_a_date_at_the_edge_of_the_calendar_is_a_bad_value() -> None:
    wages = [{"month": m, "gross": "1.00"} for m in ("2025-11", "2025-12", "2026-01")]
    given = {"risk": "maladie", "start": "0001-01-01", "end": "0001-01-02", "wages": wages}
    _, answers = _run(["ij"], json.dumps(given).encode())
    assert answers[0]["error"]["code"] == "bad_value"


def test_the_batch_is_a_command_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["batch", "salaire"]) == (2, [])
    assert "batch" in capsys.readouterr().err


def test_an_answer_never_repeats_what_was_typed() -> None:
    secret = "255081416802539"
    for verb in VERBS:
        for field in ("value", "kind", "act", "date", "received", "risk", "start", "category"):
            given = json.dumps({field: secret, "kind": "nir"} | {field: secret})
            out = io.BytesIO()
            main([verb], io.BytesIO(given.encode()), out)
            assert secret.encode() not in out.getvalue()


def test_brief_answers_have_no_explanation() -> None:
    _, answers = _run(["deadline", "--brief"], DEADLINE)
    assert answers == [{"last_day": "2026-03-23"}]
    _, answers = _run(["identifier", "--brief"], b'{"kind":"siret","value":"1"}')
    assert answers == [{"valid": False, "reason": "siret_format_invalide"}]
    assert "explanation" in _run(["deadline", "--json"], DEADLINE)[1][0]


def test_a_schedule_is_given_on_demand() -> None:
    given = {
        "risk": "accident_travail", "accident_date": "2025-03-03", "start": "2025-03-03",
        "end": "2025-03-04", "wages": [{"month": "2025-02", "gross": "1800.00"}], "schedule": True,
    }  # fmt: skip
    (answer,) = _run(["ij"], json.dumps(given).encode())[1]
    assert answer["schedule"] == [
        {"day": "2025-03-03", "kind": "employeur", "amount": "0.00"},
        {"day": "2025-03-04", "kind": "indemnise", "amount": "35.50"},
    ]


def test_an_unknown_verb_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    code, answers = _run(["salaire"], DEADLINE)
    assert code == 2
    assert answers[0]["error"]["code"] == "unknown_verb"
    assert "Verbe inconnu" in capsys.readouterr().err


def test_wrong_usage_is_told_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run([]) == (2, [])
    assert "overpayment" in capsys.readouterr().err
    assert _run(["ij", "file.json"]) == (2, [])
    assert "--brief" in capsys.readouterr().err
    assert _run(["--help"]) == (0, [])
    assert "overpayment" in capsys.readouterr().out
    assert _run(["table", "--pdf"]) == (2, [])
    assert "table" in capsys.readouterr().err


class _Closed(io.BytesIO):
    def write(self, _: Any) -> int:
        raise BrokenPipeError


def test_a_reader_who_leaves_is_no_fault() -> None:
    assert main(["deadline"], io.BytesIO(DEADLINE), _Closed()) == 1


def test_the_table_has_every_value_with_its_reference() -> None:
    out = io.BytesIO()
    assert main(["table", "--csv"], io.BytesIO(), out) == 0
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == sum(len(known.entries) for _, _, known in table.parameters())
    assert all(row["reference"] and row["verifie_le"] and row["unite"] for row in rows)
    smic = [row for row in rows if row["parametre"] == "smic_mensuel"]
    assert (smic[-1]["a_partir_du"], smic[-1]["valeur"]) == ("2026-06-01", "1867.02")
    assert "abrogé" in {row["valeur"] for row in rows}
    assert "oui" in {row["valeur"] for row in rows}
    assert table.told(False) == "non"


def test_the_table_as_text_tells_doubts() -> None:
    out = io.BytesIO()
    assert main(["table"], io.BytesIO(), out) == 0
    text = out.getvalue().decode()
    assert text.startswith("INDEMNITÉS, ARRÊTS, INVALIDITÉ")
    assert "à vérifier : Décret non retrouvé" in text
    assert "TÉLÉ-EXPERTISE" in text


def test_the_verbs_need_neither_django_nor_the_heavy_libraries() -> None:
    """One process, as `bin/telecontrole law` starts it."""
    script = (
        "import io,sys\nfrom telecontrole.hall.law.cli import main\n"
        "from telecontrole.hall.law.verbs import VERBS, verb\n"
        "[verb(name) for name in VERBS]\n"
        "heavy=[m for m in sys.modules if m.split('.')[0] in ('django','pyarrow','numpy','ninja','psycopg')]\n"
        "print(heavy)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


def test_the_module_runs() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "telecontrole.hall.law", "deadline", "--brief"],
        input=DEADLINE, capture_output=True, check=True,
    )  # fmt: skip
    assert json.loads(told.stdout) == {"last_day": "2026-03-23"}
