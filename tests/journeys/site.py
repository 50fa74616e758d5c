"""The whole site in a process of its own, on the tests' database: for stories with two windows and a call."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]

if os.environ.get("DJANGO_SETTINGS_MODULE") == "tests.journeys.site_settings":
    from django.core.asgi import get_asgi_application

    _django = get_asgi_application()

    from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

    from telecontrole.hall.asgi import Site
    from telecontrole.rooms.visio.signalling.app import application as calls

    # Django and Starlette type the same protocol differently.
    _pages: Any = ASGIStaticFilesHandler(_django)
    application = Site(pages=_pages, calls=calls, worker_inline=False)


@contextmanager
def whole_site() -> Iterator[str]:
    """The address of the running site; it ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "uvicorn", "tests.journeys.site:application"]
    options = ["--port", str(port), "--log-level", "warning", "--no-access-log"]
    options += ["--ws", "websockets-sansio", "--ws-max-size", "65536"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.journeys.site_settings"}
    process = subprocess.Popen([*command, *options], cwd=ROOT, env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}/contact/", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(url, timeout=2).close()
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise TimeoutError("the site does not answer")
