"""What a call page asks over HTTP: a ticket for the websocket. Everything else goes through it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.visio import access, equipment, relays, rules, services

RESULTS_BYTES = 2_048


@require_POST
def ticket(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A ticket for the seat of the page (`seat`), if this browser holds it now; else 403 with a code."""
    seat = access.seat_of(request, session_id, request.POST.get("seat", ""))
    if seat is None:
        return _refused(Refusal("visio_no_right"))
    if request.session.session_key is None:
        request.session.create()
    given = services.ticket(seat_id=seat, browser_session=request.session.session_key or "")
    return _refused(given) if isinstance(given, Refusal) else JsonResponse({"ticket": given})


@require_POST
def test_servers(request: HttpRequest) -> HttpResponse:
    """Relays to test, for whoever has something to prepare for; good for one minute."""
    if access.subject_of(request) is None:
        return _refused(Refusal("visio_no_right"))
    return JsonResponse({"servers": relays.servers_for_a_test()})


@require_POST
def test_results(request: HttpRequest) -> HttpResponse:
    """Keep the results of an equipment test with what it prepares."""
    subject = access.subject_of(request)
    if subject is None:
        return _refused(Refusal("visio_no_right"))
    results = _results(request)
    if isinstance(results, Refusal):
        return JsonResponse({"code": results.code}, status=400)
    if not attempt(f"visio.test:{subject}", limit=rules.TESTS_AT_MOST, window=rules.TESTS_WITHIN):
        return JsonResponse({"code": "visio_too_fast"}, status=429)
    passed = equipment.passed(results)
    services.record_test(subject=subject, passed=passed, results=results)
    return JsonResponse({"passed": passed})


def _results(request: HttpRequest) -> Mapping[str, str] | Refusal:
    if len(request.body) > RESULTS_BYTES:
        return Refusal("visio_frame_too_long")
    try:
        return equipment.read(json.loads(request.body))
    except (ValueError, RecursionError):
        return Refusal("visio_bad_json")


def _refused(refusal: Refusal) -> JsonResponse:
    return JsonResponse({"code": refusal.code}, status=403)
