"""Who may look at the diaries: they say when and where, never why."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from telecontrole.foundations.access import Actor, ActorKind, Role

_READERS: Final = (Role.TECHNICIEN, Role.CHEF, Role.MEDECIN_CONSEIL)


def may_read_diaries(actor: Actor) -> bool:
    """Those who fill the diaries, keep them, or stand in them."""
    return actor.kind is ActorKind.STAFF and actor.has(*_READERS)


def for_readers(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Give the view the actor of the request; others are refused."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        actor = getattr(request, "actor", None)
        if not isinstance(actor, Actor) or not may_read_diaries(actor):
            raise PermissionDenied
        return view(request, actor, **kwargs)

    return guarded
