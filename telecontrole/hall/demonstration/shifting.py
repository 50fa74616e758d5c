"""The demonstration's files, moved by whole weeks so that their month is the present one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

# The diaries begin at the latest that many days after today: the first notices leave within a week.
_AHEAD = 3
_WEEK = timedelta(days=7)
Change = Callable[[Mapping[str, str]], dict[str, str] | None]
Keep = Callable[[Mapping[str, str]], bool]


def shift_to(first_day: date, today: date) -> timedelta:
    """Whole weeks that bring `first_day` into the seven days that end three days after `today`.

    Weekdays stay, so that what was closed on Sundays is closed on Sundays.
    """
    latest = today + timedelta(days=_AHEAD)
    return (latest - first_day) // _WEEK * _WEEK


def first_day(path: Path) -> date:
    """The first day of a file of diaries."""
    return min(_days(path))


def last_day(path: Path) -> date:
    """The last day of a file of diaries."""
    return max(_days(path))


def moved(
    path: Path,
    columns: tuple[str, ...],
    by: timedelta,
    *,
    rows: int | None = None,
    keep: Keep = lambda row: True,
) -> io.BytesIO:
    """The file with the days of `columns` moved; of its first `rows` lines when given, those to `keep`."""

    def change(row: Mapping[str, str]) -> dict[str, str] | None:
        if not keep(row):
            return None
        return {
            name: (date.fromisoformat(value) + by).isoformat()
            if name in columns and value
            else value
            for name, value in row.items()
        }

    return _rewritten(path, change, rows)


def with_values(path: Path, reference: str, values: Mapping[str, str]) -> io.BytesIO:
    """The one line of `reference` in a file, with other values in some columns."""

    def change(row: Mapping[str, str]) -> dict[str, str] | None:
        return {**row, **values} if row["reference"] == reference else None

    return _rewritten(path, change, None)


def values_of(path: Path, column: str, *, keep: Keep = lambda row: True) -> list[str]:
    """One column of a file, of the lines to `keep`, in their order."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row[column] for row in csv.DictReader(file, delimiter=";") if keep(row)]


def _days(path: Path) -> list[date]:
    return [date.fromisoformat(value) for value in values_of(path, "date")]


def _rewritten(path: Path, change: Change, rows: int | None) -> io.BytesIO:
    text = io.StringIO(newline="")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, delimiter=";")
        writer = csv.DictWriter(text, reader.fieldnames or (), delimiter=";")
        writer.writeheader()
        for number, row in enumerate(reader):
            if rows is not None and number >= rows:
                break
            changed = change(row)
            if changed is not None:
                writer.writerow(changed)
    return io.BytesIO(text.getvalue().encode())
