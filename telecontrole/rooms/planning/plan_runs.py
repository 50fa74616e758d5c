"""When the next plan is due, and what the last one did: one row a plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from telecontrole.foundations import journal
from telecontrole.foundations.access import Actor
from telecontrole.rooms.planning import reading, rules
from telecontrole.rooms.planning.models import PlanRun
from telecontrole.rooms.planning.report import PlanReport


@dataclass(frozen=True, slots=True)
class Standing:
    """The next plan (`next` = its instant; `now` = it is being made, or is about to be), and the last one made."""

    next: datetime
    now: bool
    last: PlanRun | None


def next_night(now: datetime) -> datetime:
    """The first hour of plans after `now`."""
    day = reading.plan_day(now)
    for ahead in (day, day + timedelta(days=1)):
        at = rules.instant(ahead, rules.settings_on(ahead).plan_time, reading.PLAN_ZONE)
        if at > now:
            break
    return at


def expect(now: datetime) -> None:
    """Cases wait: there is a plan to come, tonight unless one is due already."""
    PlanRun.objects.bulk_create([PlanRun(due_at=next_night(now))], ignore_conflicts=True)


@transaction.atomic
def ask(*, actor: Actor, now: datetime) -> None:
    """Have the next plan made at once; asked by two people, it is made once."""
    expect(now)
    row = PlanRun.objects.select_for_update().filter(waiting=True).get()
    row.due_at, row.asked_by = min(row.due_at, now), actor.id
    row.save(update_fields=["due_at", "asked_by"])
    journal.record(action="planning:plan:asked", actor=actor, subject="plan:all")


def note(report: PlanReport, *, now: datetime) -> None:
    """In the transaction of a plan: what was due is done; who was left without a place is tried again tonight."""
    row = PlanRun.objects.select_for_update().filter(waiting=True).first() or PlanRun(due_at=now)
    row.waiting, row.made_at = False, now
    row.placed, row.visio = report.placed, report.visio
    row.unplaced, row.best = len(report.unplaced), report.objective == report.bound
    row.save()
    if report.unplaced:
        expect(now)


def standing(now: datetime) -> Standing:
    """What the team reads about plans."""
    due = PlanRun.objects.filter(waiting=True).values_list("due_at", flat=True).first()
    last = PlanRun.objects.filter(waiting=False).order_by("-made_at").first()
    return Standing(due or next_night(now), due is not None and due <= now, last)
