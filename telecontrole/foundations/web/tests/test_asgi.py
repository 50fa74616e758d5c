"""Under ASGI: a list leaves while it is read, a file without being gathered, and Django warns of neither."""

from __future__ import annotations

import asyncio
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBase
from django.test import override_settings
from django.urls import path

from telecontrole.foundations.web import sheets

ROWS = 30_000
_TEXT = "Ligne d’une longue liste. " * 8
STYLE = "web/css/base.css"
taken = 0


def _rows() -> Iterator[tuple[object, ...]]:
    global taken
    for taken in range(1, ROWS + 1):
        yield (f"TC-{taken}", taken, _TEXT)


def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    write = sheets.csv_chunks if kind == "csv" else sheets.xlsx_chunks
    chunks = write(["a", "b", "c"], _rows())
    return sheets.download(request, chunks, filename=f"a.{kind}", content_type="text/plain")


urlpatterns = [path("export.<str:kind>", export)]


def ask(
    address: str, heard: Callable[[dict[str, Any]], None], *, method: str = "GET", **headers: str
) -> None:
    """One request through the handler of the site; `heard` gets each message as it leaves."""

    async def run() -> None:
        waiting = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> dict[str, Any]:
            return waiting.pop() if waiting else await asyncio.Future()

        async def send(message: Any) -> None:
            heard(message)

        sent = [(b"host", b"localhost"), *((k.encode(), v.encode()) for k, v in headers.items())]
        scope = {"type": "http", "method": method, "path": address, "headers": sent}
        await ASGIHandler()({**scope, "query_string": b""}, receive, send)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        # No folder of gathered files in the tests.
        warnings.filterwarnings("ignore", "No directory at")
        asyncio.run(run())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_long_list_leaves_while_it_is_read(kind: str) -> None:
    seen: list[tuple[int, int]] = []

    def heard(message: dict[str, Any]) -> None:
        if message.get("body"):
            seen.append((taken, len(message["body"])))

    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[]):
        tracemalloc.start()
        ask(f"/export.{kind}", heard)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert seen[0][0] <= sheets.ROWS_PER_CHUNK, "the first bytes wait for no other row"
    assert seen[-1][0] == ROWS
    # A part of the file, which is six megabytes before it is packed, and of the rows.
    assert peak < 2_000_000


def heard_of(method: str = "GET", **headers: str) -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of a static file."""
    told: list[dict[str, Any]] = []
    ask(f"{settings.STATIC_URL}{STYLE}", told.append, method=method, **headers)
    start, *rest = told
    body = b"".join(one.get("body", b"") for one in rest)
    return start["status"], {k.lower(): v for k, v in start["headers"]}, body


@pytest.fixture
def style() -> Iterator[bytes]:
    with override_settings(WHITENOISE_USE_FINDERS=True, WHITENOISE_AUTOREFRESH=True):
        yield Path(str(finders.find(STYLE))).read_bytes()


def test_a_static_file_is_served_without_being_gathered(style: bytes) -> None:
    status, headers, body = heard_of()
    assert (status, body) == (200, style)
    assert headers[b"content-type"].startswith(b"text/css")
    assert headers[b"content-length"] == str(len(style)).encode()


def test_a_static_file_answers_what_browsers_ask(style: bytes) -> None:
    status, headers, body = heard_of("HEAD")
    assert (status, body, headers[b"content-length"]) == (200, b"", str(len(style)).encode())
    told = {"if-modified-since": headers[b"last-modified"].decode()}
    assert heard_of(**told)[0] == 304
    status, headers, body = heard_of(range="bytes=10-19")
    assert (status, body) == (206, style[10:20])
