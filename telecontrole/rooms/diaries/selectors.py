"""Reads of the diaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID, uuid5

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Max, Min, Q, QuerySet

from telecontrole.rooms.diaries import rules
from telecontrole.rooms.diaries.closures import ClosureInfo, closure, closures, uncovered
from telecontrole.rooms.diaries.enums import Modalite
from telecontrole.rooms.diaries.models import Availability, Booking, RuleException, WeeklyRule

__all__ = [
    "AvailabilityInfo",
    "BookingInfo",
    "ClosureInfo",
    "HeldInfo",
    "RuleInfo",
    "availabilities",
    "busy",
    "closure",
    "closures",
    "count_from",
    "first_and_last_day",
    "held",
    "rule",
    "weekly_rules",
]


_WAYS = {way.value: way for way in Modalite}


@dataclass(frozen=True, slots=True)
class AvailabilityInfo:
    """Hours of one médecin-conseil on one day: local time of the site, for video of the doctor's caisse.

    `rule` = the weekly rule that gives them, None when they were given for that day alone.
    """

    id: UUID
    medecin: UUID
    date: date
    debut: time
    fin: time
    modalite: Modalite
    site: UUID | None
    rule: UUID | None = None


@dataclass(frozen=True, slots=True)
class RuleInfo:
    """Hours that come back every week from `first` to `last`, both included; 0 is Monday."""

    id: UUID
    medecin: UUID
    weekday: int
    debut: time
    fin: time
    modalite: Modalite
    site: UUID | None
    first: date
    last: date
    except_on: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class BookingInfo:
    """An active booking, `[start, end)` in UTC."""

    appointment: UUID
    resource: str
    start: datetime
    end: datetime


class HeldInfo(NamedTuple):
    """A resource is taken over `[start, end)` in UTC, by one appointment or by several that follow one another."""

    resource: str
    start: datetime
    end: datetime


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Of a full diary of a whole country, the intervals are a tenth of the bookings; instants come as whole
# microseconds, which are read ten times as fast as dates.
_HELD = """
    SELECT resource,
           (extract(epoch FROM lower(span)) * 1000000)::bigint,
           (extract(epoch FROM upper(span)) * 1000000)::bigint
      FROM (SELECT resource, unnest(range_agg(during)) AS span
              FROM diaries_booking
             WHERE active AND during && tstzrange(%s, %s) AND appointment <> ALL(%s)
               AND (%s::text[] IS NULL OR resource NOT LIKE 'insured:%%' OR resource = ANY(%s))
             GROUP BY resource) AS merged
