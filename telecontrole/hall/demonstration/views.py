"""Pages of the demonstration: who to be, what was sent. Elsewhere they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from telecontrole.foundations import clock
from telecontrole.foundations.access import Actor
from telecontrole.hall.demonstration import cast, entering, interview, past
from telecontrole.rooms.notices import selectors as notices
from telecontrole.rooms.notices import services as notice_services
from telecontrole.rooms.people import selectors as people

_SYSTEM = Actor.system("demonstration")
_SHOWN = 60
_POSTED_AT_ONCE = 20


def in_demonstration(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page exists in a demonstration only."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not settings.DEMONSTRATION:
            raise Http404
        return view(request, **kwargs)

    return guarded


@require_safe
@in_demonstration
def home(request: HttpRequest) -> HttpResponse:
    """Who to be."""
    now = interview.current()
    context = {
        "parts": cast.PARTS,
        "appointment": now[1] if now else None,
        "fresh": now is not None and interview.is_fresh(now[1], clock.now()),
        "person": people.insured(now[0].insured) if now else None,
        "doctor_rpps": interview.TREATING_RPPS,
        "weeks": past.weeks(),
    }
    return render(request, "demonstration/home.html", context)


@require_safe
@in_demonstration
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link of the terminal: opens a session, changes no business object."""
    one = cast.spend(token)
    target = entering.enter(request, one) if one else None
    if target is None:
        return render(request, "demonstration/used.html", status=410)
    return HttpResponseRedirect(target)


@require_POST
@in_demonstration
def be(request: HttpRequest, key: str) -> HttpResponse:
    """Become one of the persons."""
    one = cast.part(key)
    if one is None:
        raise Http404
    target = entering.enter(request, one)
    return HttpResponseRedirect(target or reverse("demonstration:home"))


@require_POST
@in_demonstration
def again(request: HttpRequest) -> HttpResponse:
    """Another interview of the moment."""
    if interview.current() is not None:
        interview.begin(again=True)
    return HttpResponseRedirect(reverse("demonstration:home"))


@require_safe
@in_demonstration
def messages(request: HttpRequest) -> HttpResponse:
    """Every message that left, the newest first."""
    context = {
        "sent": notices.sent_messages(_SHOWN),
        "shown": _SHOWN,
        "waiting": notices.waiting_letters(),
    }
    return render(request, "demonstration/messages.html", context)


@require_POST
@in_demonstration
def post_letters(request: HttpRequest) -> HttpResponse:
    """Put the letters that wait in the post, as somebody at the caisse would."""
    batch = notice_services.print_letters(caisse=None, limit=_POSTED_AT_ONCE)
    notice_services.post_letters(
        notice_ids=[one.notice for one in batch.letters], posted_on=clock.today(), actor=_SYSTEM
    )
    return HttpResponseRedirect(reverse("demonstration:messages"))


@require_safe
@in_demonstration
def letter(request: HttpRequest, notice_id: UUID) -> HttpResponse:
    """A letter as it was posted."""
    known = notices.notice(notice_id)
    proofs = notices.proof(known.subject) if known else ()
    for proof in proofs:
        if proof.notice.id == notice_id and proof.attempts and proof.attempts[-1].pdf:
            return HttpResponse(proof.attempts[-1].pdf, content_type="application/pdf")
    raise Http404
