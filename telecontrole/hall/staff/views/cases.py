"""The list of cases, with filters in the address, and the search, posted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from telecontrole.foundations.access import Actor, for_roles
from telecontrole.hall.staff import finding
from telecontrole.hall.staff.access import READERS
from telecontrole.hall.staff.forms import SearchForm
from telecontrole.hall.staff.tables import case_table


@require_safe
@for_roles(*READERS)
def index(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """Cases of the actor's caisse, or of the country."""
    table = case_table(actor, request)
    export = table.exported(actor=actor, action="hall:cases:exported", subject="cases")
    return export or render(request, "staff/cases.html", {"table": table, "form": SearchForm()})


@require_POST
@for_roles(*READERS)
def search(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """One case by its reference, else the persons whose name starts so."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "table": case_table(actor, request)}
        return render(request, "staff/cases.html", context, status=422)
    text = form.cleaned_data["text"]
    case = finding.by_reference(text, actor)
    if case is not None:
        return redirect("hall:case", case.reference)
    found = finding.by_name(text, actor)
    return render(request, "staff/found.html", {"form": form, "found": found})
