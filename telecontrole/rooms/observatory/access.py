"""Who reads the numbers: heads, each of their caisse; a head without caisse of the country."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from telecontrole.foundations.access import Actor, Role

HeadView = Callable[..., HttpResponseBase]


def for_heads(view: HeadView) -> HeadView:
    """Give the view the actor of the request, a head."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        actor = getattr(request, "actor", None)
        if not isinstance(actor, Actor) or not actor.has(Role.CHEF):
            raise PermissionDenied
        return view(request, actor, **kwargs)

    return guarded
