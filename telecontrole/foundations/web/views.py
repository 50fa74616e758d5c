"""Pages of the kit itself."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from telecontrole.foundations.web import kit


@require_safe
def accessibility(request: HttpRequest) -> HttpResponseBase:
    """The accessibility declaration that French law asks of every public service.

    Setting WEB_ACCESSIBILITY: `organisme`, `etat`, `audit`, `contact`; by default no audit was made.
    """
    declaration = getattr(settings, "WEB_ACCESSIBILITY", {})
    return render(request, "web/accessibility.html", {"declaration": declaration})


def styleguide(request: HttpRequest) -> HttpResponseBase:
    """Every component once. It exists in demonstration, in development and in tests only."""
    if getattr(settings, "PRODUCTION", False):
        raise Http404
    context = kit.sample(request)
    table = context["table"]
    return table.export() or render(request, "web/kit.html", context)
