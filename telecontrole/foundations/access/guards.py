"""Views for the staff: who is signed out goes to sign in, who is signed in without the right is refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from telecontrole.foundations.access.actors import Actor, ActorKind, Role

P = ParamSpec("P")
StaffView = Callable[Concatenate[HttpRequest, Actor, P], HttpResponseBase]
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def for_staff(view: StaffView[P]) -> View[P]:
    """Any of the staff. The view gets the actor after the request."""
    return for_staff_who(lambda _: True)(view)


def for_roles(*roles: Role) -> Callable[[StaffView[P]], View[P]]:
    """The staff who hold one of `roles`; nobody when none is named."""
    return for_staff_who(lambda actor: actor.has(*roles))


def for_staff_who(allowed: Callable[[Actor], bool]) -> Callable[[StaffView[P]], View[P]]:
    """The staff of whom `allowed` says yes.

    The actor comes from `request.actor`, which a middleware sets; without one nobody passes.
    """

    def guard(view: StaffView[P]) -> View[P]:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if not isinstance(actor, Actor) or actor.kind is not ActorKind.STAFF:
                raise PermissionDenied
            if not allowed(actor):
                raise PermissionDenied
            return view(request, actor, *args, **kwargs)

        return guarded

    return guard
