"""The verbs over HTTP: ``POST /api/v1/law/<verb>``, one object or JSON lines.

Open to all: nothing personal is stored, nothing typed is repeated or logged.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from http import HTTPStatus
from time import thread_time
from types import MappingProxyType
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI, Router
from ninja.openapi.docs import DocsBase

from telecontrole.hall.law import table
from telecontrole.hall.law.answers import Answer
from telecontrole.hall.law.dispatch import answer, answer_line, encode, error
from telecontrole.hall.law.examples import EXAMPLES
from telecontrole.hall.law.lines import batches
from telecontrole.hall.law.verbs import VERBS, verb

JSON: Final = "application/json"
LINES: Final = "application/x-ndjson"
PROBLEM: Final = "application/problem+json"
LARGEST: Final = 1 << 20
#: A short line may ask for a century day by day: what one request may cost is bounded.
LARGEST_ANSWER: Final = 1 << 24
SECONDS: Final = 10.0
#: What HTTP says of each error code of the verbs.
STATUS: Final = MappingProxyType(
    {
        "unknown_verb": HTTPStatus.NOT_FOUND,
        "bad_json": HTTPStatus.BAD_REQUEST,
        "missing_field": HTTPStatus.UNPROCESSABLE_ENTITY,
        "bad_value": HTTPStatus.UNPROCESSABLE_ENTITY,
        "before_first_parameter": HTTPStatus.UNPROCESSABLE_ENTITY,
        "inconsistent": HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
_TOO_MUCH: Final = encode(
    error("bad_value", "Trop de calculs pour un envoi : renvoyez cette ligne dans un autre.")
)
router = Router(tags=["law"])


def problem(code: str, message: str, status: HTTPStatus) -> HttpResponse:
    """A refusal as RFC 9457 writes it, with the verb's error code."""
    body = {"type": "about:blank", "title": status.phrase, "status": status.value}
    text = json.dumps(body | {"code": code, "detail": message}, ensure_ascii=False)
    return HttpResponse(text, status=status, content_type=PROBLEM)


def reply(name: str, request: HttpRequest) -> HttpResponse:
    """Answer one object, or each line of an ``application/x-ndjson`` body."""
    # A body sent in pieces tells no length: only what was read says how long it is.
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        told = f"Le corps dépasse {LARGEST} octets : utilisez la ligne de commande."
        return problem("bad_value", told, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if request.content_type == LINES:
        return HttpResponse(_lines(name, body), content_type=LINES)
    found = answer_line(verb(name), body)
    if "error" in found:
        code, message = found["error"]["code"], found["error"]["message"]
        return problem(code, message, STATUS[code])
    return HttpResponse(encode(found), content_type=JSON)


def _lines(name: str, body: bytes) -> bytes:
    """Answers line by line, until they cost what one request may: the rest is told to come back."""
    ask = verb(name)
    too_long: Answer = error("bad_json", "La ligne est trop longue.")
    until, written = thread_time() + SECONDS, 0
    answers = []
    for line in (line for batch in batches(io.BytesIO(body)) for line in batch):
        if written > LARGEST_ANSWER or thread_time() > until:
            answers.append(_TOO_MUCH)
            continue
        found = encode(too_long if line is None else answer_line(ask, line))
        written += len(found)
        answers.append(found)
    return b"".join(answers)


def _operation(name: str) -> Callable[[HttpRequest], HttpResponse]:
    def operation(request: HttpRequest) -> HttpResponse:
        return reply(name, request)

    operation.__name__ = f"law_{name.replace('-', '_')}"
    operation.__doc__ = f"{VERBS[name]}. Réponse expliquée, avec ses références."
    return operation


def _described(name: str) -> dict[str, Any]:
    """The request body in OpenAPI: an object, shown by an example that is also a test."""
    content = {
        JSON: {"schema": {"type": "object"}, "example": EXAMPLES[name]},
        LINES: {"schema": {"type": "string"}},
    }
    return {"requestBody": {"required": True, "content": content}}


for _name in VERBS:
    router.add_api_operation(
        f"/{_name}", ["POST"], _operation(_name), summary=VERBS[_name], auth=None,
        operation_id=f"law_{_name.replace('-', '_')}", openapi_extra=_described(_name),
    )  # fmt: skip


@router.get("/table", auth=None, summary="Paramètres datés, en CSV")
def law_table(request: HttpRequest) -> HttpResponse:
    """Every dated parameter, as `law table --csv`."""
    return HttpResponse(table.as_csv(), content_type="text/csv; charset=utf-8")


@router.post("/{name}", auth=None, include_in_schema=False)
def law_unknown(request: HttpRequest, name: str) -> HttpResponse:
    """A verb that does not exist."""
    return problem("unknown_verb", f"Verbes : {', '.join(VERBS)}.", HTTPStatus.NOT_FOUND)


class Described(DocsBase):
    """The interface on a page of the house: one example of each verb, asked and answered."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Examples are few and fixed: they are answered when the page is asked."""
        shown = [
            {
                "name": name,
                "told": told,
                "asked": json.dumps(EXAMPLES[name], ensure_ascii=False),
                "answered": encode(answer(verb(name), EXAMPLES[name], explain=False)).decode(),
            }
            for name, told in VERBS.items()
        ]
        codes = [(code, status.value) for code, status in STATUS.items()]
        return render(request, "law/interface.html", {"verbs": shown, "codes": codes})


def site() -> NinjaAPI:
    """An API of the law alone; a larger one adds :data:`router` at ``/law``."""
    api = NinjaAPI(
        title="Télécontrôle : le droit", version="1", urls_namespace="law_api", docs=Described()
    )
    api.add_router("/law", router)
    return api
