"""Who of the staff sees what of a case. The caisse's managers get code and dates only (CSP R4127-104)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from telecontrole.foundations.access import Actor, ActorKind, Role

READERS = frozenset({Role.MEDECIN_CONSEIL, Role.TECHNICIEN, Role.GESTIONNAIRE, Role.CHEF})
MEDICAL_SERVICE = frozenset({Role.MEDECIN_CONSEIL, Role.TECHNICIEN, Role.CHEF})
PROOF = frozenset({Role.TECHNICIEN, Role.CHEF})
StaffView = Callable[..., HttpResponseBase]


def for_staff(*roles: Role) -> Callable[[StaffView], StaffView]:
    """Give the view the actor of the request; without `roles`, any member of the staff."""

    def guard(view: StaffView) -> StaffView:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            actor = getattr(request, "actor", None)
            if not isinstance(actor, Actor) or actor.kind is not ActorKind.STAFF:
                raise PermissionDenied
            if roles and not actor.has(*roles):
                raise PermissionDenied
            return view(request, actor, **kwargs)

        return guarded

    return guard
