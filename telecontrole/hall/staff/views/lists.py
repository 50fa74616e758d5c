"""Today and this week: what the technicians follow. They read, and write nothing but exports."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, Role, for_roles
from telecontrole.hall.staff.lists import AppointmentTable, DayTable
from telecontrole.hall.staff.periods import DAY, Period, day_asked, week_asked
from telecontrole.rooms.planning import selectors as planning
from telecontrole.rooms.territory import selectors as territory

_FOLLOWERS = (Role.TECHNICIEN, Role.CHEF)


@require_safe
@for_roles(*_FOLLOWERS)
def today(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Appointments of a day of the actor's caisse, or of the country on the clock of Paris."""
    zone = territory.zone_of(actor.caisse)
    period = day_asked(
        request.GET.get(DAY, ""), today=clock.today(zone), zone=zone, path=request.path
    )
    return _appointments(request, actor, period, DayTable)


@require_safe
@for_roles(*_FOLLOWERS)
def week(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The same for a week."""
    zone = territory.zone_of(actor.caisse)
    period = week_asked(
        request.GET.get(DAY, ""), today=clock.today(zone), zone=zone, path=request.path
    )
    return _appointments(request, actor, period, AppointmentTable)


def _appointments(
    request: HttpRequest, actor: Actor, period: Period, kind: type[AppointmentTable]
) -> HttpResponseBase:
    rows = planning.appointments_listed(*period.bounds, actor.caisse)
    table = kind(rows, request, period, actor)
    export = table.exported(
        actor=actor,
        action="hall:list:exported",
        subject=table.filename,
        about={"from": period.first.isoformat(), "to": period.last.isoformat()},
    )
    context = {"table": table, "period": period}
    return export or render(request, "staff/appointments.html", context)
