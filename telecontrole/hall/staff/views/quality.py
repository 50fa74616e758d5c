"""The quality of calls, for heads of the medical service and the country's pilots."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor, Role, for_roles
from telecontrole.hall.staff import quality


@require_safe
@for_roles(Role.CHEF)
def index(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Rates by browser, region or transport; the same as a file."""
    board = quality.board(actor, request, clock.now())
    table = board.table
    export = table.exported(actor=actor, action="hall:quality:exported", subject="visio:quality")
    return export or render(request, "staff/quality.html", {"board": board, "table": table})
