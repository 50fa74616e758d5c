"""What every page knows of the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """Context of every template: whether this is a demonstration."""
    return {"demonstration": settings.DEMONSTRATION}
