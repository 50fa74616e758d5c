"""Pages, static files and the websocket of the call tests."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.browser.visio.settings")

from django.core.asgi import get_asgi_application

_django = get_asgi_application()

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler  # noqa: E402
from starlette.types import Receive, Scope, Send  # noqa: E402

from telecontrole.rooms.visio.signalling.app import application as calls  # noqa: E402

# Django and Starlette type the same protocol differently.
_pages: Any = ASGIStaticFilesHandler(_django)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Websockets to the calls, the rest to Django."""
    if scope["type"] == "websocket":
        await calls(scope, receive, send)
    else:
        await _pages(scope, receive, send)
