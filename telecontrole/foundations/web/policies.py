"""What a page lets the browser do."""

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

    @wraps(view)
    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers[PERMISSIONS] = CAMERA
        return response

    return wrapped
