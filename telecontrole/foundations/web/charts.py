"""What a chart shows; `drawing` makes its SVG on the server, without style or script in the page.

Each stands beside the same numbers in a table: whoever cannot see the picture loses nothing.
Series differ by colour and by dash or by legend, and at most five are drawn together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from telecontrole.foundations.web.formats import nombre_fr

MOST_SERIES = 5

# Below, a number has no magnitude that one could draw a step of.
_SMALLEST = 1e-300


@dataclass(frozen=True)
class Series:
    """A named row of values, one per category; None is an absent value, drawn as a gap."""

    label: str
    values: Sequence[float | int | None]


@dataclass(frozen=True)
class Chart:
    """Categories, series and how to draw them: kind `bars` (horizontal), `columns` or `lines`.

    Raises ValueError for more than five series or a series of another length than the categories.
    """

    key: str  # unique in the page: it names the elements
    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    kind: str = "columns"
    note: str = ""
    unit: str = ""
    decimals: int = 0
    head: str = "Période"

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= MOST_SERIES:
            raise ValueError("one to five series")
        if any(len(series.values) != len(self.categories) for series in self.series):
            raise ValueError("one value per category")
        if self.kind not in ("bars", "columns", "lines"):
            raise ValueError("unknown kind of chart")

    def text(self, value: float | int | None) -> str:
        """A value as it is written: French separators and the unit."""
        if value is None:
            return "–"
        shown = nombre_fr(value, self.decimals)
        return f"{shown} {self.unit}" if self.unit else shown

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The lines of the table that stands beside the picture."""
        return [
            (category, [self.text(series.values[index]) for series in self.series])
            for index, category in enumerate(self.categories)
        ]

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Number and label of each series; a single one needs no legend."""
        many = len(self.series) > 1
        return [(n, series.label) for n, series in enumerate(self.series, start=1) if many]

    @cached_property
    def scale(self) -> tuple[float, float]:
        """Top of the axis and its step: a round number of steps above the largest value; whole ones for whole numbers."""
        values = [value for series in self.series for value in series.values if value is not None]
        largest = max([0, *values])
        if largest < _SMALLEST:
            largest = 1
        magnitude = 10 ** math.floor(math.log10(largest / 4))
        rounds: Sequence[float] = (1, 2, 2.5, 5, 10)
        if magnitude <= 1 and not self.decimals and all(value == int(value) for value in values):
            magnitude, rounds = 1, (1, 2, 5, 10)
        step = next(m * magnitude for m in rounds if m * magnitude * 5 >= largest)
        return math.ceil(round(largest / step, 9)) * step, step

    @property
    def summary(self) -> str:
        """What a screen reader says instead of the picture."""
        parts = []
        for series in self.series:
            known = [
                (v, c) for v, c in zip(series.values, self.categories, strict=True) if v is not None
            ]
            if known:
                low, high = min(known), max(known)
                parts.append(
                    f"{series.label} : de {self.text(low[0])} ({low[1]}) à {self.text(high[0])} ({high[1]})"
                )
        return " ; ".join(parts) or "Aucune donnée."
