"""Who sees the décisions: managers and heads of the caisse; delegations: heads and administrators."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase

from telecontrole.foundations.access import Actor, ActorKind, Role
from telecontrole.rooms.examinations.deciding import selectors
from telecontrole.rooms.examinations.deciding.selectors import DecisionInfo

View = Callable[..., HttpResponseBase]


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Give the view the actor of the request, when it holds one of the roles."""

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if not isinstance(actor, Actor) or actor.kind is not ActorKind.STAFF:
                raise PermissionDenied
            if not actor.has(*roles):
                raise PermissionDenied
            return view(request, actor, **kwargs)

        return guarded

    return guard


def own(decision_id: UUID, actor: Actor) -> DecisionInfo:
    """A décision of a caisse that the actor serves. Raises `Http404` for another one's."""
    found = selectors.decision(decision_id, actor)
    if found is None:
        raise Http404
    return found
