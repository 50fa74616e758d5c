"""Headers of every answer, and pages of every refusal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.test import RequestFactory

from telecontrole.foundations.outcome import Refusal
from telecontrole.foundations.web import errors, policies, views
from telecontrole.foundations.web.middleware import SecurityHeaders


def through(request: HttpRequest, view: Any = None) -> HttpResponseBase:
    return SecurityHeaders(view or (lambda _: HttpResponse("ok")))(request)


def test_the_policy_allows_no_inline_script_or_style(rf: RequestFactory) -> None:
    policy = through(rf.get("/")).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "connect-src 'self' ws://testserver;" in policy


def test_https_names_the_secure_websocket(rf: RequestFactory) -> None:
    policy = through(rf.get("/", secure=True)).headers["Content-Security-Policy"]
    assert "connect-src 'self' wss://testserver;" in policy


def test_a_foreign_host_adds_nothing_to_the_policy(rf: RequestFactory) -> None:
    policy = through(rf.get("/", headers={"host": "evil.example"})).headers[
        "Content-Security-Policy"
    ]
    assert "evil" not in policy


def test_camera_and_microphone_are_off_but_where_a_view_asks(rf: RequestFactory) -> None:
    assert "camera=()" in through(rf.get("/")).headers["Permissions-Policy"]

    @policies.uses_camera
    def call(request: HttpRequest) -> HttpResponseBase:
        return HttpResponse("ok")

    answer = through(rf.get("/"), call).headers["Permissions-Policy"]
    assert "camera=(self)" in answer
    assert "geolocation=()" in answer


def test_pages_are_not_kept_unless_a_view_says_so(rf: RequestFactory) -> None:
    assert through(rf.get("/")).headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in through(rf.get("/static/a.css")).headers

    def public(request: HttpRequest) -> HttpResponseBase:
        return HttpResponse("ok", headers={"Cache-Control": "public, max-age=60"})

    assert through(rf.get("/"), public).headers["Cache-Control"] == "public, max-age=60"


@pytest.mark.parametrize("status", sorted(errors.TEXTS))
def test_every_refusal_has_a_french_page_that_reads_no_database(status: int) -> None:
    answer = errors.page(None, status)
    assert isinstance(answer, HttpResponse)
    assert answer.status_code == status
    assert errors.TEXTS[status].title.replace("'", "&#x27;") in answer.content.decode()


@pytest.mark.parametrize("status", [405, 409, 410, 413, 429])
def test_a_bare_refusal_is_dressed_and_keeps_its_headers(rf: RequestFactory, status: int) -> None:
    bare = HttpResponse(status=status, headers={"Retry-After": "60", "Allow": "POST"})
    answer = through(rf.get("/"), lambda _: bare)
    assert answer.status_code == status
    assert answer.headers["Retry-After"] == "60"
    assert isinstance(answer, HttpResponse)
    assert b"<h1>" in answer.content


def test_the_interface_for_programs_answers_problem_json(rf: RequestFactory) -> None:
    answer = errors.not_found(rf.get("/api/v1/x"))
    assert isinstance(answer, HttpResponse)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert json.loads(answer.content)["status"] == 404


def test_too_large_a_body_is_said_to_be_too_large(rf: RequestFactory) -> None:
    assert errors.bad_request(rf.post("/"), RequestDataTooBig()).status_code == 413
    answer = errors.bad_request(rf.post("/"), SuspiciousOperation("secret detail"))
    assert answer.status_code == 400
    assert isinstance(answer, HttpResponse)
    assert b"secret" not in answer.content


def test_a_refusal_is_told_in_the_words_of_its_room(rf: RequestFactory) -> None:
    texts = {"slot_taken": "Le créneau de {hour} vient d’être pris."}
    answer = errors.refused(rf.get("/"), Refusal("slot_taken", {"hour": "10 h"}), texts=texts)
    assert answer.status_code == 409
    assert isinstance(answer, HttpResponse)
    assert "Le créneau de 10 h vient" in answer.content.decode()


def test_an_unknown_refusal_never_shows_its_code(rf: RequestFactory) -> None:
    answer = errors.refused(rf.get("/"), Refusal("inner_code"), texts={})
    assert isinstance(answer, HttpResponse)
    assert "inner_code" not in answer.content.decode()


def test_the_style_guide_is_closed_in_production(settings: Any, rf: RequestFactory) -> None:
    settings.PRODUCTION = True
    with pytest.raises(Http404):
        views.styleguide(rf.get("/kit/"))


def test_the_accessibility_declaration_is_open_and_honest(rf: RequestFactory) -> None:
    answer = views.accessibility(rf.get("/a/"))
    assert isinstance(answer, HttpResponse)
    assert "<strong>non conforme</strong>" in answer.content.decode()
