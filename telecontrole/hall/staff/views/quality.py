"""The quality of calls, for heads of the medical service and the country's pilots."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from telecontrole.foundations import clock, journal
from telecontrole.foundations.access import Actor, Role, for_roles
from telecontrole.hall.staff import quality


@require_safe
@for_roles(Role.CHEF)
def index(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Rates by browser, region or transport; the same as a file."""
    board = quality.board(actor, request, clock.now())
    export = board.table.export()
    if export is not None:
        journal.record(
            action="hall:quality:exported",
            actor=actor,
            subject="visio:quality",
            data=board.table.chosen,
        )
        return export
    return render(request, "staff/quality.html", {"board": board, "table": board.table})
