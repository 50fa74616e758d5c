"""Charts drawn on the server as SVG, without style or script in the page.

Each stands beside the same numbers in a table: whoever cannot see the picture loses nothing.
Series differ by colour and by dash or by legend, and at most five are drawn together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from telecontrole.foundations.web.formats import nombre_fr

WIDTH, HEIGHT = 720, 320
TOP, RIGHT, BOTTOM, LEFT = 16, 16, 34, 64
MOST_SERIES = 5


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
        """Top of the axis and its step: a round number of steps above the largest value."""
        values = [value for series in self.series for value in series.values if value is not None]
        largest = max([0, *values]) or 1
        magnitude = 10 ** math.floor(math.log10(largest / 4))
        step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude * 5 >= largest)
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
        return "; ".join(parts) or "Aucune donnée."

    @property
    def svg(self) -> SafeString:
        """The picture."""
        draw: dict[str, Callable[[Chart], tuple[int, SafeString]]] = {
            "bars": _bars,
            "columns": _columns,
            "lines": _lines,
        }
        height, inside = draw[self.kind](self)
        return format_html(
            '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-titre {}-resume">'
            '<title id="{}-titre">{}</title><desc id="{}-resume">{}</desc>{}</svg>',
            WIDTH, height, self.key, self.key, self.key, self.title, self.key, self.summary, inside,
        )  # fmt: skip


def _all(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _label(x: float, y: float, text: str, *classes: str) -> SafeString:
    names = " ".join(["chart__text", *(f"chart__text--{name}" for name in classes)])
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', names, _n(x), _n(y), text)


def _y(chart: Chart, value: float) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / chart.scale[0]


def _frame(chart: Chart) -> list[SafeString]:
    top, step = chart.scale
    parts = []
    for index in range(round(top / step) + 1):
        value = index * step
        y = _n(_y(chart, value))
        kind = "axis" if index == 0 else "grid"
        line = '<line class="chart__{}" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        parts.append(format_html(line, kind, LEFT, WIDTH - RIGHT, y, y))
        decimals = max(chart.decimals, 0 if step >= 1 else 2)
        parts.append(
            _label(LEFT - 8, _y(chart, value) + 4, nombre_fr(value, decimals), "soft", "end")
        )
    return parts


def _categories(chart: Chart, centre: Callable[[int], float]) -> list[SafeString]:
    """Labels below, thinned out so that they do not touch."""
    longest = max((len(text) for text in chart.categories), default=1)
    room = max(1, (WIDTH - LEFT - RIGHT) // max(1, longest * 7 + 14))
    every = -(-len(chart.categories) // room)
    return [
        _label(centre(index), HEIGHT - BOTTOM + 20, text, "soft", "middle")
        for index, text in enumerate(chart.categories)
        if index % every == 0
    ]


def _columns(chart: Chart) -> tuple[int, SafeString]:
    band = (WIDTH - LEFT - RIGHT) / max(1, len(chart.categories))
    width = min(48.0, band * 0.72 / len(chart.series))
    parts = _frame(chart)

    def centre(index: int) -> float:
        return LEFT + band * (index + 0.5)

    for number, series in enumerate(chart.series):
        for index, value in enumerate(series.values):
            if value:
                x = centre(index) + width * (number - len(chart.series) / 2)
                parts.append(_rect(number, x, _y(chart, value), width - 2, HEIGHT - BOTTOM))
    return HEIGHT, _all([*parts, *_categories(chart, centre)])


def _rect(number: int, x: float, y: float, width: float, floor: float) -> SafeString:
    shape = '<rect class="chart__fill-{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
    return format_html(shape, number + 1, _n(x), _n(y), _n(max(1, width)), _n(max(0, floor - y)))


def _lines(chart: Chart) -> tuple[int, SafeString]:
    gaps = max(1, len(chart.categories) - 1)
    reach = WIDTH - LEFT - RIGHT - 24

    def centre(index: int) -> float:
        return LEFT + 12 + reach * index / gaps

    parts = _frame(chart)
    for number, series in enumerate(chart.series, start=1):
        path, pen = [], "M"
        for index, value in enumerate(series.values):
            if value is None:
                pen = "M"
                continue
            path.append(f"{pen}{_n(centre(index))} {_n(_y(chart, value))}")
            pen = "L"
        shape = '<path class="chart__line chart__stroke-{}" d="{}"/>'
        parts.append(format_html(shape, number, " ".join(path)))
        if len(chart.categories) <= 24:
            dot = '<circle class="chart__fill-{}" cx="{}" cy="{}" r="3.5"/>'
            parts += [
                format_html(dot, number, _n(centre(index)), _n(_y(chart, value)))
                for index, value in enumerate(series.values)
                if value is not None
            ]
    return HEIGHT, _all([*parts, *_categories(chart, centre)])


def _bars(chart: Chart) -> tuple[int, SafeString]:
    """Horizontal bars: the label above its bar, so that long French words fit on a phone."""
    block = 24 + len(chart.series) * 22 + 10
    full = WIDTH - 130
    parts: list[SafeString] = []
    for index, category in enumerate(chart.categories):
        top = index * block
        parts.append(_label(0, top + 16, category))
        for number, series in enumerate(chart.series):
            value, y = series.values[index], top + 24 + number * 22
            length = full * (value or 0) / chart.scale[0]
            parts.append(_rect(number, 0, y, length, y + 18))
            parts.append(_label(length + 8, y + 14, chart.text(value), "strong"))
    return block * len(chart.categories), _all(parts)
