"""Who may bring files in, and see what became of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from telecontrole.foundations.access import Actor, Role
from telecontrole.rooms.people.accounts import actor_of

P = ParamSpec("P")


def may_import(actor: Actor) -> bool:
    """Technicians of the medical service and administrators; lines of other caisses are refused one by one."""
    return actor.has(Role.TECHNICIEN, Role.ADMINISTRATEUR)


def may_read_lines(actor: Actor, kind: str) -> bool:
    """A line of a file of cases holds the NIR and the needs: the medical service's technicians only (CSP R4127-104)."""
    return kind != "cases" or actor.has(Role.TECHNICIEN)


def importing_staff(
    view: Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view is for who may import; it gets the actor after the request."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        actor = actor_of(request.user)
        if not may_import(actor):
            raise PermissionDenied
        return view(request, actor, *args, **kwargs)

    return guarded
