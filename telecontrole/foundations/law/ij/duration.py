"""How many days are paid at most: 360 in three rolling years, or three years of ALD (L323-1)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from telecontrole.foundations.law.deadlines import same_day_later
from telecontrole.foundations.law.ij.leave import ONE_DAY, Leave, Span
from telecontrole.foundations.law.tables import shared


def payable(leave: Leave, days: Span) -> list[Span]:
    """Spans of ``days`` that the maximum leaves payable; all of them when ALD is not known."""
    if leave.ald is None:
        return [days]
    table = shared()
    months = table.integer("duree_periode_mois", on=leave.rules_date)
    if leave.ald:
        again = table.integer("duree_ald_reprise_mois", on=leave.rules_date)
        origin = leave.ald_start or ald_start(leave.began, leave.paid_before, again)
        last = min(days.last, same_day_later(origin, months) - ONE_DAY)
        return [Span(days.first, last)] if last >= days.first else []
    limit = table.integer("duree_indemnites_maximum", on=leave.rules_date)
    return within_rolling_limit(days, leave.paid_before, limit=limit, months=months)


def ald_start(start: date, before: Iterable[Span], months_back: int) -> date:
    """Start of the current three years: a return of ``months_back`` months opens new ones."""
    origin = start
    for span in sorted(before, key=_first, reverse=True):
        if same_day_later(span.last, months_back) < origin:
            break
        origin = min(origin, span.first)
    return origin


def _first(span: Span) -> date:
    return span.first


def within_rolling_limit(
    days: Span, before: Sequence[Span], *, limit: int, months: int
) -> list[Span]:
    """Days that may be paid when at most ``limit`` are in any ``months`` months up to each day."""
    paid = deque(sorted({day for span in before for day in _each(span) if day < days.first}))
    kept: list[date] = []
    for day in _each(days):
        oldest = same_day_later(day, -months)
        while paid and paid[0] <= oldest:
            paid.popleft()
        if len(paid) < limit:
            paid.append(day)
            kept.append(day)
    return _spans(kept)


def _each(span: Span) -> Iterator[date]:
    return (span.first + ONE_DAY * offset for offset in range(span.days))


def _spans(days: Iterable[date]) -> list[Span]:
    """Consecutive days, in order, as spans."""
    spans: list[Span] = []
    for day in days:
        if spans and spans[-1].last + ONE_DAY == day:
            spans[-1] = Span(spans[-1].first, day)
        else:
            spans.append(Span(day, day))
    return spans
