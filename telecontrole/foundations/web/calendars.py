"""The grid of a diary: hours down, days or people across, as a real table.

A table and not positioned boxes: a screen reader says hour and column, it prints, and the security
policy allows no style in the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from telecontrole.foundations.web.formats import heure_fr, in_zone


@dataclass(frozen=True)
class Entry:
    """One booking or absence. Instants are aware; `kind`: visio, presentiel, absence, free."""

    column: str
    start: datetime
    end: datetime
    title: str
    detail: str = ""
    url: str = ""
    kind: str = ""


@dataclass(frozen=True)
class GridColumn:
    """A day, a doctor, a site or a room."""

    key: str
    label: str
    note: str = ""
    today: bool = False
    closed: bool = False


@dataclass(frozen=True)
class GridCell:
    """A cell and the rows that it covers; several entries when they overlap."""

    entries: Sequence[tuple[Entry, str]]
    span: int = 1
    closed: bool = False


@dataclass(frozen=True)
class GridRow:
    """A line of the hours: its label and its cells (a covered place has none)."""

    label: str
    cells: Sequence[GridCell]


@dataclass(frozen=True)
class Grid:
    """A diary from `start` to `end` (minutes since midnight on the clock of `zone`).

    `step` is the height of a line in minutes. Entries outside the hours widen the grid. A column's
    entries stand on the line in which they start; those that overlap share one cell.
    """

    caption: str
    columns: Sequence[GridColumn]
    entries: Sequence[Entry]
    zone: str
    start: int = 8 * 60
    end: int = 18 * 60
    step: int = 30

    @property
    def rows(self) -> list[GridRow]:
        """The lines of the table."""
        first, last = self._bounds()
        cells = [self._column(column, first, last) for column in self.columns]
        return [
            GridRow(
                _hour(first + index * self.step),
                [column[index] for column in cells if index in column],
            )
            for index in range((last - first) // self.step)
        ]

    @property
    def wide(self) -> bool:
        """Whether the grid needs more than a phone's width."""
        return len(self.columns) > 2

    def _hours(self, entry: Entry) -> str:
        return f"{heure_fr(entry.start, self.zone)} – {heure_fr(entry.end, self.zone)}"

    def _bounds(self) -> tuple[int, int]:
        starts = [self.start, *(self._span(entry)[0] for entry in self.entries)]
        ends = [self.end, *(self._span(entry)[1] for entry in self.entries)]
        first = min(starts) // self.step * self.step
        return first, -(-max(ends) // self.step) * self.step

    def _span(self, entry: Entry) -> tuple[int, int]:
        begin, finish = _minutes(entry.start, self.zone), _minutes(entry.end, self.zone)
        if finish <= begin:  # it goes on past midnight
            finish = 24 * 60
        return begin, finish

    def _column(self, column: GridColumn, first: int, last: int) -> dict[int, GridCell]:
        lines = (last - first) // self.step
        cells: dict[int, GridCell] = {}
        covered = 0
        for begin, finish, group in self._groups(column.key):
            top, bottom = (begin - first) // self.step, -(-(finish - first) // self.step)
            cells.update({line: GridCell([], closed=column.closed) for line in range(covered, top)})
            cells[top] = GridCell([(e, self._hours(e)) for e in group], span=bottom - top)
            covered = bottom
        cells.update({line: GridCell([], closed=column.closed) for line in range(covered, lines)})
        return cells

    def _groups(self, key: str) -> list[tuple[int, int, list[Entry]]]:
        """Entries of a column, those that share a line together."""
        groups: list[tuple[int, int, list[Entry]]] = []
        for entry in sorted((e for e in self.entries if e.column == key), key=lambda e: e.start):
            begin, finish = self._span(entry)
            begin = begin // self.step * self.step
            if groups and begin < -(-groups[-1][1] // self.step) * self.step:
                top, bottom, members = groups[-1]
                groups[-1] = (top, max(bottom, finish), [*members, entry])
            else:
                groups.append((begin, finish, [entry]))
        return groups


def _minutes(instant: datetime, zone: str) -> int:
    there = in_zone(instant, zone)
    return there.hour * 60 + there.minute


def _hour(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"
