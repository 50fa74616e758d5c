"""Pages for everybody. They read nothing that is anybody's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from telecontrole.rooms.notices import selectors as notices


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The entrance: staff go to their desk, others learn where their door is."""
    if getattr(request, "actor", None) is not None:
        return redirect("hall:desk")
    return render(request, "public/home.html")


@require_safe
def mentions(request: HttpRequest) -> HttpResponseBase:
    """Legal notice and personal data (GDPR articles 13 and 14)."""
    return render(request, "public/mentions.html")


@require_safe
def contact(request: HttpRequest) -> HttpResponseBase:
    """How to reach the caisse."""
    return render(request, "public/contact.html")


@require_safe
def genuine(request: HttpRequest) -> HttpResponseBase:
    """Is this message from us? Against phishing."""
    return render(request, "public/genuine.html", {"sender": notices.sender()})
