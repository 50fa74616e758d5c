"""Pages for everybody. They read nothing that is anybody's."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from telecontrole.foundations.web import errors
from telecontrole.hall.public import pasting
from telecontrole.hall.public.forms import PastedForm
from telecontrole.rooms.notices import selectors as notices


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The entrance: staff go to their desk, others learn where their door is."""
    if getattr(request, "actor", None) is not None:
        return redirect("hall:desk")
    return render(request, "public/home.html")


@require_safe
def mentions(request: HttpRequest) -> HttpResponseBase:
    """Legal notice and personal data (GDPR articles 13 and 14)."""
    return render(request, "public/mentions.html")


@require_safe
def contact(request: HttpRequest) -> HttpResponseBase:
    """How to reach the caisse."""
    return render(request, "public/contact.html")


@require_http_methods(["GET", "HEAD", "POST"])
def genuine(request: HttpRequest) -> HttpResponseBase:
    """Is this message from us? Against phishing: what is pasted is judged, not followed, not kept."""
    form = PastedForm(request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"sender": notices.sender(), "form": form}
    if not form.is_valid():
        return render(request, "public/genuine.html", context, status=422 if form.errors else 200)
    try:
        judgment = pasting.judge(request, form.cleaned_data["text"])
    except pasting.TooOften:
        return errors.page(request, 429)
    answer = render(request, "public/genuine.html", {**context, "judgment": judgment})
    answer.headers["Cache-Control"] = "no-store"
    return answer
