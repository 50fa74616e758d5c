"""Leaves a second: JSON lines and batch, beside what reading and writing alone cost.

    python bench/law.py [ROWS]        (default 200 000)

Prints, in the same run: the baseline (JSON decoded and encoded again, or the Parquet file copied), the
rate of the verb, in all and for one core, its peak memory, and the peak on ten times fewer rows, which must be about the same.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = 50_000
COPY_LINES = "import json,sys\nfor l in sys.stdin.buffer: sys.stdout.buffer.write(json.dumps(json.loads(l)).encode()+b'\\n')"
COPY_PARQUET = (
    "import sys,pyarrow.parquet as q\n"
    "f=q.ParquetFile(sys.argv[1])\n"
    "w=q.ParquetWriter(sys.argv[2],f.schema_arrow)\n"
    "[w.write_batch(b) for b in f.iter_batches(20000)]\nw.close()"
)


def leave(number: int, rng: random.Random) -> dict[str, object]:
    """A sickness leave of 2022 to 2026 with three wages."""
    start = date(2022, 1, 1) + timedelta(days=rng.randrange(1760))
    first = start.replace(day=1)
    months = []
    for _ in range(3):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(f"{first:%Y-%m}")
    row: dict[str, object] = {
        "reference": f"L{number}",
        "risk": "maladie",
        "start": start.isoformat(),
        "end": (start + timedelta(days=rng.randrange(120))).isoformat(),
        "waiting_days": rng.random() < 0.9,
    }
    for index, month in enumerate(months, start=1):
        row[f"month_{index}"] = month
        row[f"gross_{index}"] = f"{rng.randrange(50_000, 450_000) / 100:.2f}"
    return row


def as_json(row: dict[str, object]) -> str:
    """The same leave as the verb reads it."""
    wages = [{"month": row[f"month_{n}"], "gross": row[f"gross_{n}"]} for n in (1, 2, 3)]
    kept = {name: value for name, value in row.items() if name[-2:] not in ("_1", "_2", "_3")}
    return json.dumps(kept | {"wages": wages})


def write_inputs(folder: Path, count: int) -> tuple[Path, Path, Path]:
    """The same leaves as JSON lines, CSV and Parquet."""
    # Only the writing process carries pyarrow.
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    rng = random.Random(2026)
    lines, table, parquet = (folder / f"{count}.{kind}" for kind in ("jsonl", "csv", "parquet"))
    writer: pq.ParquetWriter | None = None
    with lines.open("w") as out, table.open("w") as cells:
        for start in range(0, count, BLOCK):
            rows = [leave(n, rng) for n in range(start, min(count, start + BLOCK))]
            out.writelines(as_json(row) + "\n" for row in rows)
            if writer is None:
                cells.write(";".join(rows[0]) + "\n")
            cells.writelines(
                ";".join(
                    str(value).lower() if isinstance(value, bool) else str(value)
                    for value in row.values()
                )
                + "\n"
                for row in rows
            )
            block = pa.RecordBatch.from_pylist(rows)
            writer = writer or pq.ParquetWriter(parquet, block.schema)
            writer.write_batch(block)
    if writer:
        writer.close()
    return lines, table, parquet


def run(
    command: list[str], source: Path | None = None, target: Path | None = None
) -> tuple[float, float, float]:
    """Seconds, seconds of processor, peak memory in MB (of the largest process) of a command."""
    began = time.perf_counter()
    with (
        (source or Path(os.devnull)).open("rb") as stdin,
        (target or Path(os.devnull)).open("wb") as stdout,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            stdin=stdin,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
        ) as child,
    ):
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command}: exit {child.returncode}")
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def told(name: str, count: int, seconds: float, busy: float, peak: float) -> None:
    """One line of the report; the rate of one core does not depend on who else is running."""
    rate, core = (count / spent * 60 / 1e6 for spent in (seconds, busy))
    print(f"{name:<42}{seconds:7.1f} s {rate:6.2f} M/min{core:7.2f} M/min per core{peak:5.0f} MB")


def inputs(folder: Path, count: int) -> tuple[Path, Path, Path]:
    """Write the inputs in a process of its own: a child's peak starts at its parent's size."""
    writing = subprocess.run([sys.executable, __file__, "--write", str(folder), str(count)])
    writing.check_returncode()
    lines, table, parquet = (folder / f"{count}.{kind}" for kind in ("jsonl", "csv", "parquet"))
    return lines, table, parquet


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    law = ["-m", "telecontrole.hall.law"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in (count // 10, count):
            lines, table, parquet = inputs(folder, size)
            out = folder / "out.parquet"
            print(f"--- {size} leaves, {os.cpu_count()} cores")
            told("baseline: JSON lines decoded and encoded", size, *run(["-c", COPY_LINES], lines))
            told("law ij, explained (1 process)", size, *run([*law, "ij"], lines))
            told("law ij --brief (1 process)", size, *run([*law, "ij", "--brief"], lines))
            told(
                "baseline: Parquet copied", size, *run(["-c", COPY_PARQUET, str(parquet), str(out)])
            )
            told(
                "law batch ij, Parquet to Parquet",
                size,
                *run([*law, "batch", "ij", str(parquet), str(out)]),
            )
            told(
                "law batch ij, CSV to Parquet",
                size,
                *run([*law, "batch", "ij", str(table), str(out)]),
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--write"]:
        write_inputs(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
