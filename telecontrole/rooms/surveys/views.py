"""The page of a questionnaire. It reads no session: whoever opens it stays nobody."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from telecontrole.foundations.access.throttling import attempt
from telecontrole.foundations.outcome import Refusal
from telecontrole.rooms.surveys import selectors, services
from telecontrole.rooms.surveys.forms import AnswerForm

# Only links that open nothing are counted: many persons stand behind one address of a telephone network, and
# whoever was asked leaves no trace of theirs.
TRIES, TRIES_WINDOW = 120, timedelta(minutes=15)


@require_http_methods(["GET", "HEAD", "POST"])
def questionnaire(request: HttpRequest, token: str) -> HttpResponse:
    """Show the questions, then take the answers."""
    asked = selectors.open_questionnaire(token)
    if asked is None:
        return _nothing(request)
    form = AnswerForm(asked, request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "surveys/ask.html", {"form": form, "asked": asked}, status=status)
    refused = services.answer(token=token, values=form.cleaned_data)
    if isinstance(refused, Refusal):
        return _nothing(request)
    return render(request, "surveys/thanks.html")


def _nothing(request: HttpRequest) -> HttpResponse:
    """What a used, late or forged link says; whoever tries many is told to wait."""
    client = request.META.get("REMOTE_ADDR", "")
    if not attempt(f"survey-client:{client}", limit=TRIES, window=TRIES_WINDOW):
        return render(request, "surveys/slow_down.html", status=429)
    return render(request, "surveys/closed.html", status=404)
