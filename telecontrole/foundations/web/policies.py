"""What a page lets the browser do: permissions, and who may keep a copy."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponseBase

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]

PERMISSIONS = "Permissions-Policy"
_NEVER = ("geolocation", "usb", "payment", "serial", "midi", "browsing-topics")
_CALL = (
    "camera", "microphone", "display-capture", "screen-wake-lock", "autoplay", "fullscreen",
)  # fmt: skip

NO_CAMERA = ", ".join(f"{name}=()" for name in (*_CALL, *_NEVER))
CAMERA = ", ".join([*(f"{name}=(self)" for name in _CALL), *(f"{name}=()" for name in _NEVER)])


def uses_camera(view: View[P]) -> View[P]:
    """The page may ask for camera and microphone: for the call and the equipment test only."""
    return _with_header(view, PERMISSIONS, CAMERA)


def may_be_cached(seconds: int) -> Callable[[View[P]], View[P]]:
    """The page holds nothing personal: browsers and proxies may keep it. Without it, `no-store`."""
    return lambda view: _with_header(view, "Cache-Control", f"public, max-age={seconds}")


def _with_header(view: View[P], name: str, value: str) -> View[P]:
    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers[name] = value
        return response

    return wrapped
