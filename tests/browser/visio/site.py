"""The tests' own pages: one call page per seat, under the headers that production sends."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from telecontrole.rooms.visio import access, screens

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; media-src 'self' blob:; base-uri 'none'; form-action 'self';"
    " frame-ancestors 'none'; require-trusted-types-for 'script'"
)
PAGE = """{% load static %}<!doctype html><html lang="fr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Appel</title>
<link rel="icon" href="data:,">
{% for sheet in sheets %}<link rel="stylesheet" href="{% static sheet %}">{% endfor %}
<script type="module" src="{% static script %}"></script></head>
<body><main><h1>Entretien</h1>{% include fragment %}</main></body></html>"""
SHEETS = ["web/css/tokens.css", "web/css/base.css", "web/css/forms.css", "visio/visio.css"]


def page(request: HttpRequest, seat_id: uuid.UUID) -> HttpResponse:
    """The call page of a seat; opening it is the right to it (in these tests only)."""
    screen = screens.call(seat_id=seat_id, leave_url="/quitter/")
    if screen is None:
        return HttpResponse(status=404)
    held = dict(request.session.get("held", {}))
    held[screen.config["session"]] = str(seat_id)
    request.session["held"] = held
    return _strict(request, "visio/_call.html", "visio/main.js", call=screen)


def test_page(request: HttpRequest, subject: uuid.UUID) -> HttpResponse:
    """The equipment test of an appointment."""
    request.session["subject"] = f"appointment:{subject}"
    return _strict(request, "visio/_test.html", "visio/test.js", test=screens.test())


def _strict(request: HttpRequest, fragment: str, script: str, **context: object) -> HttpResponse:
    template = engines["django"].from_string(PAGE)
    shown = {"sheets": SHEETS, "fragment": fragment, "script": script, **context}
    answer = HttpResponse(template.render(shown, request))
    answer["Content-Security-Policy"] = POLICY
    answer["Permissions-Policy"] = "camera=(self), microphone=(self), display-capture=(self)"
    return answer


def held_seat(request: HttpRequest, session_id: uuid.UUID) -> uuid.UUID | None:
    """The seat whose page this browser opened."""
    held = request.session.get("held", {}).get(str(session_id))
    return uuid.UUID(held) if held else None


def prepared(request: HttpRequest) -> str | None:
    """What this browser prepares for."""
    subject = request.session.get("subject")
    return str(subject) if subject else None


access.register_seat_resolver(held_seat)
access.register_subject_resolver(prepared)

urlpatterns = [
    path("place/<uuid:seat_id>/", page),
    path("materiel/<uuid:subject>/", test_page),
    path("visio/", include("telecontrole.rooms.visio.urls")),
    path("quitter/", lambda request: HttpResponse("au revoir")),
    path("avis/", lambda request: HttpResponse("avis")),
]
