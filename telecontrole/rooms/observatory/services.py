"""Counting again what the other rooms know, week by week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

from telecontrole.foundations import figures
from telecontrole.foundations.figures import week_of
from telecontrole.rooms.examinations import figures as examinations
from telecontrole.rooms.observatory import rules
from telecontrole.rooms.observatory.enums import Measure
from telecontrole.rooms.observatory.hiding import Cell, hidden
from telecontrole.rooms.observatory.models import Hidden, Weekly
from telecontrole.rooms.planning import figures as planning
from telecontrole.rooms.planning.enums import Modalite
from telecontrole.rooms.territory import selectors as territory
from telecontrole.rooms.territory.distances import Position, nearest

# Counted again each time: a late conclusion still changes the numbers of a past week, an appointment those of a coming one.
_BACK = 60
_BATCH = 1_000
_LOCK = 7_301_944


@transaction.atomic
def tick(now: datetime) -> int:
    """Count the weeks around ``now`` again, and what no page may show of them; returns how many numbers.

    Two at once: the second finds the place taken and leaves it to the first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if cursor.fetchone() == (False,):
            return 0
    today = now.date()
    first = week_of(today) - timedelta(weeks=_BACK)
    last = week_of(today) + timedelta(weeks=rules.AHEAD + 1)
    counted = _counted(first, last)
    Weekly.objects.filter(week__gte=first, week__lt=last).delete()
    Weekly.objects.bulk_create(_rows(counted, now), batch_size=_BATCH)
    numbers = {cell: number for cell, (number, _) in counted.items()}
    Hidden.objects.all().delete()
    Hidden.objects.bulk_create(hidden(numbers, until=today, floor=figures.smallest_cell(today)))
    return len(counted)


def _rows(counted: Mapping[Cell, tuple[int, float]], now: datetime) -> list[Weekly]:
    """In the place of the old ones."""
    return [
        Weekly(
            week=week,
            caisse=caisse,
            modalite=modalite,
            measure=measure,
            number=number,
            total=total,
            computed_at=now,
        )
        for (week, caisse, modalite, measure), (number, total) in counted.items()
    ]


def _counted(first: date, last: date) -> dict[Cell, tuple[int, float]]:
    found: dict[Cell, tuple[int, float]] = {}
    for cell, number, total in _numbers(first, last):
        # A zone ahead of Paris begins its Monday earlier: what falls outside belongs to another count.
        if first <= cell[0] < last:
            known, sum_ = found.get(cell, (0, 0.0))
            found[cell] = (known + number, sum_ + total)
    return found


def _numbers(first: date, last: date) -> Iterator[tuple[Cell, int, float]]:
    since, until = _instants(first, last)
    for week, caisse, modalite, state, number in planning.by_state(since, until):
        yield (week, caisse, modalite, state), number, 0.0
    for week, caisse, modalite, number, time_ in planning.waits(since, until):
        yield (
            (week, caisse, modalite, Measure.WAIT.value),
            number,
            _lasted(time_) / timedelta(hours=1),
        )
    for week, caisse, modalite, number, time_ in examinations.letters(since, until):
        yield (
            (week, caisse, modalite, Measure.LETTER.value),
            number,
            _lasted(time_) / timedelta(minutes=1),
        )
    for week, caisse, modalite, code, number in examinations.outcomes(first, last):
        yield (week, caisse, modalite, f"{Measure.AVIS}:{code}"), number, 0.0
    yield from _ways(since, until)


def _lasted(time_: timedelta) -> timedelta:
    """At least nothing: an interview written into the file of a case that arrived later counts as no wait."""
    return max(time_, timedelta())


def _ways(since: datetime, until: datetime) -> Iterator[tuple[Cell, int, float]]:
    """The way, there and back, to the nearest site of the person's caisse that each interview by video spared."""
    sites: dict[str, list[Position]] = {}
    for site in territory.sites().values():
        if site.latitude is not None and site.longitude is not None:
            sites.setdefault(site.caisse, []).append((site.latitude, site.longitude))
    for week, caisse, latitude, longitude in planning.held_by_video(since, until):
        if latitude is None or longitude is None:
            continue
        way = nearest((latitude, longitude), sites.get(caisse, []))
        if way is not None:
            yield (week, caisse, Modalite.VISIO.value, Measure.KNOWN_WAY.value), 1, 2 * way


def _instants(first: date, last: date) -> tuple[datetime, datetime]:
    """A day wider on both sides: no zone is further from UTC."""
    day = timedelta(days=1)
    midnight = time(tzinfo=UTC)
    return datetime.combine(first, midnight) - day, datetime.combine(last, midnight) + day
