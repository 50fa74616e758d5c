"""Slowing down whoever tries links: by client, and by the beginning of the token."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest

from telecontrole.foundations.access.throttling import attempt

WINDOW = timedelta(minutes=15)
# Many persons may stand behind one address of a telephone network; nobody honest opens this many links.
PER_CLIENT = 300
PER_FAMILY = 60
_FAMILY = 6


def may_try_link(request: HttpRequest, token: str) -> bool:
    """Count an opening of a link; False once the client, or everybody with such tokens, tried too often."""
    client = request.META.get("REMOTE_ADDR", "")
    family = token[:_FAMILY].upper()
    by_client = attempt(f"link-client:{client}", limit=PER_CLIENT, window=WINDOW)
    return attempt(f"link-family:{family}", limit=PER_FAMILY, window=WINDOW) and by_client
