"""One ASGI application: Django pages, the bare websocket of the calls, and (small sites) the worker."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.asgi import get_asgi_application
from django.core.management import call_command

_django = get_asgi_application()
# A message that cannot leave from this site (too long an address, a forbidden sender) stops the start.
call_command("check")

from telecontrole.hall.asgi import Site  # noqa: E402  (the apps must be loaded first)
from telecontrole.rooms.visio.signalling.app import application as _calls  # noqa: E402

application = Site(
    pages=_django,
    calls=_calls,
    worker_inline=os.environ.get("TELECONTROLE_WORKER", "inline") == "inline",
)
