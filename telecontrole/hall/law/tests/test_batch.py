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

from telecontrole.hall.law import batch
from telecontrole.hall.law.batch import convert, run
from telecontrole.hall.law.columns import cells, rows
from telecontrole.hall.law.dispatch import answer_line
from telecontrole.hall.law.verbs import verb

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


def test_only_numbered_wages_are_still_rows() -> None:
    block = pa.RecordBatch.from_pylist([{"gross_1": "1.00"}, {"gross_1": None}])
    assert list(rows(block)) == [{"wages": [{"gross": "1.00"}]}, {"wages": []}]


def test_a_command_tells_its_count(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = _csv(tmp_path, HEADER + LINES), tmp_path / "out.parquet"
    assert run(["ij", str(source), str(out), "--jobs", "1"]) == 0
    assert "5 lignes, dont 3 en erreur" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    ["", "a;a\n1;2\n", "a;;b\n1;2;3\n", HEADER + "trop;court\n", "PAR1 mais pas du Parquet"],
)
def test_a_file_that_is_no_table_is_refused_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    source, out = _csv(tmp_path, content), tmp_path / "out.parquet"
    assert run(["ij", str(source), str(out), "--jobs", "1"]) == 1
    assert "impossible" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["in.csv"]


def test_a_missing_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ij", str(tmp_path / "none.csv"), str(tmp_path / "out.parquet")]) == 1
    assert "impossible" in capsys.readouterr().err


@pytest.mark.parametrize(("argv", "code"), [([], 2), (["salaire", "a", "b"], 2), (["--help"], 0)])
def test_usage(argv: list[str], code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(argv) == code
    assert capsys.readouterr()
