"""Files of columns give what the verbs give, row by row."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from telecontrole.hall.law import batch, delimited
from telecontrole.hall.law.batch import convert, run
from telecontrole.hall.law.columns import OUTPUT, cells, rows
from telecontrole.hall.law.dispatch import answer_line
from telecontrole.hall.law.examples import EXAMPLES
from telecontrole.hall.law.verbs import VERBS, verb

HEADER = "reference;risk;start;end;waiting_days;accident_date;month_1;gross_1;month_2;gross_2;month_3;gross_3\n"
LINES = (
    "A;maladie;2026-02-10;2026-02-28;oui;;2025-11;2000.00;2025-12;2000.00;2026-01;2000.00\n"
    "B;accident_travail;2025-03-03;2025-04-15;;2025-03-03;2025-02;1800.00;;;;\n"
    "C;maladie;2026-02-10;2026-02-28;peut-être;;2025-11;2000.00;2025-12;2000.00;2026-01;2000.00\n"
    "D;maladie;2026-02-10;2026-02-01;true;;2025-11;2000.00;2025-12;2000.00;2026-01;2000.00\n"
    ";maladie;2015-02-10;2015-02-28;false;;2014-11;2000.00;2014-12;2000.00;2015-01;2000.00\n"
)


def _csv(folder: Path, text: str) -> Path:
    source = folder / "in.csv"
    source.write_text(text, encoding="utf-8")
    return source


def _read(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return found


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_csv_becomes_parquet(tmp_path: Path, jobs: int) -> None:
    out = tmp_path / "out.parquet"
    assert convert("ij", _csv(tmp_path, "\ufeff" + HEADER + LINES), out, jobs=jobs) == (5, 3)
    found = _read(out)
    assert [row["reference"] for row in found] == ["A", "B", "C", "D", None]
    assert [row["error"] for row in found] == [
        None, None, "bad_value", "inconsistent", "before_first_parameter",
    ]  # fmt: skip
    assert found[0]["net"] == Decimal("490.68")
    assert found[0]["periods"] == [
        {"from": date(2026, 2, 13), "to": date(2026, 2, 28), "days": 16, "daily": Decimal("32.87")}
    ]
    assert found[1]["gross"] == Decimal("1695.25")
    assert found[2]["gross"] is None


def test_blocks_come_back_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "ROWS", 3)
    text = HEADER + "".join(
        LINES.splitlines(keepends=True)[0].replace("A", f"R{n}", 1) for n in range(50)
    )
    out = tmp_path / "out.parquet"
    assert convert("ij", _csv(tmp_path, text), out, jobs=2) == (50, 0)
    assert [row["reference"] for row in _read(out)] == [f"R{n}" for n in range(50)]


def test_parquet_columns_keep_their_types(tmp_path: Path) -> None:
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    wages = [{"month": m, "gross": Decimal("2000.00")} for m in ("2025-11", "2025-12", "2026-01")]
    table = pa.table(
        {
            "risk": ["maladie"],
            "start": [date(2026, 2, 10)],
            "end": pa.array([datetime(2026, 2, 28)], pa.timestamp("us")),  # noqa: DTZ001
            "waiting_days": [True],
            "lost_daily": [100.1],
            "wages": [wages],
        }
    )
    pq.write_table(table, source)
    assert convert("ij", source, out, jobs=1) == (1, 0)
    (found,) = _read(out)
    assert (found["reference"], found["net"]) == (None, Decimal("490.68"))


def test_other_verbs_have_their_columns(tmp_path: Path) -> None:
    text = (
        "reference,act,date,fee,age,in_pathway\n1,TCG,2025-05-02,25.00,40,true\n"
        "2,TCG,2025-05-02,25.00,quarante,true\n3,TCG,2025-05-02,25.00,-4,non\n"
    )
    out = tmp_path / "out.parquet"
    assert convert("teleconsultation", _csv(tmp_path, text), out, jobs=1) == (3, 2)
    assert _read(out)[0] == {
        "reference": "1", "amo": Decimal("15.50"), "amc": Decimal("7.50"),
        "patient": Decimal("2.00"), "refusals": [], "error": None,
    }  # fmt: skip


def test_a_batch_says_what_the_verb_says(tmp_path: Path) -> None:
    given = [{"received": "2026-03-02", "days": n, "calendar": "mayotte"} for n in range(60)]
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.Table.from_pylist(given), source)
    convert("deadline", source, out, jobs=1)
    lines = [answer_line(verb("deadline"), json.dumps(row).encode()) for row in given]
    assert [row["last_day"].isoformat() for row in _read(out)] == [a["last_day"] for a in lines]


def test_cells_become_what_json_would_give() -> None:
    assert cells("start", pa.array([date(2026, 1, 2), None])) == ["2026-01-02", None]
    assert cells("gross", pa.array([2000.1, None])) == [Decimal("2000.1"), None]
    assert cells("gross", pa.array([" 12.50 ", "", None])) == ["12.50", None, None]
    assert cells("ald", pa.array([" OUI ", "", None, "x"])) == [True, None, None, "x"]
    assert cells("days", pa.array(["-3", "3", "9" * 16, "٣", "trois"])) == [
        -3,
        3,
        "9" * 16,
        "٣",
        "trois",
    ]
    moments = pa.array([datetime(2026, 1, 2, 3), None], pa.timestamp("us"))  # noqa: DTZ001
    assert cells("start", moments) == ["2026-01-02", None]
    assert cells("days", pa.array([3, None])) == [3, None]


def test_a_line_with_other_columns_is_in_error_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", 200)
    good = LINES.splitlines(keepends=True)[0]
    short, long = "S;maladie\n", good.replace("A", "L", 1).replace("\n", ";x\n")
    for text, keys in (
        (short + good + "\n" + long + good, ["S", "A", "L", "A"]),
        (good * 3 + short + long + good * 3 + short, [*"AAASLAAAS"]),
        (short, ["S"]),
        (long + short, ["L", "S"]),
    ):
        out = tmp_path / "out.parquet"
        wrong = sum(key != "A" for key in keys)
        assert convert("ij", _csv(tmp_path, HEADER + text), out, jobs=1) == (len(keys), wrong)
        found = _read(out)
        assert [row["reference"] for row in found] == keys
        assert [row["error"] for row in found] == [
            None if key == "A" else "bad_value" for key in keys
        ]


def test_a_csv_of_windows_keeps_its_letters(tmp_path: Path) -> None:
    source, out = tmp_path / "in.csv", tmp_path / "out.parquet"
    text = HEADER + LINES.replace("A;", "Élodie;", 1).replace("2000.00", "2 000,00")
    source.write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    assert convert("ij", source, out, jobs=1) == (5, 3)
    first = _read(out)[0]
    assert (first["reference"], first["net"]) == ("Élodie", Decimal("490.68"))


def test_a_cell_that_python_cannot_hold_stops_no_other(tmp_path: Path) -> None:
    far = pa.array([20494, 4_000_000, None], pa.int32()).cast(pa.date32())
    moments = pa.array([0, 2**62, None], pa.int64()).cast(pa.timestamp("us"))
    assert cells("start", far) == ["2026-02-10", "?", None]
    assert cells("start", moments) == ["1970-01-01", "?", None]
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.table({"received": far, "days": [20.0, 20.0, 20.0]}), source)
    assert convert("deadline", source, out, jobs=1) == (3, 2)
    assert [row["error"] for row in _read(out)] == [None, "bad_value", "missing_field"]


def test_columns_of_other_programs_are_read() -> None:
    assert cells("gross", pa.array([2000.1, None, float("nan")], pa.float32())) == [
        Decimal("2000.1"), None, None,
    ]  # fmt: skip
    assert cells("days", pa.array([3.0, 3.5, None])) == [3, "3.5", None]
    assert cells("days", pa.array(["3.0"])) == [3]
    assert cells("ald", pa.array(["oui", None]).dictionary_encode()) == [True, None]
    assert cells("risk", pa.array([b" maladie ", b"\xe9", None])) == ["maladie", "é", None]
    assert cells("month", pa.array([date(2025, 11, 1)])) == ["2025-11"]
    assert cells("gross", pa.array(["1\u202f234,56", "1 000"])) == ["1234.56", "1000"]
    assert cells("late_before", pa.array(["2025-01-02 2025-02-03"])) == [
        ["2025-01-02", "2025-02-03"]
    ]
    wages = [[{"month": date(2025, 11, 1), "gross": 2000.1, "days_paid": None}]]
    assert cells("wages", pa.array(wages)) == [
        [{"month": "2025-11", "gross": Decimal("2000.1"), "days_paid": None}]
    ]


@pytest.mark.parametrize("name", OUTPUT)
def test_a_file_of_examples_says_what_the_verb_says(tmp_path: Path, name: str) -> None:
    """Every verb has its columns, and they hold all that the verb answers."""
    source, out = tmp_path / "in.parquet", tmp_path / "out.parquet"
    pq.write_table(pa.Table.from_pylist([EXAMPLES[name]]), source)
    assert convert(name, source, out, jobs=1) == (1, 0)
    (found,) = _read(out)
    told = answer_line(verb(name), json.dumps(EXAMPLES[name]).encode(), explain=False)
    assert found.keys() - {"reference", "error"} == told.keys()
    assert json.loads(json.dumps(found, default=str))["error"] is None
    for field, value in told.items():
        assert _as_told(found[field]) == value


def _as_told(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _as_told(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_told(item) for item in value]
    return str(value) if isinstance(value, date | Decimal) else value


def test_every_verb_has_a_batch() -> None:
    assert OUTPUT.keys() == VERBS.keys()


def test_payments_are_numbered_columns_too(tmp_path: Path) -> None:
    text = (
        "reference;cause;effective;established;from_1;to_1;daily_1;paid_on_1;from_2;to_2;daily_2;"
        "paid_on_2;due_from_1;due_to_1;due_daily_1\n"
        "1;post_decision_payment;2026-03-10;2026-04-01;2026-03-06;2026-03-19;32,87;2026-03-20;;;;;;;\n"
        "2;admin_error;;2026-04-01;2026-03-06;2026-03-07;32.87;2026-03-20;;;;;2026-03-06;2026-03-07;30\n"
        "3;post_decision_payment;2026-03-10;2026-04-01;2026-03-06;2026-03-19;32.87;2026-03-20;;;10;;;;\n"
        "4;admin_error;;2026-04-01;2026-03-06;2026-03-07;32.87;2026-03-20;;;;;;;\n"
        "5;admin_error;;2026-04-01;2026-03-06;2026-03-07;32.87;2026-03-20;;;;;2026-03-06;2026-03-07;0\n"
    )
    out = tmp_path / "out.parquet"
    assert convert("overpayment", _csv(tmp_path, text), out, jobs=1) == (5, 2)
    found = _read(out)
    amounts = [Decimal("328.70"), Decimal("5.74"), None, None, Decimal("65.74")]
    assert [row["amount"] for row in found] == amounts
    # Of an error nothing is claimed while nobody said what was due: nothing due is written 0.
    assert [row["error"] for row in found[2:]] == ["missing_field", "missing_field", None]
    assert found[0]["lines"][0]["amount"] == Decimal("328.70")


def test_only_numbered_wages_are_still_rows() -> None:
    block = pa.RecordBatch.from_pylist([{"gross_1": "1.00"}, {"gross_1": None}])
    assert list(rows(block)) == [{"wages": [{"gross": "1.00"}]}, {"wages": []}]


def test_a_command_tells_its_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = _csv(tmp_path, HEADER + LINES), tmp_path / "out.parquet"
    assert run(["ij", str(source), str(out), "--jobs", "1"]) == 0
    assert "5 lignes, dont 3 en erreur" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    ["", "a;a\n1;2\n", "a;;b\n1;2;3\n", "PAR1 mais pas du Parquet"],
)
def test_a_file_that_is_no_table_is_refused_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    source, out = _csv(tmp_path, content), tmp_path / "out.parquet"
    assert run(["ij", str(source), str(out), "--jobs", "1"]) == 1
    assert "impossible" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_the_file_to_read_is_never_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = _csv(tmp_path, HEADER + LINES)
    assert run(["ij", str(source), str(tmp_path / "." / "in.csv"), "--jobs", "1"]) == 1
    assert "celui à lire" in capsys.readouterr().err
    assert source.read_text(encoding="utf-8") == HEADER + LINES


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ij", str(tmp_path / "none.csv"), str(tmp_path / "out.parquet")]) == 1
    assert "impossible" in capsys.readouterr().err


@pytest.mark.parametrize(("argv", "code"), [([], 2), (["salaire", "a", "b"], 2), (["--help"], 0)])
def test_usage(argv: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(argv) == code
    assert capsys.readouterr()
