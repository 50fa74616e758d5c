"""Who works on messages. An address, and a letter, are read by the technicians of the medical service only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from telecontrole.foundations.access import Actor, ActorKind, Role

StaffView = Callable[..., HttpResponseBase]

READERS: Final = (Role.TECHNICIEN, Role.ADMINISTRATEUR, Role.CHEF)
ACTORS: Final = (Role.TECHNICIEN, Role.ADMINISTRATEUR)
# A letter names the person and may say the avis; an administrator has no need of it (RGPD art. 5).
CONFIDANTS: Final = (Role.TECHNICIEN,)


def may_act(actor: Actor) -> bool:
    """Whether the actor settles outcomes and says what was posted."""
    return actor.has(*ACTORS)


def may_see_addresses(actor: Actor) -> bool:
    """Whether the actor reads addresses and letters, and corrects them."""
    return actor.has(*CONFIDANTS)


def for_roles(*roles: Role) -> Callable[[StaffView], StaffView]:
    """Give the view the actor of the request; those without one of the roles are refused."""

    def guard(view: StaffView) -> StaffView:
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
