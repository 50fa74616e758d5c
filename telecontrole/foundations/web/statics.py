"""Static files under ASGI: read in blocks beside the loop, instead of gathered in memory with a warning for each."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import IO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

# All of our files but the largest in one piece.
_BLOCK = 256 * 1024


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise tells no types
    """As WhiteNoise, whose answers are made for WSGI."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponseBase:
        """The file, or that it has not changed."""
        if not isinstance(request, ASGIRequest):
            served: HttpResponseBase = WhiteNoiseMiddleware.serve(static_file, request)
            return served
        found = static_file.get_response(request.method, request.META)
        answer = HttpResponse() if found.file is None else _Streamed(found.file)
        answer.status_code = int(found.status)
        del answer.headers["Content-Type"]
        for name, value in found.headers:
            answer.headers[name] = value
        return answer


class _Streamed(StreamingHttpResponse):
    """A file that closes with its answer."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        super().__init__(_blocks(file))

    def close(self) -> None:
        super().close()
        self._file.close()


async def _blocks(file: IO[bytes]) -> AsyncIterator[bytes]:
    read = sync_to_async(file.read)
    while block := await read(_BLOCK):
        yield block
