"""`/metrics`: figures for operators, in Prometheus' text format. Counts, durations and states; nobody in them.

With `TELECONTROLE_METRICS_TOKEN`, for whoever shows it (`Authorization: Bearer …`). Without, for programs
of the same machine that do not come through a proxy.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from ipaddress import ip_address

from django.conf import settings
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from procrastinate.contrib.django.models import ProcrastinateJob

from telecontrole.foundations import clock, metrics
from telecontrole.foundations.events.models import Delivery
from telecontrole.foundations.journal import selectors as journal
from telecontrole.foundations.metrics import Reading
from telecontrole.hall import jobs
from telecontrole.rooms.notices import selectors as notices

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")

WORK = {
    "jobs": "Jobs of the queue by status",
    "worker_last_tick_timestamp_seconds": "When a worker last began its duties, Unix time",
    "events_waiting": "Deliveries of events not yet done",
    "journal_unsealed": "Journal entries after the last sealed one",
}
NOTICES = {"notices": "Notices under way by channel and state, and failures of a day"}


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything known; 404 for whoever may not ask, as if there were no such page."""
    if not _may_ask(request):
        raise Http404
    return HttpResponse(metrics.text(), content_type=CONTENT_TYPE)


def _may_ask(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        shown = request.headers.get("Authorization", "")
        return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
    # A proxy of this machine has a loopback address too: whoever it brings is not from here.
    if any(request.META.get(name) for name in _FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def work() -> Iterator[Reading]:
    """The queue, the last tick, events and the journal's tail."""
    for status, count in ProcrastinateJob.objects.values_list("status").annotate(n=Count("id")):
        yield Reading("jobs", count, {"status": status})
    last = jobs.last_tick()
    if last is not None:
        yield Reading("worker_last_tick_timestamp_seconds", int(last.timestamp()))
    yield Reading("events_waiting", Delivery.objects.filter(done_at__isnull=True).count())
    yield Reading("journal_unsealed", journal.tail())


def messages() -> Iterator[Reading]:
    """Messages that wait, are in hand, or failed lately."""
    for (channel, state), count in notices.under_way(clock.now()).items():
        yield Reading("notices", count, {"channel": channel, "state": state})


metrics.register_reader("work", WORK, work)
metrics.register_reader("notices", NOTICES, messages)