"""


def availabilities(
    from_: date, until: date, *, medecin: UUID | None = None, closed: bool = False
) -> list[AvailabilityInfo]:
    """Hours offered on the days `from_` to `until`, both included, by day, doctor and hour.

    Those of one doctor, or of all. Hours given for a day stand before those of a weekly rule that begin at
    the same time. Hours that an absence, a block or a closed site covers whole are not offered, unless
    `closed` asks for them; a part that is covered is held by a booking. The number of queries is constant.
    No day at all (`until` before `from_`) offers nothing.
    """
    if until < from_:
        return []
    days = Q(date__range=(from_, until))
    mine = Q() if medecin is None else Q(medecin=medecin)
    rows = Availability.objects.filter(days & mine).order_by("date", "medecin_id", "debut")
    columns = ("id", "medecin_id", "date", "debut", "fin", "modalite", "site_id")
    dated_hours = (_dated(*row) for row in rows.values_list(*columns).iterator(chunk_size=2000))
    found = {(one.date, one.medecin, one.debut): one for one in dated_hours}
    dated = len(found)
    for rule_info in weekly_rules(from_, until, medecin=medecin):
        for info in _of_rule(rule_info, from_, until):
            found.setdefault((info.date, info.medecin, info.debut), info)
    offered = list(found.values())
    if len(offered) > dated:
        offered.sort(key=lambda one: (one.date, str(one.medecin), one.debut))
    return offered if closed else uncovered(offered, from_, until)


def weekly_rules(from_: date, until: date, *, medecin: UUID | None = None) -> list[RuleInfo]:
    """Weekly rules that touch the days, by doctor, weekday and hour; two queries at most."""
    rows = WeeklyRule.objects.filter(first__lte=until, last__gte=from_)
    if medecin is not None:
        rows = rows.filter(medecin=medecin)
    return _rules(rows)


def rule(rule_id: UUID) -> RuleInfo | None:
    """One weekly rule, or None."""
    return next(iter(_rules(WeeklyRule.objects.filter(id=rule_id))), None)


def held(
    from_: datetime,
    until: datetime,
    *,
    persons: Iterable[UUID] | None = None,
    without: Iterable[UUID] = (),
) -> list[HeldInfo]:
    """What is taken of everybody in `[from_, until)` (aware instants), as if the appointments `without` were not there.

    The bookings of one resource that touch are one interval; those that only begin or end outside are whole. With
    `persons`, of the insured only theirs: whoever places a few people need not read everybody. One query.
    """
    named = None if persons is None else [rules.insured(one) for one in persons]
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [from_, until, list(without), named, named])
        rows = cursor.fetchall()
    return [HeldInfo(name, _instant(start), _instant(end)) for name, start, end in rows]


def _instant(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def busy(resources: Iterable[str], from_: datetime, until: datetime) -> list[BookingInfo]:
    """Active bookings of these resources that touch `[from_, until)` (aware instants), by start."""
    during = DateTimeTZRange(from_, until)
    rows = Booking.objects.filter(resource__in=list(resources), during__overlap=during, active=True)
    return [
        BookingInfo(row.appointment, row.resource, row.during.lower, row.during.upper)
        for row in rows.order_by("during", "resource").iterator(chunk_size=2_000)
    ]


def count_from(day: date) -> int:
    """About how many windows there are from a day on; two queries."""
    weekly = WeeklyRule.objects.filter(last__gte=day).values_list("first", "last")
    weeks = sum((last - max(first, day)).days // 7 + 1 for first, last in weekly)
    return Availability.objects.filter(date__gte=day).count() + weeks


def first_and_last_day() -> tuple[date, date] | None:
    """The first and the last day of the diaries, or None when they are empty."""
    dated = Availability.objects.aggregate(first=Min("date"), last=Max("date"))
    weekly = WeeklyRule.objects.aggregate(first=Min("first"), last=Max("last"))
    firsts = [one["first"] for one in (dated, weekly) if one["first"] is not None]
    lasts = [one["last"] for one in (dated, weekly) if one["last"] is not None]
    return (min(firsts), max(lasts)) if firsts else None


def _dated(
    id_: UUID, medecin: UUID, day: date, debut: time, fin: time, way: str, site: UUID | None
) -> AvailabilityInfo:
    return AvailabilityInfo(id_, medecin, day, debut, fin, _WAYS[way], site)


def _of_rule(info: RuleInfo, from_: date, until: date) -> Iterator[AvailabilityInfo]:
    first, last = max(info.first, from_), min(info.last, until)
    for day in rules.days_of(info.weekday, first, last, info.except_on):
        yield AvailabilityInfo(
            id=uuid5(info.id, day.isoformat()),
            medecin=info.medecin,
            date=day,
            debut=info.debut,
            fin=info.fin,
            modalite=info.modalite,
            site=info.site,
            rule=info.id,
        )


def _rules(rows: QuerySet[WeeklyRule]) -> list[RuleInfo]:
    found = list(rows.order_by("medecin_id", "weekday", "debut", "first", "id"))
    excepted: dict[UUID, list[date]] = {}
    if found:
        pairs = RuleException.objects.filter(rule_id__in=[row.id for row in found])
        for key, day in pairs.order_by("date").values_list("rule_id", "date"):
            excepted.setdefault(key, []).append(day)
    return [
        RuleInfo(
            id=row.id,
            medecin=row.medecin_id,
            weekday=row.weekday,
            debut=row.debut,
            fin=row.fin,
            modalite=Modalite(row.modalite),
            site=row.site_id,
            first=row.first,
            last=row.last,
            except_on=tuple(excepted.get(row.id, ())),
        )
        for row in found
    ]
