"""Reads of the diaries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid5

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
    "RuleInfo",
    "availabilities",
    "bookings",
    "busy",
    "closure",
    "closures",
    "count_from",
    "first_and_last_day",
    "rule",
    "weekly_rules",
]


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


def availabilities(
    from_: date, until: date, *, medecin: UUID | None = None, closed: bool = False
) -> list[AvailabilityInfo]:
    """Hours offered on the days `from_` to `until`, both included, by day, doctor and hour.

    Those of one doctor, or of all. Hours given for a day stand before those of a weekly rule that begin at
    the same time. Hours that an absence, a block or a closed site covers whole are not offered, unless
    `closed` asks for them; a part that is covered is held by a booking. The number of queries is constant.
    """
    days = Q(date__range=(from_, until))
    mine = Q() if medecin is None else Q(medecin=medecin)
    rows = Availability.objects.filter(days & mine).order_by("date", "medecin_id", "debut")
    found = {
        (row.date, row.medecin_id, row.debut): _dated(row) for row in rows.iterator(chunk_size=2000)
    }
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


def bookings(
    from_: datetime, until: datetime, *, persons: Iterable[UUID] | None = None
) -> list[BookingInfo]:
    """Active bookings that touch `[from_, until)` (aware instants), by start.

    With `persons`, of the insured only theirs: whoever places a few people need not read everybody.
    """
    rows = Booking.objects.filter(during__overlap=DateTimeTZRange(from_, until))
    if persons is not None:
        named = Q(resource__in=[rules.insured(one) for one in persons])
        rows = rows.filter(
            Q(resource__startswith="agent:") | Q(resource__startswith="room:") | named
        )
    return _infos(rows)


def busy(resources: Iterable[str], from_: datetime, until: datetime) -> list[BookingInfo]:
    """Active bookings of these resources that touch `[from_, until)` (aware instants), by start."""
    during = DateTimeTZRange(from_, until)
    return _infos(Booking.objects.filter(resource__in=list(resources), during__overlap=during))


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


def _dated(row: Availability) -> AvailabilityInfo:
    return AvailabilityInfo(
        id=row.id,
        medecin=row.medecin_id,
        date=row.date,
        debut=row.debut,
        fin=row.fin,
        modalite=Modalite(row.modalite),
        site=row.site_id,
    )


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


def _infos(rows: QuerySet[Booking]) -> list[BookingInfo]:
    active = rows.filter(active=True).order_by("during", "resource")
    return [
        BookingInfo(
            appointment=row.appointment,
            resource=row.resource,
            start=row.during.lower,
            end=row.during.upper,
        )
        for row in active.iterator(chunk_size=2_000)
    ]
