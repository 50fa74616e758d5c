"""One ASGI application: Django pages, the bare websocket of the calls, and (small sites) the worker."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application

_django = get_asgi_application()

from telecontrole.hall.asgi import Site  # noqa: E402  (the apps must be loaded first)
from telecontrole.rooms.visio.signalling.app import application as _calls  # noqa: E402

application = Site(
    pages=_django,
    calls=_calls,
    worker_inline=os.environ.get("TELECONTROLE_WORKER", "inline") == "inline",
)
