"""Security headers of every answer, and a French page for every bare refusal."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponseBase

from telecontrole.foundations.web import errors, policies

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class SecurityHeaders:
    """Content-Security-Policy without inline script or style, and its companions.

    Scripts come from this site only and none is inline, so that no nonce is needed. Referrer-Policy
    is `same-origin`, not `no-referrer`: with the latter browsers post forms with `Origin: null`,
    which the protection against cross-site requests must refuse. Other sites learn nothing either way.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # PostgreSQL stores no NUL: no address has one.
        known = "\0" not in request.path_info
        answer = self.get_response(request) if known else errors.page(request, 404)
        response = errors.dress(request, answer)
        headers = {
            "Content-Security-Policy": content_security_policy(request),
            policies.PERMISSIONS: policies.NO_CAMERA,
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }
        if not request.path.startswith(settings.STATIC_URL or "/static/"):
            headers["Cache-Control"] = "no-store"
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


def content_security_policy(request: HttpRequest) -> str:
    """The policy for the host of this request; its websocket is named for Safari before 15.4."""
    form_targets = " ".join(["'self'", *getattr(settings, "WEB_FORM_TARGETS", ())])
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            f"connect-src 'self'{_websocket(request)}",
            "media-src 'self' blob:",
            "base-uri 'none'",
            f"form-action {form_targets}",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        ]
    )


def _websocket(request: HttpRequest) -> str:
    try:
        host = request.get_host()
    except DisallowedHost:
        return ""
    return f" {'wss' if request.is_secure() else 'ws'}://{host}"
