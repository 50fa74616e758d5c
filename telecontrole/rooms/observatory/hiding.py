"""Which numbers no page may show: decided for all pages of everybody at once, when they are counted.

Decided page by page, two pages give away what each of them hides: a modality, all less the other; a week,
a longer period less a shorter one; a caisse, the country less the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from telecontrole.foundations.figures.veil import Axis, Place, Veil
from telecontrole.rooms.observatory import rules
from telecontrole.rooms.observatory.enums import COLUMNS, PLACED, STATE_LABELS, TOLD, WAYS, Measure
from telecontrole.rooms.observatory.models import Hidden

_AVIS = f"{Measure.AVIS}:"
Cell = tuple[date, str, str, str]


def hidden(counted: Mapping[Cell, int], *, until: date, floor: int) -> list[Hidden]:
    """A row for the country and for each caisse, for periods that end with the week of ``until``."""
    caisses = sorted({cell[1] for cell in counted})
    rows = {code: Hidden(caisse=code, week=rules.weeks(until, 1)[0]) for code in ("", *caisses)}
    for span, caisse, way, measure in sorted(_hidden(counted, caisses, until, floor)):
        rows[caisse].places.append(place(span, way, measure))
        if caisse and span in _PERIODS and measure in COLUMNS:
            rows[""].caisses.append(place(span, caisse, way, measure))
    return list(rows.values())


def place(*parts: str) -> str:
    """How a number is named in a row."""
    return "|".join(parts)


_PERIODS = frozenset(map(str, rules.PERIODS))


def _hidden(
    counted: Mapping[Cell, int], caisses: list[str], until: date, floor: int
) -> Iterator[Place]:
    beside: list[Axis] = [{"": caisses}, {"": list(WAYS)}]
    spans = rules.spans(until)
    weeks = {name for parts in spans.values() for name in parts} - set(spans)
    states: dict[Place, int] = {}
    told: dict[Place, int] = defaultdict(int)
    bands = _bands(spans)
    for (week, caisse, way, measure), number in counted.items():
        name = week.isoformat()
        if name not in weeks:
            continue
        if measure in _STATES:
            states[name, caisse, way, measure] = number
        elif measure.startswith(_AVIS):
            told[bands[name], caisse, way, measure] += number
    yield from Veil(states, [spans, *beside, {PLACED: sorted(_STATES)}], floor=floor).hidden
    # No page shows the conclusions of a week: what can be had is the difference of two periods.
    codes = sorted({at[3] for at in told})
    periods = {longer: [shorter, _band(longer)] for shorter, longer in _NESTED}
    for at in Veil(told, [periods, *beside, {TOLD: codes}], floor=floor).hidden:
        if at[0] in _PERIODS:
            yield at


_STATES = frozenset(state.value for state in STATE_LABELS)
_NESTED = list(pairwise(map(str, rules.PERIODS)))


def _band(period: str) -> str:
    return f"only {period}"


def _bands(spans: Mapping[str, list[str]]) -> dict[str, str]:
    """The part of the nested periods in which a week stands: the shortest one, or what a longer one adds."""
    shortest = str(rules.PERIODS[0])
    return {
        name: period if period == shortest else _band(period)
        for period, parts in spans.items()
        for name in parts
        if name not in spans
    }
