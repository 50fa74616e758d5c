"""How a chart becomes SVG: one function per kind, geometry in pixels of the picture.

Colours, fonts and dashes are classes of data.css: nothing here styles anything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from telecontrole.foundations.web.charts import Chart
from telecontrole.foundations.web.formats import nombre_fr

TOP, RIGHT, BOTTOM, LEFT = 16, 8, 34, 56
CHARACTER = 7  # mean width of a character of the labels


class Size(NamedTuple):
    """Width and height of the picture; the height of horizontal bars follows their number."""

    width: int
    height: int


LARGE, SMALL = Size(960, 340), Size(300, 240)


def large(chart: Chart) -> SafeString:
    """The SVG of `chart` for a wide screen."""
    return _picture(chart, LARGE, "grand")


def small(chart: Chart) -> SafeString:
    """The same numbers for a phone."""
    return _picture(chart, SMALL, "petit")


def _picture(chart: Chart, size: Size, suffix: str) -> SafeString:
    """`suffix` keeps the ids of two pictures of one chart apart."""
    draw: dict[str, Callable[[Chart, Size], tuple[int, SafeString]]] = {
        "bars": _bars,
        "columns": _columns,
        "lines": _lines,
    }
    height, inside = draw[chart.kind](chart, size)
    key = f"{chart.key}-{suffix}"
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-labelledby="{}-titre" aria-describedby="{}-resume">'
        '<title id="{}-titre">{}</title><desc id="{}-resume">{}</desc>{}</svg>',
        size.width, height, key, key, key, chart.title, key, chart.summary, inside,
    )  # fmt: skip


def _all(parts: Sequence[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _label(x: float, y: float, text: str, *classes: str) -> SafeString:
    names = " ".join(["chart__text", *(f"chart__text--{name}" for name in classes)])
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', names, _n(x), _n(y), text)


def _y(chart: Chart, size: Size, value: float) -> float:
    return size.height - BOTTOM - (size.height - TOP - BOTTOM) * value / chart.scale[0]


def _frame(chart: Chart, size: Size) -> list[SafeString]:
    top, step = chart.scale
    parts = []
    for index in range(round(top / step) + 1):
        value = index * step
        y = _n(_y(chart, size, value))
        kind = "axis" if index == 0 else "grid"
        line = '<line class="chart__{}" x1="{}" x2="{}" y1="{}" y2="{}"/>'
        parts.append(format_html(line, kind, LEFT, size.width - RIGHT, y, y))
        text = nombre_fr(value, max(chart.decimals, _decimals(step)))
        parts.append(_label(LEFT - 8, _y(chart, size, value) + 4, text, "soft", "end"))
    return parts


def _decimals(step: float) -> int:
    """How many a step needs to be told as it is: 0,25 two, 2,5 one; two for what is too small to be told."""
    return next((n for n in range(4) if math.isclose(round(step, n), step)), 2)


def _categories(chart: Chart, size: Size, centre: Callable[[int], float]) -> list[SafeString]:
    """Labels below, thinned out so that they do not touch."""
    longest = max((len(text) for text in chart.categories), default=1)
    room = max(1, (size.width - LEFT - RIGHT) // max(1, longest * CHARACTER + 14))
    every = -(-len(chart.categories) // room)
    return [
        _label(centre(index), size.height - BOTTOM + 20, text, "soft", "middle")
        for index, text in enumerate(chart.categories)
        if index % every == 0
    ]


def _columns(chart: Chart, size: Size) -> tuple[int, SafeString]:
    band = (size.width - LEFT - RIGHT) / max(1, len(chart.categories))
    width = min(48.0, band * 0.72 / len(chart.series))
    parts = _frame(chart, size)

    def centre(index: int) -> float:
        return LEFT + band * (index + 0.5)

    for number, series in enumerate(chart.series):
        for index, value in enumerate(series.values):
            if value:
                x = centre(index) + width * (number - len(chart.series) / 2)
                parts.append(
                    _rect(number, x, _y(chart, size, value), width - 2, size.height - BOTTOM)
                )
    return size.height, _all([*parts, *_categories(chart, size, centre)])


def _rect(number: int, x: float, y: float, width: float, floor: float) -> SafeString:
    shape = '<rect class="chart__fill-{}" x="{}" y="{}" width="{}" height="{}" rx="2"/>'
    return format_html(shape, number + 1, _n(x), _n(y), _n(max(1, width)), _n(max(0, floor - y)))


def _lines(chart: Chart, size: Size) -> tuple[int, SafeString]:
    gaps = max(1, len(chart.categories) - 1)
    reach = size.width - LEFT - RIGHT - 24

    def centre(index: int) -> float:
        return LEFT + 12 + reach * index / gaps

    parts = _frame(chart, size)
    for number, series in enumerate(chart.series, start=1):
        path, pen = [], "M"
        for index, value in enumerate(series.values):
            if value is None:
                pen = "M"
                continue
            path.append(f"{pen}{_n(centre(index))} {_n(_y(chart, size, value))}")
            pen = "L"
        shape = '<path class="chart__line chart__stroke-{}" d="{}"/>'
        parts.append(format_html(shape, number, " ".join(path)))
        if len(chart.categories) <= 24:
            dot = '<circle class="chart__fill-{}" cx="{}" cy="{}" r="3.5"/>'
            parts += [
                format_html(dot, number, _n(centre(index)), _n(_y(chart, size, value)))
                for index, value in enumerate(series.values)
                if value is not None
            ]
    return size.height, _all([*parts, *_categories(chart, size, centre)])


def _bars(chart: Chart, size: Size) -> tuple[int, SafeString]:
    """Horizontal bars: the label above its bar, so that long French words fit on a phone."""
    block = 24 + len(chart.series) * 22 + 10
    full = size.width - 76
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
