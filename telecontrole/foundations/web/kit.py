"""Sample content of the style guide."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def sample(request: HttpRequest) -> dict[str, Any]:
    """What the style guide shows."""
    return {"table": None}
