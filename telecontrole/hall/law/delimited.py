"""CSV files in blocks of rows, every cell as text: a number guessed by a reader is no longer exact.

A line that has not the columns of the header stays in its place, marked: the others go on.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.csv as pacsv

#: Column that marks, with ``True``, a line that could not be cut into cells.
MALFORMED: Final = "\0malformed"
_BLOCK: Final = 1 << 21
_BOM: Final = b"\xef\xbb\xbf"
#: Rows are numbered from the header, which is 1.
_FIRST_ROW: Final = 2

Wrong = deque[tuple[int, str]]


class Unreadable(ValueError):
    """The input is neither CSV nor Parquet, or its header cannot be used."""


def read(source: Path, head: bytes) -> Iterator[pa.RecordBatch]:
    """Blocks of ``source``, whose first bytes are ``head``; UTF-8 or Windows-1252.

    :raises Unreadable: no header, or the same column twice.
    """
    delimiter, names = header(head)
    wrong: Wrong = deque()

    def put_aside(row: pacsv.InvalidRow) -> str:
        wrong.append((row.number - _FIRST_ROW, row.text or ""))
        return "skip"

    reader: Iterable[pa.RecordBatch] = pacsv.open_csv(
        source,
        # Rows have no numbers where threads read them.
        read_options=pacsv.ReadOptions(
            block_size=_BLOCK, column_names=names, skip_rows=1, use_threads=False
        ),
        parse_options=pacsv.ParseOptions(delimiter=delimiter, invalid_row_handler=put_aside),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.binary())),
    )
    return _in_place(reader, wrong, delimiter, names)


def header(head: bytes) -> tuple[str, list[str]]:
    """The delimiter, ``;`` or ``,``, and the names of the columns.

    :raises Unreadable: no header, or the same column twice.
    """
    line = decoded(head.removeprefix(_BOM).partition(b"\n")[0])
    delimiter = ";" if ";" in line else ","
    names = [name.strip().strip('"') for name in line.strip().split(delimiter)]
    if not all(names) or len(set(names)) < len(names):
        raise Unreadable("l'en-tête du CSV est vide ou répète une colonne")
    return delimiter, names


def _in_place(
    reader: Iterable[pa.RecordBatch], wrong: Wrong, delimiter: str, names: list[str]
) -> Iterator[pa.RecordBatch]:
    """The blocks as text, each malformed line back where it stood."""
    done = 0
    for raw in reader:
        block = _as_text(raw)
        pieces: list[pa.RecordBatch] = []
        while wrong and wrong[0][0] - done <= block.num_rows:
            number, text = wrong.popleft()
            pieces += [block.slice(0, number - done), _marked(text, delimiter, names)]
            block, done = block.slice(number - done), number + 1
        done += block.num_rows
        yield _joined([*pieces, block]) if pieces else block
    if wrong:
        yield _joined([_marked(text, delimiter, names) for _, text in wrong])


def _joined(pieces: list[pa.RecordBatch]) -> pa.RecordBatch:
    tables = [pa.Table.from_batches([piece]) for piece in pieces]
    joined = pa.concat_tables(tables, promote_options="default").combine_chunks()
    (block,) = joined.to_batches()
    return block


def _marked(text: str, delimiter: str, names: list[str]) -> pa.RecordBatch:
    """A row that keeps of its line only the cells that its first columns may be, and the mark."""
    cells = next(csv.reader([text], delimiter=delimiter), [])
    row: list[str | None] = [*cells[: len(names)], *[None] * (len(names) - len(cells))]
    columns = [pa.array([cell], pa.string()) for cell in row]
    return pa.RecordBatch.from_arrays(
        [*columns, pa.array([True])],
        names=[*names, MALFORMED],
    )


def _as_text(block: pa.RecordBatch) -> pa.RecordBatch:
    columns = [_text(column) for column in block.columns]
    return pa.RecordBatch.from_arrays(columns, names=block.schema.names)


def _text(column: pa.Array) -> pa.Array:
    try:
        return column.cast(pa.string())
    except pa.ArrowInvalid:
        cells = column.to_pylist()
        return pa.array([None if cell is None else decoded(cell) for cell in cells], pa.string())


def decoded(cell: bytes) -> str:
    """UTF-8, else what Windows-1252 makes of it."""
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return cell.decode("cp1252", "replace")
