"""What a call page asks over HTTP: a ticket for the websocket. Everything else goes through it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import access, services


@never_cache
@require_POST
def ticket(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A ticket for the seat that this browser holds; 403 with a code when it holds none now."""
    seat = access.seat_of(request, session_id)
    if seat is None:
        return _refused(Refusal("visio_no_right"))
    if request.session.session_key is None:
        request.session.create()
    given = services.ticket(seat_id=seat, browser_session=request.session.session_key or "")
    return _refused(given) if isinstance(given, Refusal) else JsonResponse({"ticket": given})


def _refused(refusal: Refusal) -> JsonResponse:
    return JsonResponse({"code": refusal.code}, status=403)
