"""``law batch VERB IN OUT``: CSV or Parquet in, Parquet out, for studies on millions of rows.

Rows go by blocks to worker processes and come back in order; memory holds a few blocks, whatever
the size of the file.  The rules are those of the verbs, without the explanations.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from telecontrole.hall.law import delimited
from telecontrole.hall.law.columns import OUTPUT, column, rows
from telecontrole.hall.law.delimited import MALFORMED, Unreadable
from telecontrole.hall.law.dispatch import answer, error
from telecontrole.hall.law.verbs import verb

ROWS: Final = 20_000
_KEY: Final = "reference"
#: Parquet starts with these four bytes.
_PARQUET: Final = b"PAR1"
_NOT_CUT: Final = error("bad_value", "La ligne n'a pas les colonnes de l'en-tête.")


def run(argv: Sequence[str]) -> int:
    """Run one batch; 0 done, 1 refused (message on stderr), 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="telecontrole law batch")
    parser.add_argument("verb", choices=list(OUTPUT))
    parser.add_argument("source", type=Path, help="CSV (; ou ,) ou Parquet")
    parser.add_argument("target", type=Path, help="Parquet")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    try:
        asked = parser.parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        done, wrong = convert(asked.verb, asked.source, asked.target, jobs=max(1, asked.jobs))
    except (Unreadable, OSError, pa.ArrowException) as fault:
        sys.stderr.write(f"Lecture ou écriture impossible : {fault}\n")
        return 1
    sys.stderr.write(f"{done} lignes, dont {wrong} en erreur (colonne « error »).\n")
    return 0


def convert(name: str, source: Path, target: Path, *, jobs: int) -> tuple[int, int]:
    """Answer every row of ``source`` into ``target``; returns rows and rows in error.

    :raises Unreadable: the input is no table, or would be overwritten.
    :raises OSError: a file cannot be read or written.
    """
    if target.exists() and target.samefile(source):
        raise Unreadable("le fichier à écrire est celui à lire")
    unfinished = target.with_name(f".{target.name}.part")
    done = wrong = 0
    try:
        with pq.ParquetWriter(unfinished, schema(name)) as writer:
            for block in _answered(name, blocks(source), jobs):
                writer.write_batch(block)
                done += block.num_rows
                wrong += block.num_rows - block.column("error").null_count
        unfinished.replace(target)
    finally:
        with suppress(FileNotFoundError):
            unfinished.unlink()
    return done, wrong


def schema(name: str) -> pa.Schema:
    """Columns written for a verb."""
    fields = [(_KEY, pa.string()), *OUTPUT[name].items(), ("error", pa.string())]
    return pa.schema(fields)


def blocks(source: Path) -> Iterator[pa.RecordBatch]:
    """The table in blocks of at most :data:`ROWS` rows.

    :raises Unreadable: no header, or the same column twice.
    """
    with source.open("rb") as file:
        head = file.read(1 << 16)
    if head.startswith(_PARQUET):
        with pq.ParquetFile(source) as table:
            yield from table.iter_batches(batch_size=ROWS)
        return
    for block in delimited.read(source, head):
        yield from (block.slice(start, ROWS) for start in range(0, block.num_rows, ROWS))


def _answered(name: str, source: Iterable[pa.RecordBatch], jobs: int) -> Iterator[pa.RecordBatch]:
    """Blocks answered in order, never more than two per worker in flight."""
    if jobs == 1:
        yield from (answered(name, block) for block in source)
        return
    waiting: deque[Future[pa.RecordBatch]] = deque()
    # A forked process would inherit the threads of pyarrow half alive.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for block in source:
            waiting.append(pool.submit(answered, name, block))
            if len(waiting) >= 2 * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def answered(name: str, block: pa.RecordBatch) -> pa.RecordBatch:
    """One block of rows → one block of answers."""
    ask = verb(name)
    keys, answers = [], []
    for row in rows(block):
        key = row.get(_KEY)
        keys.append(None if key is None else str(key))
        cut = not row.pop(MALFORMED, None)
        answers.append(answer(ask, row, explain=False) if cut else _NOT_CUT)
    errors = [found["error"]["code"] if "error" in found else None for found in answers]
    columns = [column(answers, field, kind) for field, kind in OUTPUT[name].items()]
    return pa.RecordBatch.from_arrays(
        [pa.array(keys, pa.string()), *columns, pa.array(errors, pa.string())],
        schema=schema(name),
    )
