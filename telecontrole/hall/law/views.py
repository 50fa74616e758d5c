"""« Calculer »: type a case, read the amount, the steps and the articles.  Nothing is stored."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from telecontrole.foundations.law.faults import LawFault
from telecontrole.hall.law import results
from telecontrole.hall.law.dispatch import attempt
from telecontrole.hall.law.forms import QUESTIONS
from telecontrole.hall.law.verbs import verb


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The calculators."""
    cards = [{"name": name, "title": results.glued(form.title)} for name, form in QUESTIONS.items()]
    return render(request, "law/index.html", {"cards": cards})


@require_http_methods(["GET", "HEAD", "POST"])
def calculate(request: HttpRequest, name: str) -> HttpResponse:
    """One calculator; the form is posted so that wages and dates stay out of addresses."""
    if name not in QUESTIONS:
        raise Http404
    form = QUESTIONS[name](request.POST if request.method == "POST" else None)
    context: dict[str, object] = {"form": form, "title": results.glued(form.title)}
    status = 200
    if form.is_bound:
        found = attempt(verb(form.verb), form.asked()) if form.is_valid() else None
        if isinstance(found, LawFault):
            form.tell(found)
        elif found:
            context |= results.shown(found, form.labels)
        status = 200 if form.is_valid() else 422
    return render(request, "law/calculate.html", context, status=status)
