"""`/livez`: the process answers. `/readyz`: it can serve pages; and whether anybody does what pages leave to be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from telecontrole.foundations import clock
from telecontrole.foundations.events.models import Delivery
from telecontrole.foundations.vault import KeyFileError, fingerprint
from telecontrole.hall import jobs

# Beyond, nobody is sealing the journal, handling events or sending: the worker is down.
_LATE = timedelta(minutes=5)


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """One word per part, `ok` or a code; 503 when this node cannot serve. Nothing secret in it.

    A worker that is late is said and no more: a balancer that asks would take every node away at once, and with them
    the pages and the calls, which need no worker.
    """
    parts = {name: check() for name, check in _NEEDED.items()}
    ready = all(answer == "ok" for answer in parts.values())
    return JsonResponse({**parts, "worker": _worker()}, status=200 if ready else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _keys() -> str:
    try:
        fingerprint("", purpose="readiness")
    except KeyFileError:
        return "missing"
    return "ok"


def _worker() -> str:
    """Late when it gives no sign, though nothing may wait just now, or when what waits is left there."""
    latest = clock.now() - _LATE
    try:
        last = jobs.last_tick()
        silent = last is not None and last < latest
        late = (
            silent
            or Delivery.objects.filter(done_at__isnull=True, attempts=0, due_at__lt=latest).exists()
        )
    except DatabaseError:
        return "unknown"
    return "late" if late else "ok"


def _relays() -> str:
    return "ok" if settings.TURN_URLS or not settings.PRODUCTION else "missing"


_NEEDED: dict[str, Callable[[], str]] = {"database": _database, "keys": _keys, "relays": _relays}
