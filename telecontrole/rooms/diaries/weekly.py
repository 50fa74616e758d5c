"""Hours that come back every week: given, ended, excepted; and hours of one day taken away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from uuid import UUID

from django.db import transaction

from telecontrole.foundations import events, journal
from telecontrole.foundations.access import Actor
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.diaries import selectors
from telecontrole.rooms.diaries.booking import lock
from telecontrole.rooms.diaries.enums import Modalite
from telecontrole.rooms.diaries.models import Availability, RuleException, WeeklyRule

#: Nobody knows their week further ahead; a rule without end would never be looked at again.
LONGEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class NewHours:
    """Hours of a doctor on some weekdays (0 is Monday) from `first` to `last`, both included; local time."""

    medecin: UUID
    weekdays: Collection[int]
    first: date
    last: date
    debut: time
    fin: time
    modalite: Modalite
    site: UUID | None = None


@transaction.atomic
def add_hours(*, new: NewHours, actor: Actor) -> list[UUID] | Refusal:
    """Give a doctor hours, one rule for each weekday; returns their ids.

    Refusals: `hours_never` (no such weekday between the two days), `hours_too_long` (more than 400 days),
    `hours_overlap` (param `date`: the first day on which the doctor has hours at that time already).
    """
    if new.last - new.first > LONGEST:
        return Refusal("hours_too_long")
    span = {(new.first + timedelta(days=n)).weekday() for n in range(7) if n <= _days(new)}
    if not set(new.weekdays) & span:
        return Refusal("hours_never")
    lock(shared=False)
    known = selectors.availabilities(new.first, new.last, medecin=new.medecin, closed=True)
    for info in known:
        met = info.date.weekday() in new.weekdays and info.debut < new.fin and new.debut < info.fin
        if met:
            return Refusal("hours_overlap", {"date": info.date.isoformat()})
    rows = [
        WeeklyRule(
            medecin_id=new.medecin,
            weekday=weekday,
            debut=new.debut,
            fin=new.fin,
            modalite=new.modalite.value,
            site_id=new.site if new.modalite is Modalite.PRESENTIEL else None,
            first=new.first,
            last=new.last,
        )
        for weekday in sorted(set(new.weekdays) & span)
    ]
    WeeklyRule.objects.bulk_create(rows)
    for row in rows:
        _tell("added", row.medecin_id, {"rule": str(row.id)}, actor)
    return [row.id for row in rows]


@transaction.atomic
def end_rule(*, rule_id: UUID, last: date, actor: Actor) -> Refusal | None:
    """Let a rule end on `last`, included; before its first day it goes altogether. Refusal: `rule_unknown`."""
    row = WeeklyRule.objects.select_for_update().filter(id=rule_id).first()
    if row is None:
        return Refusal("rule_unknown")
    data = {"rule": str(row.id), "last": last.isoformat()}
    if last < row.first:
        row.delete()
    elif last < row.last:
        row.last = last
        row.save(update_fields=["last"])
    _tell("ended", row.medecin_id, data, actor)
    return None


@transaction.atomic
def except_day(*, rule_id: UUID, day: date, actor: Actor) -> Refusal | None:
    """Take one day out of a rule; twice changes nothing. Refusals: `rule_unknown`, `not_a_day_of_the_rule`."""
    row = WeeklyRule.objects.select_for_update().filter(id=rule_id).first()
    if row is None:
        return Refusal("rule_unknown")
    if day.weekday() != row.weekday or not row.first <= day <= row.last:
        return Refusal("not_a_day_of_the_rule")
    RuleException.objects.get_or_create(rule=row, date=day)
    _tell("excepted", row.medecin_id, {"rule": str(row.id), "date": day.isoformat()}, actor)
    return None


@transaction.atomic
def remove_day(*, availability_id: UUID, actor: Actor) -> Refusal | None:
    """Take away hours that were given for one day. Refusal: `hours_unknown`."""
    row = Availability.objects.select_for_update().filter(id=availability_id).first()
    if row is None:
        return Refusal("hours_unknown")
    data = {"date": row.date.isoformat(), "debut": row.debut.isoformat("minutes")}
    row.delete()
    _tell("removed", row.medecin_id, data, actor)
    return None


def _days(new: NewHours) -> int:
    return (new.last - new.first).days


def _tell(verb: str, medecin: UUID, data: dict[str, str], actor: Actor) -> None:
    subject = f"medecin:{medecin}"
    journal.record(action=f"diaries:hours:{verb}", actor=actor, subject=subject, data=data)
    events.publish(name=f"diaries.hours_{verb}", payload={"medecin": str(medecin), **data})
