"""Who may look at the diaries: they say when and where, never why."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from telecontrole.foundations.access import Actor, ActorKind, Role

View = Callable[..., HttpResponseBase]
_READERS: Final = (Role.TECHNICIEN, Role.CHEF, Role.MEDECIN_CONSEIL)
_KEEPERS: Final = (Role.TECHNICIEN, Role.CHEF)


def may_read_diaries(actor: Actor) -> bool:
    """Those who fill the diaries, keep them, or stand in them."""
    return actor.kind is ActorKind.STAFF and actor.has(*_READERS)


def may_keep_diaries(actor: Actor) -> bool:
    """Those who change diaries and move appointments."""
    return actor.kind is ActorKind.STAFF and actor.has(*_KEEPERS)


def for_readers(view: View) -> View:
    """Give the view the actor of the request; others are refused."""
    return _guard(view, may_read_diaries)


def for_keepers(view: View) -> View:
    """As `for_readers`, for pages that change something."""
    return _guard(view, may_keep_diaries)


def _guard(view: View, allowed: Callable[[Actor], bool]) -> View:
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        actor = getattr(request, "actor", None)
        if not isinstance(actor, Actor) or not allowed(actor):
            raise PermissionDenied
        return view(request, actor, **kwargs)

    return guarded
