"""Error pages. Each says in French what happened and what to do, and nothing of the inside.

Wired in config/urls.py as handler400, handler403, handler404 and handler500, in the settings as
CSRF_FAILURE_VIEW, and by the SecurityHeaders middleware for answers without a body.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import loader

from telecontrole.foundations.outcome import Refusal


@dataclass(frozen=True)
class ErrorText:
    """Title and next step of one status."""

    title: str
    advice: str


TEXTS = {
    400: ErrorText(
        "Nous n’avons pas compris cette demande",
        "Revenez à la page précédente, vérifiez ce que vous avez saisi et recommencez.",
    ),
    403: ErrorText(
        "Vous n’avez pas accès à cette page",
        "Si vous pensez que c’est une erreur, demandez à la personne qui gère les accès.",
    ),
    404: ErrorText(
        "Cette page n’existe pas",
        "Si vous avez copié l’adresse d’un message, vérifiez qu’elle est complète.",
    ),
    405: ErrorText(
        "Cette page ne s’ouvre pas ainsi",
        "Revenez à la page précédente et utilisez le bouton prévu.",
    ),
    409: ErrorText(
        "La situation a changé entre-temps",
        "Revenez à la page précédente et actualisez-la : elle montre ce qui est à jour.",
    ),
    410: ErrorText(
        "Ce lien ne sert plus",
        "Il a expiré ou a été remplacé. Utilisez le lien du dernier message reçu.",
    ),
    413: ErrorText(
        "Votre envoi est trop volumineux",
        "Choisissez un fichier plus petit, ou envoyez-le en plusieurs fois.",
    ),
    415: ErrorText(
        "Ce type de fichier n’est pas accepté",
        "Consultez la liste des formats acceptés sur la page précédente.",
    ),
    429: ErrorText(
        "Trop d’essais en peu de temps",
        "Attendez quelques minutes puis recommencez. Votre rendez-vous n’est pas modifié.",
    ),
    500: ErrorText(
        "Le service a rencontré un problème",
        "Ce n’est pas de votre fait et l’équipe technique est prévenue. Réessayez dans un moment.",
    ),
    503: ErrorText(
        "Le service est momentanément indisponible",
        "Réessayez dans quelques minutes.",
    ),
}
OTHER = TEXTS[400]


def page(
    request: HttpRequest | None,
    status: int,
    *,
    title: str = "",
    message: str = "",
    back: str = "",
) -> HttpResponseBase:
    """The error page of `status`; `title` and `message` replace the general words, `back` is an address.

    Below /api/ the answer is problem+json (RFC 9457). The page reads no database, so that it also
    works when the database does not.
    """
    text = TEXTS.get(status, OTHER)
    if request is not None and request.path.startswith("/api/"):
        body = {"type": "about:blank", "title": title or text.title, "status": status}
        if message:
            body["detail"] = message
        return JsonResponse(body, status=status, content_type="application/problem+json")
    context: dict[str, Any] = {
        "status": status,
        "title": title or text.title,
        "message": message or text.advice,
        "back": back,
    }
    return HttpResponse(loader.render_to_string("web/errors/error.html", context), status=status)


def refused(
    request: HttpRequest,
    refusal: Refusal,
    *,
    texts: dict[str, str],
    status: int = 409,
    back: str = "",
) -> HttpResponseBase:
    """The page of a refusal: `texts` maps its code to a French sentence with `{parameters}`.

    A code without a sentence gets the general text of the status.
    """
    sentence = texts.get(refusal.code, "")
    return page(request, status, message=sentence.format_map(dict(refusal.params)), back=back)


def dress(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Gives a refusal that has no body (405, 410, 413, 429…) its page; keeps its headers."""
    if response.status_code < 400 or response.streaming or getattr(response, "content", False):
        return response
    dressed = page(request, response.status_code)
    for name, value in response.items():
        if name.lower() not in ("content-type", "content-length"):
            dressed.headers[name] = value
    dressed.cookies = response.cookies
    return dressed


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """handler400: too large a body answers 413; the exception's text stays inside."""
    large = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
    return page(request, 413 if isinstance(exception, large) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """handler403."""
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponseBase:
    """handler404."""
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """handler500."""
    return page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """CSRF_FAILURE_VIEW: nearly always a page left open for too long."""
    return page(
        request,
        403,
        title="Cette page est restée ouverte trop longtemps",
        message="Rien n’a été envoyé. Revenez à la page précédente, actualisez-la et recommencez.",
    )
